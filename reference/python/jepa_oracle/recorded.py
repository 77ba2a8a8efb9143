"""What a recorded training run actually implements."""

from __future__ import annotations

import json
import math
from typing import Any, Dict, Mapping, Optional, Sequence, Union

from ._native import core
from ._numbers import Exact, optional_text

Column = Sequence[float]


def diagnose(
    run: Union[str, Mapping[str, Column]],
    problem: Union[str, Mapping[str, Any]],
    *,
    rate: Optional[Exact] = None,
    noise: Optional[Exact] = None,
    expect: Optional[str] = None,
) -> Dict[str, Any]:
    """Fits every hypothesis that is known (objective, depth, target, loss, start, rates, optimiser) to a run.

    Args:
        run: text of a CSV file, or its columns by name: "step" or "time", and for the features of the problem NAME or
            "encoder NAME" (amplitudes of the encoder), "predictor NAME"; None or NaN where a cell is missing
        problem: text or content of a problem file
        rate: learning rate, > 0: the run is gradient descent, and flow time is rate x steps; without it a flow
        noise: relative noise of the amplitudes, > 0; without it estimated from the run
        expect: what it is meant to be, "jepa" or "mae"; without it any objective of the problem

    Returns:
        The document of ``jepa-oracle diagnose --json``: "verdict" is "as-expected", "other", "undecided", "none-fits",
        of a run in which nothing moves "cannot-tell", or "insufficient-data" where the rows cannot tell noise of the
        training from a misfit; "statement" says it in words; "observations" is what is seen in the run whatever the
        hypothesis; "best", "expected", "cannot_be_told_apart" and "ranking" give the hypotheses with their residuals
        in units of the noise.

    Raises:
        KeyboardInterrupt: at Ctrl-C, within a second
        InvalidProblem: (a ValueError) for a run or problem that breaks a rule, with the program's message
    """
    text = core.diagnose(
        run=run if isinstance(run, str) else _csv(run),
        problem=problem if isinstance(problem, str) else json.dumps(problem),
        rate=optional_text(rate, "rate"),
        noise=optional_text(noise, "noise"),
        expect=expect,
    )
    document: Dict[str, Any] = json.loads(text)
    return document


def _csv(columns: Mapping[str, Column]) -> str:
    """The columns as a file; NaN is an empty cell."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in columns]
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"run: has columns of different lengths: {sorted(lengths)}")
    rows = zip(*columns.values())
    return "\n".join([",".join(quoted), *(",".join(map(_cell, row)) for row in rows)]) + "\n"


def _cell(value: Optional[float]) -> str:
    if value is None or math.isnan(value):
        return ""
    return repr(value.item() if hasattr(value, "item") else value)
