"""Guaranteed digits for the training dynamics of linear JEPA and MAE.

Numbers go in exactly (a float is the binary fraction that it is) and come out as correctly rounded floats, or with
``digits=`` as decimals with all digits correct. Arguments have the names and defaults of the program's options
and problem files; ``lambda_`` is lambda, which Python keeps for itself.

The first argument says what a call is about (the objective, the depth, the problem, the run, the data, the claim, the
subject) and may stand without its name; `field` takes all its matrices so, `diagnose` its problem, `analyze` y,
`conform` the claim. The rest goes by name. Problems are mappings or paths of files; tables may be arrays, lists of rows
or DataFrames; numbers of `critical_time`, `amplitude`, `boundary`, `window` and `weight_decay` may
be arrays.
"""

from ._errors import Inconclusive, InvalidProblem
from ._native import core as _core_or_absent
from .boundaries import Boundary, WeightDecay, boundary, weight_decay, window
from .data import analyze, sample
from .directions import field
from .judged import conform
from .learning import Order, order
from .recorded import diagnose
from .scalar import amplitude, critical_time
from .suite import claims, verify
from .training import Descent, DescentSample, FlowSample, State, descend, flow

__version__: str = getattr(_core_or_absent, "__version__", "unknown: the compiled extension is missing")

__all__ = [
    "Boundary",
    "Descent",
    "DescentSample",
    "FlowSample",
    "Inconclusive",
    "InvalidProblem",
    "Order",
    "State",
    "WeightDecay",
    "amplitude",
    "analyze",
    "boundary",
    "claims",
    "conform",
    "critical_time",
    "descend",
    "diagnose",
    "field",
    "flow",
    "order",
    "sample",
    "verify",
    "weight_decay",
    "window",
]
