"""Problems as Python writes them, as the JSON that the program reads."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

import numpy

from ._errors import InvalidProblem
from ._frames import columns_of, index_of, is_frame, is_missing, is_path, plain
from ._numbers import exact_text

FORMAT = "jepa-oracle/problem/1"

Problem = Union[Mapping[str, Any], str, os.PathLike[str]]
"""A mapping with the keys of a problem file, the path of one, or its text."""

Features = Any
"""Features: mappings {"name", "lambda", "rho" or "variance"}, tuples (name, lambda, rho) or (lambda, rho), an array
with a row (lambda, rho) for each, a mapping of names to such rows, or a DataFrame with these columns."""


def matrix_text(matrix: Any, where: str) -> List[List[str]]:
    """Rows of exact numbers. InvalidProblem for rows of different lengths, TypeError for what is no matrix."""
    matrix = plain(matrix)
    if isinstance(matrix, numpy.ndarray) and matrix.ndim != 2:
        raise InvalidProblem(where, f"has {matrix.ndim} dimensions; expected a matrix, which has 2")
    if isinstance(matrix, (str, bytes)) or not hasattr(matrix, "__iter__"):
        raise TypeError(f"{where}: {type(matrix).__name__} is not a matrix; expected an array or a list of rows")
    rows: List[List[str]] = []
    for i, row in enumerate(matrix):
        row = plain(row)
        if isinstance(row, (str, bytes)) or not hasattr(row, "__iter__"):
            raise TypeError(f"{where}[{i}]: {type(row).__name__} is not a row of numbers")
        rows.append([exact_text(entry, f"{where}[{i}][{j}]") for j, entry in enumerate(row)])
        if len(rows[i]) != len(rows[0]):
            raise InvalidProblem(
                f"{where}[{i}]",
                f"has {len(rows[i])} entries; expected {len(rows[0])}, as in the first row",
            )
    return rows


def _document(value: Any, where: str) -> Any:
    """The same value with every number as exact text. What has no place in a problem is refused by the reader."""
    value = plain(value)
    if isinstance(value, Mapping):
        return {str(key): _document(item, f"{where}.{key}" if where else str(key)) for key, item in value.items()}
    if isinstance(value, numpy.ndarray) or isinstance(value, (list, tuple)):
        if getattr(value, "shape", None) == ():
            return exact_text(value, where)
        return [_document(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if value is None or isinstance(value, (bool, str)):
        return value
    return exact_text(value, where)


def is_text_of_json(text: str) -> bool:
    """Whether a string is a document, or else the path of one."""
    return text.lstrip().startswith("{")


def read_text(path: Any) -> str:
    """Text of a file. OSError where it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidProblem(os.fspath(path), "is not text in UTF-8") from None


def _without_duplicates(pairs: List[Any]) -> Dict[str, Any]:
    found: Dict[str, Any] = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def problem_text(problem: Optional[Problem], given: Mapping[str, Any]) -> str:
    """JSON text of a problem: what `given` says stands beside or in place of what `problem` says."""
    document: Dict[str, Any] = {"format": FORMAT}
    changes = {key: value for key, value in given.items() if value is not None}
    if isinstance(problem, str) or is_path(problem):
        text = problem if isinstance(problem, str) and is_text_of_json(problem) else read_text(problem)
        if not changes:
            return text
        try:
            problem = json.loads(
                text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_without_duplicates
            )
        except (ValueError, RecursionError):
            return text  # the reader says what is wrong with it
        if not isinstance(problem, dict):
            return text
    if problem is not None:
        if not isinstance(problem, Mapping):
            raise TypeError(
                f"problem: {type(problem).__name__} is not a problem; expected a mapping with its keys or the path of "
                "a file"
            )
        named = {**problem}
        if named.get("features") is not None:
            named["features"] = features(named["features"])
        document.update(_document(named, ""))
    for key, value in changes.items():
        document[key] = _document(value, key)
    return json.dumps(document)


def _feature(item: Any, where: str, name: str) -> Any:
    """One feature under the keys of a problem file."""
    if isinstance(item, Mapping):
        return {"lambda" if key == "lambda_" else key: value for key, value in item.items()}
    row = plain(item)
    if isinstance(row, (str, bytes)) or not hasattr(row, "__iter__"):
        raise TypeError(
            f"{where}: {type(item).__name__} is not a feature; expected a mapping or a tuple (name, lambda, rho)"
        )
    row = list(row)
    if row and isinstance(row[0], str) and len(row) == 3:
        name, *row = row
    if len(row) != 2:
        raise InvalidProblem(where, f"has {len(row)} entries; expected (name, lambda, rho) or (lambda, rho)")
    return {"name": name, "lambda": row[0], "rho": row[1]}


def features(given: Optional[Features]) -> Optional[List[Any]]:
    """Features under the keys of a problem file; those without a name are "feature 0", "feature 1", ..."""
    if given is None:
        return None
    if isinstance(given, (str, bytes)) or not hasattr(given, "__iter__"):
        raise TypeError(f"features: {type(given).__name__} is not a list of features")
    if is_frame(given):
        columns = columns_of(given, "features")
        names = index_of(given)
        if names is not None and "name" not in columns:
            columns["name"] = names
        rows: Sequence[Any] = [
            {key: value for key, value in zip(columns, row) if not is_missing(value)} for row in zip(*columns.values())
        ]
        return [{"name": f"feature {i}", **_feature(row, f"features[{i}]", "")} for i, row in enumerate(rows)]
    if isinstance(given, Mapping):
        rows = [
            {"name": name, **item} if isinstance(item, Mapping) else (name, *plain(item))
            for name, item in given.items()
        ]
    else:
        rows = list(given)
    return [_feature(row, f"features[{i}]", f"feature {i}") for i, row in enumerate(rows)]
