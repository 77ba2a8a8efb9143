"""Which training a recorded run actually implements."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any, Dict, List, Mapping, Optional

from ._errors import InvalidProblem
from ._frames import columns_of, is_frame, is_list, is_missing, is_path, plain
from ._native import core
from ._numbers import Exact, optional_text
from ._problems import Problem, problem_text, read_text

Run = Any
"""Text or path of a CSV file, columns by name, a DataFrame, a list of mappings, or rows under a first row of names."""


def diagnose(
    run: Run,
    problem: Problem,
    *,
    rate: Optional[Exact] = None,
    noise: Optional[Exact] = None,
    expect: Optional[str] = None,
    batch_size: Optional[int] = None,
) -> Dict[str, Any]:
    """Fits all hypotheses (objective, depths, target, loss, start, rates, optimiser) to a run.

    Args:
        run: path or text of a CSV file, its columns by name, a DataFrame, a list of mappings, or rows under a first row of
            names: "step" or "time", and for the features of the problem NAME or "encoder NAME" (amplitudes of the
            encoder), "predictor NAME" (of all layers of the predictor or decoder together); None, NaN or a masked entry
            where a cell is missing. Columns of half precision need `noise`: their digits do not show how much was rounded
        problem: path, text or content of a problem file; "top_depth" is the number of layers of its predictor or decoder
        rate: learning rate, > 0: the run is gradient descent, and flow time is rate x steps; without it a gradient flow
        noise: relative noise of the amplitudes, > 0; without it estimated from the run
        expect: the expected objective, "jepa" or "mae"; without it any objective of the problem
        batch_size: pairs a step: how much noise batches have, where the problem has the moments of all features; without
            it estimated from the run

    Returns:
        The document of ``jepa-oracle diagnose --json``: "verdict" is "as-expected", "other", "undecided", "none-fits"
        (no hypothesis fits), or that the data are insufficient: "cannot-tell" (no amplitude changes) and
        "insufficient-data" (the rows do not distinguish stochastic-gradient noise from a misfit). "statement" says it
        in words; "observations" is what the run shows under any hypothesis; "best", "expected", "cannot_be_told_apart"
        (not distinguished by this run) and "ranking" give the hypotheses with their residuals in units of the noise;
        "top_depth" of one is there where it is not 1.

    Raises:
        KeyboardInterrupt: at Ctrl-C, within a second
        InvalidProblem: (a ValueError) for a run or problem that breaks a rule, with the program's message
    """
    text = core.diagnose(
        run=_csv(run, noise is not None),
        problem=problem_text(problem, {}),
        rate=optional_text(rate, "rate"),
        noise=optional_text(noise, "noise"),
        expect=expect,
        batch_size=optional_text(batch_size, "batch_size"),
    )
    document: Dict[str, Any] = json.loads(text)
    return document


def _csv(run: Run, noise_is_given: bool) -> str:
    """The run as a file; a missing cell is an empty one."""
    if is_path(run) or (isinstance(run, str) and "\n" not in run and "\r" not in run):
        return read_text(run)  # a run has a line of names and one of numbers at least
    if isinstance(run, str):
        return run
    columns = _columns(run)
    for name, column in columns.items():
        if not noise_is_given:
            _require_digits(column, name)
        if not is_list(column):
            raise TypeError(f"run: column {name}: {type(column).__name__} is not a list of numbers")
    columns = {name: list(column) for name, column in columns.items()}
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise InvalidProblem("run", f"has columns of different lengths: {sorted(lengths)}")
    rows = zip(*columns.values())
    return "\n".join([",".join(map(_quoted, columns)), *(",".join(map(_cell, row)) for row in rows)]) + "\n"


# Largest relative error of one rounding, 2^-11 and 2^-8, rounded up.
_ROUNDING = {"float16": "5e-4", "bfloat16": "4e-3"}


def _require_digits(column: Any, name: str) -> None:
    """Refuses half precision: written in full its numbers look like exact ones, in short like ones more exact than they
    are, and either way what fits would be told not to."""
    cells = column if is_list(column) and not hasattr(column, "dtype") else ()
    for kind in {str(getattr(value, "dtype", "")).rpartition(".")[2] for value in (column, *cells)}:
        if kind in _ROUNDING:
            raise InvalidProblem(
                "run",
                f"column {name} has half precision ({kind}), and its digits do not show how much was rounded: give "
                f"noise, the relative noise of the amplitudes, {_ROUNDING[kind]} at least",
            )


def _columns(run: Run) -> Dict[str, Any]:
    """The columns by name, as they come."""
    if is_frame(run):
        columns = {name: list(column) for name, column in columns_of(run, "run").items()}
        for name, key in zip(columns, list(run.columns)):
            if str(getattr(run[key], "dtype", "")) in _ROUNDING:
                columns[name] = run[key].to_numpy()
        index = getattr(run, "index", None)
        name = getattr(index, "name", None)
        if name in ("step", "time") and name not in columns:
            columns = {name: list(index.tolist()), **columns}  # type: ignore[union-attr]
        return columns
    if isinstance(run, Mapping):
        return {str(name): plain(column) for name, column in run.items()}
    if not hasattr(run, "__iter__"):
        raise TypeError(f"run: {type(run).__name__} is not a run; expected a path, a mapping of columns or a DataFrame")
    rows = list(run)
    if not rows:
        raise InvalidProblem("run", "has no rows")
    if all(isinstance(row, Mapping) for row in rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        return {str(name): [row.get(name) for row in rows] for name in names}
    if any(isinstance(row, (str, bytes, Mapping)) or not hasattr(row, "__iter__") for row in rows):
        raise TypeError("run: expected rows that are mappings or lists of numbers")
    rows = [list(row) for row in rows]
    head = rows[0]
    if not all(isinstance(name, str) for name in head):
        raise InvalidProblem("run[0]", "is not a row of names; expected the names of the columns in the first row")
    if len(set(head)) != len(head):
        raise InvalidProblem("run[0]", "has a duplicate name")
    for i, row in enumerate(rows):
        if len(row) != len(head):
            raise InvalidProblem(f"run[{i}]", f"has {len(row)} entries; expected {len(head)}, one for each name")
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(head)}


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _cell(value: Any) -> str:
    """A number in the shortest decimals that read back to the same double."""
    if is_missing(value):
        return ""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, (Decimal, Fraction)):
        return str(value) if isinstance(value, Decimal) else repr(float(value))
    value = value.item() if hasattr(value, "item") else value
    return "" if is_missing(value) else repr(value)
