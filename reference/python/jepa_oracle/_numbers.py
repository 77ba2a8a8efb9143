"""Numbers on their way in and out: exact text in, floats or decimals out."""

from __future__ import annotations

import numbers
from decimal import Decimal
from fractions import Fraction
from typing import Any, Optional, Union

Exact = Union[int, float, str, Decimal, Fraction, numbers.Rational]
"""A number taken exactly: a float is the binary fraction that it is, a string is read as the program reads it."""

Result = Union[float, Decimal]
"""A correctly rounded float, or with ``digits=`` a Decimal with all digits correct."""


def _integer_text(value: int) -> str:
    return format(Decimal(value), "f")  # str(int) refuses more than 4300 digits


def exact_text(value: Any, where: str) -> str:
    """Text of exactly this number. TypeError for what is no number at all."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if type(value).__name__ == "MaskedConstant":  # its item() is 0
        raise TypeError(f"{where}: is masked: a number is needed")
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()  # a scalar of NumPy; its float32 and smaller are doubles exactly
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return _integer_text(int(value))
    if isinstance(value, numbers.Rational) and not isinstance(value, bool):
        return f"{_integer_text(int(value.numerator))}/{_integer_text(int(value.denominator))}"
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return repr(value)
        numerator, denominator = value.as_integer_ratio()
        return f"{_integer_text(numerator)}/{_integer_text(denominator)}"
    raise TypeError(f"{where}: {type(value).__name__} is not a number; expected int, float, str, Decimal or Fraction")


def optional_text(value: Any, where: str) -> Optional[str]:
    return None if value is None else exact_text(value, where)


def word(value: Any, where: str) -> str:
    """A name among few, such as an objective."""
    if not isinstance(value, str):
        raise TypeError(f"{where}: {type(value).__name__} is not a name; expected a string")
    return value


def flag(value: Any, where: str) -> bool:
    """True or False, and nothing that merely counts as one of them: "no" would count as True."""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise TypeError(f"{where}: {type(value).__name__} is not True or False")


def result(value: Union[float, str]) -> Result:
    return Decimal(value) if isinstance(value, str) else value


def fraction_of(text: str) -> Fraction:
    """The exact number "n" or "n/d", of any length."""
    numerator, _, denominator = text.partition("/")
    return Fraction(int(Decimal(numerator)), int(Decimal(denominator or "1")))
