"""Tables of data as the program's readers take them: paths, arrays as .npy files hold them, tables with named columns."""

from __future__ import annotations

import io
import numbers
import os
from decimal import Decimal
from fractions import Fraction
from typing import Any, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy

from ._errors import InvalidProblem
from ._frames import is_frame, is_list, is_missing, is_path, plain
from ._native import core

Data = Any
"""Path of a file, an array or a list of rows, a DataFrame, or a mapping of x and y to such tables."""

_INDEX = "the first column, an index without a name"


class Tables(NamedTuple):
    """What stands in the place of the program's files, and the columns that are not read of it."""

    paths: List[str]
    tables: List[Tuple[str, List[str], Any]]
    arrays: List[Tuple[str, bytes, Any]]
    ignored: List[str]


class _Named:
    """Columns by name: of a DataFrame, or of a mapping."""

    def __init__(self, data: Any, where: str, choice: Optional[str], missing: bool) -> None:
        keys = list(data.columns) if is_frame(data) else list(data)
        self.where, self.choice, self.missing = where, choice, missing
        self.names = [str(key) for key in keys]
        self.columns = {}
        self.ignored: List[str] = []
        if len(self.names) > 1 and self.names[0] in ("", "Unnamed: 0"):  # the index that pandas wrote
            self.ignored.append(_INDEX)
            self.names, keys = self.names[1:], keys[1:]
        for place, name in enumerate(self.names):
            if not name:
                raise InvalidProblem(where, f"column {place + 1 + len(self.ignored)} has no name")
            if name in self.columns:
                raise InvalidProblem(where, f'duplicate column name "{name[:40]}"')
            self.columns[name] = None
        if not self.names:
            raise InvalidProblem(where, "has no columns")
        self.columns = {name: data[key] for name, key in zip(self.names, keys)}

    def chosen(self, names: List[str]) -> List[str]:
        if self.choice is None:
            return names
        picked = core.chosen_columns(choice=self.choice, names=names, table=self.where)
        return [names[i] for i in picked]

    def values(self, names: Sequence[str]) -> Any:
        columns = [_column(self.columns[name], self.where, name, self.missing) for name in names]
        lengths = sorted({len(column) for column in columns})
        if len(lengths) > 1:
            raise InvalidProblem(self.where, f"has columns of different lengths: {', '.join(map(str, lengths))}")
        return numpy.ascontiguousarray(numpy.column_stack(columns))

    def unread(self, read: Sequence[str]) -> List[str]:
        return self.ignored + [name for name in self.names if name not in set(read)]

    def table(self) -> Tables:
        names = self.chosen(self.names)
        return Tables([self.where], [(self.where, names, self.values(names))], [], self.unread(names))

    def pairs(self) -> Tables:
        """The tables x and y of columns x_* and y_*."""
        views = {view: [c[2:] for c in self.names if c.startswith(view + "_") and len(c) > 2] for view in "xy"}
        if not views["x"] and not views["y"]:
            raise InvalidProblem(self.where, _ONE_TABLE)
        for view, other in (("x", "y"), ("y", "x")):
            for column in views[view]:
                if column not in views[other]:
                    raise InvalidProblem(
                        self.where,
                        f"column {view}_{column} has no partner {other}_{column}: x and y have the same columns",
                    )
        names = self.chosen(views["x"])
        read = {view: [f"{view}_{name}" for name in names] for view in "xy"}
        tables = [(view, names, self.values(read[view])) for view in "xy"]
        return Tables(["x", "y"], tables, [], self.unread(read["x"] + read["y"]))


_ONE_TABLE = (
    "is one table; expected pairs: two tables x and y, columns x_* and y_*, or an array of shape (n, 2, d); "
    "or give masking, lag or views"
)


def _column(column: Any, where: str, name: str, missing: bool) -> Any:
    """float64 values of one column; NaN for a cell without a value."""
    values = plain(column)
    if not is_list(values):
        raise TypeError(f"{where}: column {name}: {type(column).__name__} is not a list of numbers")
    array = values if isinstance(values, numpy.ndarray) else _objects(list(values))
    if array.ndim != 1:
        raise InvalidProblem(where, f"column {name} has {array.ndim} dimensions: a column is a list of numbers")
    if array.dtype.kind in "biuf":
        return _unmasked(array).astype(numpy.float64)
    cells = [_cell(cell, missing) for cell in array]
    for row, (cell, value) in enumerate(zip(array, cells)):
        if value is None:
            raise InvalidProblem(
                where,
                f"row {row}, column {name}: {str(cell)[:40]!r} is not a number; columns chooses which columns are read",
            )
    return numpy.array(cells, dtype=numpy.float64)


def _cell(cell: Any, missing: bool) -> Optional[float]:
    """The nearest double, NaN for a missing value, None for what is no number."""
    if is_missing(cell):
        return numpy.nan
    if isinstance(cell, str):
        if missing and core.is_missing(text=cell):
            return numpy.nan
        if "_" in cell:  # 1_000 is a number to Python alone
            return None
    elif not isinstance(cell, (numbers.Real, Decimal, Fraction, numpy.bool_)):
        if getattr(cell, "shape", None) != () or getattr(getattr(cell, "dtype", None), "kind", "O") not in "biuf":
            return None
    try:
        return float(cell)
    except OverflowError:
        return numpy.inf if cell > 0 else -numpy.inf
    except (TypeError, ValueError):
        return None


def _objects(cells: List[Any]) -> Any:
    """A column of anything: NumPy would make text of numbers beside text."""
    array = numpy.empty(len(cells), dtype=object)
    for i, cell in enumerate(cells):
        array[i] = cell
    return array


def _unmasked(array: Any) -> Any:
    """Masked entries of a masked array are missing values, whatever number lies beneath."""
    if not isinstance(array, numpy.ma.MaskedArray):
        return array
    return array.astype(numpy.float64).filled(numpy.nan) if array.dtype.kind in "biuf" else array.filled()


def _array(data: Any, name: str, missing: bool) -> Any:
    """What is no table with names, as an array that a .npy file could hold."""
    data = plain(data)
    if not isinstance(data, (list, tuple)):
        if not is_list(data):
            raise TypeError(f"{name}: {type(data).__name__} is not a table: a path, an array, rows or a DataFrame is")
        if not isinstance(data, numpy.ndarray):
            data = numpy.asarray(data) if hasattr(data, "__array__") else list(data)
    try:
        array = _unmasked(data) if isinstance(data, numpy.ndarray) else numpy.array(data)
    except ValueError:  # rows of different lengths
        array = _rows(data, name, missing)
    if array.dtype.kind not in "biufV":
        array = _rows(list(data), name, missing)
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(numpy.float64)
    return numpy.asarray(array, order="C")


def _rows(data: Sequence[Any], name: str, missing: bool) -> Any:
    """Lists in lists as numbers, of which each is looked at: the message names the first that is none."""
    shape: List[int] = []
    level: List[Any] = list(data)
    places: List[Tuple[int, ...]] = [(i,) for i in range(len(level))]
    shape.append(len(level))
    while level and any(is_list(entry) for entry in level):
        lower: List[Any] = []
        lower_places: List[Tuple[int, ...]] = []
        first: Optional[int] = None
        for entry, place in zip(level, places):
            row = list(plain(entry)) if is_list(entry) else [entry]
            first = len(row) if first is None else first
            if len(row) != first:
                where = name + "".join(f"[{i}]" for i in place)
                raise InvalidProblem(where, f"has {len(row)} entries where the first row has {first}")
            lower += row
            lower_places += [(*place, i) for i in range(len(row))]
        shape.append(first or 0)
        level, places = lower, lower_places
    values = [_cell(cell, missing) for cell in level]
    for cell, value, place in zip(level, values, places):
        if value is None:
            where = name + "".join(f"[{i}]" for i in place)
            raise InvalidProblem(where, f"{str(cell)[:40]!r} is not a number")
    return numpy.array(values, dtype=numpy.float64).reshape(shape)


def _as_file(array: Any, name: str) -> Tuple[str, bytes, Any]:
    """Name, header and bytes: the program's reader of arrays judges them as it does those of a file."""
    header = io.BytesIO()
    numpy.lib.format.write_array_header_2_0(header, numpy.lib.format.header_data_from_array_1_0(array))
    plain_numbers = array.dtype.kind in "biuf"
    bytes_ = array.reshape(-1).view(numpy.uint8) if plain_numbers else numpy.zeros(array.nbytes, dtype=numpy.uint8)
    return name, header.getvalue(), bytes_


def tables_of(data: Data, y: Optional[Data], *, one_table: bool, columns: Optional[str], missing: bool) -> Tables:
    """
    Args:
        one_table: pairs are to be made of one table
        columns: those to be read, as the program's --columns has them
        missing: cells without a number are missing values
    """
    if isinstance(data, Mapping) and not is_frame(data) and set(data) == {"x", "y"} and y is None:
        data, y = data["x"], data["y"]
    if y is None:
        if is_path(data) or isinstance(data, str):
            return Tables([os.fspath(data)], [], [], [])
        if is_frame(data) or isinstance(data, Mapping):
            named = _Named(data, "data", columns, missing)
            return named.table() if one_table else named.pairs()
        array = _array(data, "data", missing)
        if array.ndim >= 3 and one_table and array.shape[1] == 2:
            raise InvalidProblem("data", "has shape (n, 2, d), which are pairs already: a table is needed")
        if array.ndim >= 3 and not one_table and array.shape[1] != 2:
            raise InvalidProblem("data", f"has shape {array.shape}; expected (n, 2, d), the shape of pairs")
        if array.ndim < 3 and not one_table:
            raise InvalidProblem("data", _ONE_TABLE)
        return Tables(["data"], [], [_as_file(array, "data")], [])
    found = Tables([], [], [], [])
    for name, table in (("x", data), ("y", y)):
        if is_path(table) or isinstance(table, str):
            found.paths.append(os.fspath(table))
        elif is_frame(table) or isinstance(table, Mapping):
            one = _Named(table, name, columns, missing).table()
            found.paths.append(name)
            found.tables.extend(one.tables)
            found.ignored.extend(one.ignored)
        else:
            found.paths.append(name)
            found.arrays.append(_as_file(_array(table, name, missing), name))
    return found
