"""Problems as Python writes them, as the JSON that the program reads."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Sequence

import numpy

from ._errors import InvalidProblem
from ._numbers import exact_text

FORMAT = "jepa-oracle/problem/1"



def matrix_text(matrix: Any, where: str) -> List[List[str]]:
    """Rows of exact numbers. InvalidProblem for rows of different lengths, TypeError for what is no matrix."""
    if isinstance(matrix, numpy.ndarray) and matrix.ndim != 2:
        raise InvalidProblem(where, f"has {matrix.ndim} dimensions: a matrix has 2")
    if isinstance(matrix, (str, bytes)) or not hasattr(matrix, "__iter__"):
        raise TypeError(f"{where}: {type(matrix).__name__} is not a matrix: an array or a list of rows is")
    rows = []
    for i, row in enumerate(matrix):
        if isinstance(row, (str, bytes)) or not hasattr(row, "__iter__"):
            raise TypeError(f"{where}[{i}]: {type(row).__name__} is not a row of numbers")
        rows.append([exact_text(entry, f"{where}[{i}][{j}]") for j, entry in enumerate(row)])
        if len(rows[i]) != len(rows[0]):
            raise InvalidProblem(
                f"{where}[{i}]",
                f"has {len(rows[i])} entries: {len(rows[0])} are expected, as many as the first row has",
            )
    return rows


def _document(value: Any, where: str) -> Any:
    """The same value with every number as exact text. What has no place in a problem is refused by the reader."""
    if isinstance(value, Mapping):
        return {str(key): _document(item, f"{where}.{key}" if where else str(key)) for key, item in value.items()}
    if isinstance(value, numpy.ndarray) or isinstance(value, (list, tuple)):
        return [_document(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if value is None or isinstance(value, (bool, str)):
        return value
    return exact_text(value, where)


def problem_text(problem: Optional[Mapping[str, Any]], given: Mapping[str, Any]) -> str:
    """JSON text of a problem: what `given` says stands beside or in place of what `problem` says."""
    document: Dict[str, Any] = {"format": FORMAT}
    if problem is not None:
        if not isinstance(problem, Mapping):
            raise TypeError(f"problem: {type(problem).__name__} is not a problem: a mapping with its keys is")
        document.update(_document(problem, ""))
    for key, value in given.items():
        if value is not None:
            document[key] = _document(value, key)
    return json.dumps(document)


def features(features: Optional[Sequence[Mapping[str, Any]]]) -> Optional[List[Dict[str, Any]]]:
    """Features with lambda under its own name, where Python code wrote lambda_."""
    if features is None:
        return None
    return [{"lambda" if key == "lambda_" else key: value for key, value in item.items()} for item in features]
