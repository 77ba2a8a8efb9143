"""Guaranteed digits for the training dynamics of linear JEPA and MAE.

Numbers go in exactly (a float is the binary fraction that it is) and come out as correctly rounded floats, or with
``digits=`` as decimals of which every digit is right. Arguments have the names and defaults of the program's options
and problem files; ``lambda_`` is lambda, which Python keeps for itself.
"""

from ._errors import Inconclusive, InvalidProblem
from .boundaries import Boundary, boundary, window
from .learning import Order, order
from .recorded import diagnose
from .scalar import amplitude, critical_time
from .suite import claims, verify
from .training import Descent, DescentSample, FlowSample, State, descend, field, flow

__all__ = [
    "Boundary",
    "Descent",
    "DescentSample",
    "FlowSample",
    "Inconclusive",
    "InvalidProblem",
    "Order",
    "State",
    "amplitude",
    "boundary",
    "claims",
    "critical_time",
    "descend",
    "diagnose",
    "field",
    "flow",
    "order",
    "verify",
    "window",
]
