"""The exceptions of the package; importable without the compiled extension."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


class InvalidProblem(ValueError):
    """A value breaks a rule: the message names the value, where it stands and the rule, as the program's does.

    Attributes:
        where: the argument or the place in a problem, e.g. ``rho`` or ``features[2].rho``
        rule: value and rule, one sentence
    """

    def __init__(self, where: str, rule: str) -> None:
        super().__init__(f"{where}: {rule}" if where else rule)
        self.where = where
        self.rule = rule

    def __reduce__(self) -> tuple[type[InvalidProblem], tuple[str, str]]:
        return type(self), (self.where, self.rule)


class Inconclusive(ArithmeticError):
    """No precision within the limit decided the answer.

    Attributes:
        lower, upper: the number that was asked for lies between them (infinite where nothing is known)
        answer: of a function with a compound answer, what is known of it; else None
    """

    def __init__(self, message: str, lower: str = "-inf", upper: str = "inf", answer: Any = None) -> None:
        super().__init__(message)
        self.lower = Decimal(lower)
        self.upper = Decimal(upper)
        self.answer = answer

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), str(self.lower), str(self.upper), self.answer)
