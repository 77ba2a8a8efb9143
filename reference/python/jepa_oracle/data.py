"""Data: the features of pairs of views with the order of learning they predict, and pairs from known models."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

from ._errors import InvalidProblem
from ._frames import plain
from ._native import core
from ._numbers import Exact, exact_text, flag, word
from ._tables import Data, tables_of


def _number(value: Any, where: str) -> str:
    """A number that is computed with as a double: a float in its shortest decimals."""
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()
    return repr(value) if isinstance(value, float) else exact_text(value, where)


def _options(given: Mapping[str, Optional[str]]) -> List[str]:
    for name, text in given.items():
        if text == "":
            raise InvalidProblem(name, "is empty; expected a value")
    return [f"--{name.replace('_', '-')}={text}" for name, text in given.items() if text is not None]


def _choice(columns: Union[str, Sequence[str], None]) -> Optional[str]:
    """Text "a,b*,!c" of names; a text is taken as it is."""
    if columns is None or isinstance(columns, str):
        return columns
    if not hasattr(columns, "__iter__"):
        raise TypeError(f"columns: {type(columns).__name__} is not a list of names: a text or a list of texts is")
    names = [word(name, f"columns[{i}]") for i, name in enumerate(columns)]
    for i, name in enumerate(names):
        if "," in name:
            raise InvalidProblem(f"columns[{i}]", f'"{name}" holds a comma, which ends an entry: ? matches it')
    return ",".join(names)


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
    columns: Union[str, Sequence[str], None] = None,
    drop_missing: bool = False,
    standardise: bool = False,
    drop_constant: bool = False,
    resamples: Exact = 200,
    confidence: Exact = "0.95",
    block: Optional[Exact] = None,
    seed: Exact = 1,
    conflicts: Exact = 20,
    plot: Optional[Any] = None,
    write_problem: Optional[Any] = None,
    force: bool = False,
) -> Dict[str, Any]:
    """Which features of a data set JEPA and MAE learn first, and how sure that is.

    Args:
        data: pairs: the path of a file (CSV with columns x_* and y_*, .npy, .npz), an array of shape (n, 2, d), a
            DataFrame with columns x_* and y_*, {"x": table, "y": table}; or x, with `y` beside it; or one table (path,
            array, list of rows, DataFrame) from which masking, lag or views makes the pairs. Images (n, h, w) are read
            as (n, h w); None, NaN and masked entries are missing values
        y: the second view of every row of `data`
        depth: number L of encoder layers, 1 to 1000
        epsilon: initial encoder amplitude, > 0
        masking: masking ratio: x is a row of one table with this fraction of its entries hidden, y has the hidden ones
        lag: y is the row so many rows after x
        views: x and y are one table with independent noise of this standard deviation
        fraction: the threshold as a fraction of the limit, in (0, 1)
        centre: the moments are about the "mean" or the "origin"
        columns: those to read: "age,height*,!height_cm", or a list of such entries; of pairs by the names behind x_ and
            y_, of arrays by number
        drop_missing: leave out pairs with a missing value; in text also an empty cell, NA, null or None
        standardise: divide columns by their standard deviation: of the table before pairs are made of it, or of x and
            y together (root of the mean of both variances)
        drop_constant: leave out columns of x with one value only
        resamples: of the bootstrap; 0 for no intervals
        confidence: level of the intervals, in (0, 1)
        block: least rows of a block of the bootstrap
        seed: of masks, noise and bootstrap
        conflicts: maximum number of epsilon windows
        plot: path of a plot to be written (by gnuplot)
        write_problem: path of a problem file to be written, for `order` and `diagnose`
        force: let write_problem overwrite any regular file; without it only a problem that this function wrote

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
    for name, path in (("plot", plot), ("write-problem", write_problem)):
        words += [] if path is None else [f"--{name}={os.fspath(path)}"]
    flags = dict(drop_missing=drop_missing, standardise=standardise, drop_constant=drop_constant, force=force)
    words += [f"--{name.replace('_', '-')}" for name, value in flags.items() if flag(value, name)]
    choice = _choice(columns)
    words += _options({"columns": choice})
    one_table = any(value is not None for value in (masking, lag, views))
    read = tables_of(data, y, one_table=one_table, columns=choice, missing=bool(drop_missing))
    text = core.analyze(words=[*words, "--", *read.paths], tables=read.tables, arrays=read.arrays)
    document: Dict[str, Any] = json.loads(text)
    document["ignored"] += read.ignored
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
        model: data model, "static", "dynamic", "masking" or "autoencoder"
        pairs: number of pairs
        signal: variance of each feature
        noise: noise variance of each feature ("static", "dynamic")
        persistence: autocorrelation g in [-1, 1] of each feature ("dynamic")
        lag: steps from x to y ("dynamic"; default 1)
        basis: orthogonal matrix, features in its columns
        mixing: mixing matrix F of the image F h ("masking")
        masking: masking ratio: fraction of entries hidden from x ("masking")
        law: distribution of the sources, "gaussian" or "three-point"
        first: index of the first pair in the stream
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
