"""The field of a whole network is that of the equations, exact or rounded once."""

from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from conftest import fractions
from hypothesis import given
from hypothesis import strategies as st

import jepa_oracle


def field_by_hand(objective, layers, top, sxx, syx):
    """The equations of the model, over whatever the entries are."""
    encoder = layers[0]
    for layer in layers[1:]:
        encoder = layer @ encoder
    residual = top @ encoder @ sxx - (encoder @ syx if objective == "jepa" else syx)
    directions = []
    for a, layer in enumerate(layers):
        above = top
        for upper in reversed(layers[a + 1 :]):
            above = above @ upper
        below = fractions(numpy.identity(layers[0].shape[1], dtype=int))
        for lower in layers[:a]:
            below = lower @ below
        directions.append(-(above.T @ residual @ below.T))
    return directions, -(residual @ encoder.T)


@st.composite
def networks(draw):
    """An objective, weights and moments with entries that are doubles, small enough to check by hand."""
    objective = draw(st.sampled_from(["jepa", "mae"]))
    size = draw(st.integers(1, 3))
    widths = [size] + draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    entries = st.floats(-4, 4, allow_subnormal=False)

    def matrix(rows, columns):
        flat = draw(st.lists(entries, min_size=rows * columns, max_size=rows * columns))
        return numpy.array(flat).reshape(rows, columns)

    layers = [matrix(widths[a + 1], widths[a]) for a in range(len(widths) - 1)]
    top = matrix(widths[-1] if objective == "jepa" else size, widths[-1])
    root = matrix(size, size)
    sxx = numpy.diag(numpy.arange(1.0, size + 1)) * 40  # diagonally dominant with what is added: positive definite
    sxx = sxx + numpy.round(root + root.T)
    return objective, layers, top, sxx, matrix(size, size)


@given(networks())
def test_the_field_is_that_of_the_equations_rounded_once(network):
    objective, layers, top, sxx, syx = network
    expected_layers, expected_top = field_by_hand(
        objective, [fractions(layer) for layer in layers], *(fractions(m) for m in (top, sxx, syx))
    )
    found_layers, found_top = jepa_oracle.field(objective, layers, top, sxx, syx)
    exact_layers, exact_top = jepa_oracle.field(objective, layers, top, sxx, syx, exact=True)
    for found, exact, expected in zip(
        [*found_layers, found_top], [*exact_layers, exact_top], [*expected_layers, expected_top]
    ):
        assert exact.shape == expected.shape and (exact == expected).all()
        assert found.dtype == numpy.float64
        # float(Fraction) rounds correctly
        assert found.tolist() == [[float(entry) for entry in row] for row in expected]


def test_the_field_takes_and_gives_every_kind_of_number():
    given_ = dict(top=[["1/3"]], sxx=[[Decimal("1.5")]], syx=[[Fraction(1, 7)]])
    ((found,),), top = jepa_oracle.field("mae", [numpy.array([[2]])], **given_, exact=True)
    # R = 1/3 * 2 * 3/2 - 1/7 = 6/7; dW = -1/3 * 6/7, dV = -6/7 * 2
    assert found[0] == Fraction(-2, 7) and top[0, 0] == Fraction(-12, 7)
    (layer,), top = jepa_oracle.field("mae", [[[2]]], **given_, digits=5)
    assert layer[0, 0] == Decimal("-0.28571") and top[0, 0] == Decimal("-1.7143")


@pytest.mark.parametrize(
    "changes, message",
    [
        (dict(objective="gan"), '^objective: unknown objective "gan"; expected one of jepa, mae, spectral-contrastive, barlow-twins$'),
        (dict(layers=[]), "^layers: is empty: an encoder has at least one layer$"),
        (dict(layers=[[[1, 2, 3]]]), r"^layers\[0\]: is 1 x 3 and gets 2 inputs from the data: its columns must"),
        (dict(layers=[[[1, 2], [3]]]), r"^layers\[0\]\[1\]: has 1 entries; expected 2, as in the first row"),
        (dict(layers=[[[1, "x"], [3, 4]]]), r'^layers\[0\]\[0\]\[1\]: "x" is not a finite decimal number or fraction$'),
        (dict(layers=[numpy.zeros(4)]), r"^layers\[0\]: has 1 dimensions; expected a matrix, which has 2$"),
        (dict(top=None), "^top_layers: is empty: the predictor of JEPA has at least one layer$"),
        (dict(objective="barlow-twins"), "^top_layers: has 1 layer and must be empty: the loss of Barlow Twins is one of"),
        (dict(weight_decay=-1), "^weight_decay: -1 is negative: weights shrink or stay$"),
        (dict(top=[[[1]], [[1]]]), r"^top_layers\[0\]: is 1 x 1 and gets 2 inputs from the encoder: its columns must match$"),
        (dict(top=[[1]]), "^top: is 1 x 1 and must be 2 x 2: the predictor of jepa maps the code to itself$"),
        (dict(top=numpy.full((2, 2), numpy.nan)), r'^top\[0\]\[0\]: "nan" is not a finite decimal number or fraction$'),
        (dict(sxx=[[1, 2], [3, 9]]), r"^sxx\[1\]\[0\]: 3 differs from entry \[0\]\[1\] = 2: sxx must be symmetric$"),
        (dict(sxx=[[1, 2], [2, 1]]), "^sxx: its smallest eigenvalue is about .* sxx must be positive definite$"),
        (dict(sxx=[]), "^sxx: is empty: data has at least one dimension$"),
        (dict(syx=[[1]]), "^syx: is 1 x 1 and must be 2 x 2: x and y have the same size$"),
        (dict(digits=0), "^digits: 0 is not a number of digits; expected an integer from 1 to 30000$"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_field_is_refused(changes, message):
    identity = [[1, 0], [0, 1]]
    arguments = dict(objective="jepa", layers=[identity], top=identity, sxx=identity, syx=identity)
    with pytest.raises(jepa_oracle.InvalidProblem, match=message):
        jepa_oracle.field(**{**arguments, **changes})


@pytest.mark.parametrize("wrong", [3, "matrix", [1, 2], [["1"], "23"]], ids=str)
def test_what_is_no_matrix_is_a_type_error(wrong):
    with pytest.raises(TypeError, match="^top"):
        jepa_oracle.field("jepa", [[[1]]], wrong, [[1]], [[1]])


@pytest.mark.parametrize("objective", ["jepa", "mae", "spectral-contrastive", "barlow-twins"])
def test_every_objective_with_chains_and_decay_of_one_feature(objective):
    w, v, s2, lambda_, decay = (Fraction(text) for text in ("1/2", "1/3", "5/4", "3/4", "1/7"))
    one = lambda x: [[x]]  # noqa: E731
    has_top = objective in ("jepa", "mae")
    top = [one(v), one(v)] if has_top else None
    (first, second), tops = jepa_oracle.field(objective, [one(w), one(w)], top, one(s2), one(lambda_),
                                              weight_decay=decay, exact=True)
    u = w * w
    if has_top:
        error = v * v * u * s2 - lambda_ * (u if objective == "jepa" else 1)
        by_code = v * v * error
        assert [layer[0, 0] for layer in tops] == [-error * u * v - decay * v] * 2
    else:
        assert tops is None
        by_code = u**3 * s2**2 - lambda_ * u if objective == "spectral-contrastive" else (lambda_ * u * u - 1) * lambda_ * u
    assert first[0, 0] == second[0, 0] == -by_code * w - decay * w
