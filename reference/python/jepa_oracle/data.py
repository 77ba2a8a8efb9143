"""Data: the features of pairs of views with the order of learning they predict, and pairs from known models."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy

from ._errors import InvalidProblem
from ._frames import columns_of, is_frame, is_missing, is_path, plain
from ._native import core
from ._numbers import Exact, exact_text, word

Data = Any
"""Path of a file, an array or a list of rows, a DataFrame, or a mapping of x and y to such tables."""

_Table = Tuple[str, List[str], Any]


def _table(data: Data, name: str) -> _Table:
    """Name, names of the columns, and float64 values of a table in memory."""
    if is_frame(data):
        columns = [str(column) for column in data.columns]
        try:
            return name, columns, numpy.ascontiguousarray(plain(data), dtype=numpy.float64)
        except (TypeError, ValueError):  # cells without a value, or text: the search for it names the place
            return name, columns, _values(list(zip(*columns_of(data, name).values())), name)
    values = _values(plain(data), name)
    if values.ndim == 1:
        values = values[:, None]
    if values.ndim != 2:
        raise InvalidProblem(name, f"has {values.ndim} dimensions: a table has rows and columns, pairs (n, 2, d)")
    return name, [str(i) for i in range(values.shape[1])], values


def _values(data: Any, name: str) -> Any:
    try:
        return numpy.ascontiguousarray(data, dtype=numpy.float64)
    except (TypeError, ValueError):
        pass
    rows = [list(row) if hasattr(row, "__iter__") and not isinstance(row, str) else [row] for row in data]
    for i, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise InvalidProblem(f"{name}[{i}]", f"has {len(row)} entries where the first row has {len(rows[0])}")
        for j, entry in enumerate(row):
            if is_missing(entry):
                row[j] = numpy.nan
                continue
            try:
                row[j] = float(entry)
            except (TypeError, ValueError):
                raise InvalidProblem(f"{name}[{i}][{j}]", f"{str(entry)[:40]!r} is not a number") from None
    return numpy.ascontiguousarray(rows, dtype=numpy.float64)


def _dimensions(data: Any) -> int:
    """Of an array, or of lists that make one; 0 for lists of different lengths."""
    try:
        return int(numpy.ndim(data))
    except ValueError:
        return 0


def _split_columns(table: _Table) -> Tuple[List[_Table], List[str]]:
    """The tables x and y of a table with columns x_* and y_*, and the names of its other columns."""
    name, columns, values = table
    views = {view: [c[2:] for c in columns if c.startswith(view + "_") and len(c) > 2] for view in "xy"}
    if not views["x"] and not views["y"]:
        raise InvalidProblem(
            name,
            "is one table: pairs are two tables, x and y, or columns x_* and y_*, or an array of shape (n, 2, d); "
            "one table needs masking, lag or views",
        )
    for view, other in (("x", "y"), ("y", "x")):
        for column in views[view]:
            if column not in views[other]:
                raise InvalidProblem(
                    name, f"column {view}_{column} has no partner {other}_{column}: x and y have the same columns"
                )
    tables = []
    for view in "xy":
        picked = [columns.index(f"{view}_{column}") for column in views["x"]]
        tables.append((view, views["x"], numpy.ascontiguousarray(values[:, picked])))
    return tables, [c for c in columns if c[:2] not in ("x_", "y_") or len(c) == 2]


def _tables(data: Data, y: Optional[Data], one_table: bool) -> Tuple[List[str], List[_Table], List[str]]:
    """Paths for the program's reader, tables that stand in place of some of them, and columns that are not read."""
    if isinstance(data, Mapping) and not is_frame(data):
        if set(data) == {"x", "y"} and y is None:
            data, y = data["x"], data["y"]
        else:
            names = [str(key) for key in data]
            data = [list(row) for row in zip(*data.values())]
            return _tables_of_one(("data", names, _values(data, "data")), one_table)
    if y is None:
        if is_path(data) or isinstance(data, str):
            return [os.fspath(data)], [], []
        if not is_frame(data):
            array = plain(data)
            if _dimensions(array) == 3:
                values = _values(array, "data")
                if values.shape[1] != 2:
                    raise InvalidProblem("data", f"has shape {values.shape}: pairs have shape (n, 2, d)")
                if one_table:
                    raise InvalidProblem("data", "has shape (n, 2, d), which are pairs already: a table is needed")
                names = [str(i) for i in range(values.shape[2])]
                views = [(v, names, numpy.ascontiguousarray(values[:, i])) for i, v in enumerate("xy")]
                return ["x", "y"], views, []
        return _tables_of_one(_table(data, "data"), one_table)
    paths, tables = [], []
    for name, table in (("x", data), ("y", y)):
        if is_path(table) or isinstance(table, str):
            paths.append(os.fspath(table))
        else:
            paths.append(name)
            tables.append(_table(table, name))
    return paths, tables, []


def _tables_of_one(table: _Table, one_table: bool) -> Tuple[List[str], List[_Table], List[str]]:
    if one_table:
        return ["data"], [table], []
    tables, ignored = _split_columns(table)
    return ["x", "y"], tables, ignored


def _number(value: Any, where: str) -> str:
    """A number that is computed with as a double: a float in its shortest decimals."""
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()
    return repr(value) if isinstance(value, float) else exact_text(value, where)


def _options(given: Mapping[str, Optional[str]]) -> List[str]:
    return [f"--{name.replace('_', '-')}={text}" for name, text in given.items() if text is not None]


def analyze(
    data: Data,
    y: Optional[Data] = None,
    *,
    depth: Exact,
    epsilon: Exact,
    masking: Optional[Exact] = None,
    lag: Optional[Exact] = None,
    views: Optional[Exact] = None,
    fraction: Exact = "0.5",
    centre: str = "mean",
    drop_constant: bool = False,
    resamples: Exact = 200,
    confidence: Exact = "0.95",
    block: Optional[Exact] = None,
    seed: Exact = 1,
    conflicts: Exact = 20,
    plot: Optional[Any] = None,
    problem: Optional[Any] = None,
) -> Dict[str, Any]:
    """Which features of data JEPA and MAE learn first, and how sure that is.

    Args:
        data: pairs: the path of a file (CSV with columns x_* and y_*, .npy, .npz), an array of shape (n, 2, d), a
            DataFrame with columns x_* and y_*, {"x": table, "y": table}; or x, with `y` beside it; or one table (path,
            array, list of rows, DataFrame) from which masking, lag or views makes the pairs
        y: the second view of every row of `data`
        depth: number L of encoder layers, 1 to 1000
        epsilon: encoder amplitude at the start, > 0
        masking: x hides this share of the entries of one table, y shows only them
        lag: y is the row so many after x
        views: x and y are one table with independent noise of this standard deviation
        fraction: learned at this fraction of the limit, in (0, 1)
        centre: the moments are about the "mean" or the "origin"
        drop_constant: leave out columns of x with one value only
        resamples: of the bootstrap; 0 for no intervals
        confidence: level of the intervals, in (0, 1)
        block: least rows of a block of the bootstrap
        seed: of masks, noise and bootstrap
        conflicts: most windows of epsilon computed
        plot: path of a picture to be written (by gnuplot)
        problem: path of a problem file to be written, for `order` and `diagnose`

    Returns:
        The document of ``jepa-oracle analyze --json``.

    Raises:
        InvalidProblem: (a ValueError) for data or values that break a rule, with the program's message
        OSError: for a file that cannot be read or written
    """
    numbers = dict(masking=masking, views=views, confidence=confidence)
    counts = dict(depth=depth, epsilon=epsilon, lag=lag, fraction=fraction, resamples=resamples, block=block, seed=seed,
                  conflicts=conflicts)  # fmt: skip
    words = _options({name: None if value is None else _number(value, name) for name, value in numbers.items()})
    words += _options({name: None if value is None else exact_text(value, name) for name, value in counts.items()})
    words += _options({"centre": word(centre, "centre")})
    for name, path in (("plot", plot), ("problem", problem)):
        words += [] if path is None else [f"--{name}={os.fspath(path)}"]
    if drop_constant:
        words.append("--drop-constant")
    one_table = any(value is not None for value in (masking, lag, views))
    paths, tables, ignored = _tables(data, y, one_table)
    document: Dict[str, Any] = json.loads(core.analyze(words=[*words, "--", *paths], tables=tables))
    if ignored:
        document["ignored"] = ignored
    return document


def _list(value: Any, where: str) -> Optional[str]:
    """Text "0.9,1" of numbers; a text is taken as it is."""
    value = plain(value)
    if value is None or isinstance(value, str):
        return value
    if not hasattr(value, "__iter__"):
        return exact_text(value, where)
    return ",".join(exact_text(entry, f"{where}[{i}]") for i, entry in enumerate(value))


def _matrix(value: Any, where: str) -> Optional[str]:
    """Text "1,1;1,-1" of rows; a text is taken as it is."""
    value = plain(value)
    if value is None or isinstance(value, str):
        return value
    return ";".join(str(_list(row, f"{where}[{i}]")) for i, row in enumerate(value))


def sample(
    model: str,
    *,
    pairs: Exact,
    signal: Optional[Any] = None,
    noise: Optional[Any] = None,
    persistence: Optional[Any] = None,
    lag: Optional[Exact] = None,
    basis: Optional[Any] = None,
    mixing: Optional[Any] = None,
    masking: Optional[Exact] = None,
    law: str = "gaussian",
    first: Exact = 0,
    seed: Exact = 1,
) -> Dict[str, Any]:
    """Pairs from models of data whose moments are known exactly (proofs-notes/data.md).

    Args:
        model: "static", "dynamic", "masking" or "autoencoder": how pairs come about
        pairs: how many
        signal: variance of each feature
        noise: its noise ("static", "dynamic")
        persistence: its g in [-1, 1] ("dynamic")
        lag: steps from x to y ("dynamic"; default 1)
        basis: orthogonal matrix, features in its columns
        mixing: F of the image F h ("masking")
        masking: x hides this share of entries ("masking")
        law: of the sources, "gaussian" or "three-point"
        first: number of the first pair in the stream
        seed: the same seed gives the same pairs everywhere

    Returns:
        The document of ``jepa-oracle sample --json``: "pairs" has a row [x_0, ..., y_0, ...] of decimals for each pair,
        ``numpy.array(document["pairs"], dtype=float)`` makes them floats; "moments" and "features" are exact.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
    """
    given = dict(
        pairs=exact_text(pairs, "pairs"),
        signal=_list(signal, "signal"),
        noise=_list(noise, "noise"),
        persistence=_list(persistence, "persistence"),
        lag=None if lag is None else exact_text(lag, "lag"),
        basis=_matrix(basis, "basis"),
        mixing=_matrix(mixing, "mixing"),
        masking=None if masking is None else exact_text(masking, "masking"),
        law=word(law, "law"),
        first=exact_text(first, "first"),
        seed=exact_text(seed, "seed"),
    )
    text = core.sample(words=[*_options(given), "--", word(model, "model")])
    document: Dict[str, Any] = json.loads(text)
    return document
