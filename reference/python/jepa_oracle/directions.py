"""The direction of descent of a whole network."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence, Tuple

import numpy

from ._frames import is_list
from ._matrices import entry_reader, number_array
from ._native import core
from ._numbers import Exact, optional_text, word
from ._problems import matrix_text


def _is_chain(top: Any) -> bool:
    """A list of matrices, and no matrix."""
    return isinstance(top, (list, tuple)) and (not top or numpy.ndim(top[0]) == 2)


def field(
    objective: str,
    layers: Sequence[Any],
    top: Any,
    sxx: Any,
    syx: Any,
    *,
    weight_decay: Optional[Exact] = None,
    digits: Optional[Exact] = None,
    exact: bool = False,
) -> Tuple[List[Any], Any]:
    """Direction of descent of a whole network, the derivative of its weights in gradient flow.

        dV_b/dt = - (V_M ... V_(b+1))' R E' (V_(b-1) ... V_1)'  R = V E sxx - T, V = V_M ... V_1
        dW_a/dt = - (W_L ... W_(a+1))' V' R (W_(a-1) ... W_1)'  T = E syx (jepa), syx (mae)

    The losses of the code have no V, V' R is E sxx E'E sxx - E s (spectral-contrastive) or (E s E' - I) E s
    (barlow-twins) with s = (syx + syx') / 2. Computed exactly, then rounded once.

    Args:
        objective: "jepa", "mae", "spectral-contrastive" or "barlow-twins"
        layers: [W_1, ..., W_L], W_a of shape (n_a, n_(a-1)), n_0 = d
        top: V: the predictor, (n_L, n_L), for jepa; the decoder, (d, n_L), for mae; or a list [V_1, ..., V_M] whose
            shapes chain from the code to these; None for the others
        sxx: E[x x'], (d, d), symmetric positive definite
        syx: E[y x'], (d, d)
        weight_decay: >= 0: every direction less weight_decay times its layer
        digits: significant digits of decimals, 1 to 30000
        exact: fractions instead of floats

    Returns:
        (layers, top) as they were given, in weight per flow time (learning rate 1): float64 arrays, every entry
        correctly rounded, or arrays of Decimal or Fraction objects.

    Raises:
        InvalidProblem: (a ValueError) for shapes that do not match, invalid moments, an entry that is not a number
    """
    if not is_list(layers):
        raise TypeError(f"layers: {type(layers).__name__} is not a list of matrices: [W_1, ..., W_L] is")
    chain = _is_chain(top)
    tops = [] if top is None else list(top) if chain else [top]
    found_layers, found_top = core.field(
        objective=word(objective, "objective"),
        layers=[matrix_text(layer, f"layers[{i}]") for i, layer in enumerate(layers)],
        top_layers=[matrix_text(layer, f"top[{i}]" if chain else "top") for i, layer in enumerate(tops)],
        sxx=matrix_text(sxx, "sxx"),
        syx=matrix_text(syx, "syx"),
        weight_decay=optional_text(weight_decay, "weight_decay"),
        digits=optional_text(digits, "digits"),
        fractions=exact and digits is None,
    )
    entry = entry_reader(digits, exact)
    found_tops = [number_array(layer, entry) for layer in found_top]
    return [number_array(layer, entry) for layer in found_layers], found_tops if chain else found_tops[0] if tops else None
