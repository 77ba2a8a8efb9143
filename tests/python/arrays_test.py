"""Arrays of numbers: what one call gives is what one call a number gives, in the common shape."""

from decimal import Decimal
from fractions import Fraction

import numpy
import pytest

import jepa_oracle

CALL = dict(depth=3, epsilon="1e-4", fraction="0.5")


def one(lambda_, rho, **changes):
    return jepa_oracle.critical_time("jepa", lambda_=lambda_, rho=rho, **{**CALL, **changes})


def test_times_of_arrays_are_those_of_their_numbers():
    lambdas, rhos = [0.5, 1, 2], [[0.25], [0.75]]
    times = jepa_oracle.critical_time("jepa", lambda_=lambdas, rho=numpy.array(rhos), **CALL)
    assert times.shape == (2, 3) and times.dtype == numpy.float64
    assert times.tolist() == [[one(l, r) for l in lambdas] for (r,) in rhos]
    depths = jepa_oracle.critical_time("mae", depth=(1, 2, 64), lambda_=1, rho="0.5", epsilon="1e-4", fraction="0.5")
    singles = [
        jepa_oracle.critical_time("mae", depth=d, lambda_=1, rho="0.5", epsilon="1e-4", fraction="0.5")
        for d in (1, 2, 64)
    ]
    assert depths.tolist() == singles


def test_decimals_and_what_has_no_time():
    times = jepa_oracle.critical_time("jepa", lambda_=["0.9", Fraction(1, 3), -1], rho=["0.7", "0.5", -1], digits=30,
                                      **CALL)  # fmt: skip
    assert times.dtype == object and times[2] is None
    assert times[:2].tolist() == [one("0.9", "0.7", digits=30), one(Fraction(1, 3), "0.5", digits=30)]
    assert isinstance(times[0], Decimal)
    floats = jepa_oracle.critical_time("jepa", lambda_=[1, -1], rho=[1, -1], **CALL)
    assert floats[0] == one(1, 1) and numpy.isnan(floats[1])
    assert one(-1, -1) is None
    assert jepa_oracle.critical_time("jepa", lambda_=[], rho=1, **CALL).shape == (0,)


def test_amplitudes_of_features_and_times():
    numbers = dict(depth=2, epsilon="0.01")
    rhos, times = numpy.array([0.5, 0.75]), numpy.array([[1.0], [10.0], [100.0]])
    found = jepa_oracle.amplitude("jepa", lambda_=1, rho=rhos, at=times, **numbers)
    assert found.shape == (3, 2)
    for i, (t,) in enumerate(times):
        for j, rho in enumerate(rhos):
            assert found[i, j] == jepa_oracle.amplitude("jepa", lambda_=1, rho=rho, at=t, **numbers)
    at_once = jepa_oracle.amplitude("jepa", lambda_=1, rho=rhos, at=10, of="layer", digits=20, **numbers)
    assert at_once.dtype == object and isinstance(at_once[1], Decimal)


def test_boundaries_and_windows_of_arrays():
    found = jepa_oracle.boundary([1, 2, 8], fraction=[["0.5"], ["0.9"]])
    assert found.s_star.shape == (2, 3) and found.mae_larger_rho_always_later.dtype == bool
    for i, fraction in enumerate(("0.5", "0.9")):
        for j, depth in enumerate((1, 2, 8)):
            single = jepa_oracle.boundary(depth, fraction=fraction)
            assert (found.s_star[i, j], found.mae_fraction[i, j]) == (single.s_star, single.mae_fraction)
            absent = single.mae_s_star is None
            assert numpy.isnan(found.mae_s_star[i, j]) if absent else found.mae_s_star[i, j] == single.mae_s_star
    depths, lambdas = [[1], [3]], ["0.9", "0.1"]
    lower, upper = jepa_oracle.window(depths, fraction="0.5", influential=(lambdas, "0.9"), noisy=("1", "0.3"))
    assert lower.shape == upper.shape == (2, 2)
    for i, (depth,) in enumerate(depths):
        for j, lambda_ in enumerate(lambdas):
            single = jepa_oracle.window(depth, fraction="0.5", influential=(lambda_, "0.9"), noisy=("1", "0.3"))
            if single is None:
                assert numpy.isnan(lower[i, j]) and numpy.isnan(upper[i, j])
            else:
                assert (lower[i, j], upper[i, j]) == single
    assert not numpy.isnan(lower).all() and numpy.isnan(lower).any()
    rows = numpy.array([[0.875, 0.875], [0.75, 0.875]])
    assert jepa_oracle.window(3, fraction="0.5", influential=rows, noisy=(1, 0.25))[0].shape == (2,)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        (dict(lambda_=[1, 2], rho=[1, 0, 2]), ValueError, "^lambda_: has a shape that does not broadcast with the others"),
        (dict(lambda_=1, rho=[1, 0]), ValueError, r"^rho\[1\]: "),
        (dict(lambda_=[[1, "x"]], rho=1), ValueError, r'^lambda\[0, 1\]: "x" is not a finite'),
        (dict(lambda_=[1, 2], rho=1, fraction="2"), ValueError, "^fraction: "),
        (dict(lambda_=[1, None], rho=1), TypeError, "^lambda: NoneType is not a number"),
        (dict(lambda_=None, rho=1), TypeError, "^lambda: NoneType is not a number"),
        (dict(lambda_=[1, float("nan")], rho=1), ValueError, r"^lambda\[1\]: "),
        (dict(lambda_={1: 2}, rho=1), TypeError, "^lambda: dict is not a number"),
    ],
    ids=str,
)
def test_what_breaks_a_rule_is_told_with_its_place(changes, error, message):
    with pytest.raises(error, match=message):
        jepa_oracle.critical_time("jepa", **{**CALL, **changes})
