"""The compiled extension, or, where it was not built, an error as soon as something of it is needed."""

from __future__ import annotations

from types import ModuleType
from typing import Any


class _Absent:
    """Stands in for the extension: `jepa_oracle.subject` needs nothing of it and works without."""

    def __init__(self, reason: ImportError) -> None:
        self._reason = reason

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(
            f"jepa_oracle._core.{name} is needed, and the compiled extension cannot be imported ({self._reason}): "
            "build the target jepa_oracle_python and put build/python on PYTHONPATH, or install the package with pip"
        ) from self._reason


def _load() -> ModuleType | _Absent:
    try:
        from . import _core
    except ImportError as error:
        return _Absent(error)
    return _core


core: Any = _load()
