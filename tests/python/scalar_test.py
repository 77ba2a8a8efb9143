"""Critical times and amplitudes: against independent values, exactly rounded, and refused as the program refuses."""

import math
import threading
import time
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jepa_oracle

PROBLEM = dict(objective="jepa", depth=3, lambda_="0.9", rho="0.7", epsilon="1e-4", fraction="0.5")


def with_(**changes):
    return {**PROBLEM, **changes}


def of(case, *keys):
    """Arguments of a case of the independent values, as text: their decimals are exact."""
    renamed = {"lambda": "lambda_"}
    return {renamed.get(key, key): case[key] for key in keys}


def test_decimals_agree_with_independent_values(independent_values):
    for case in independent_values["critical_time"]:
        arguments = of(case, "objective", "depth", "lambda", "rho", "epsilon", "fraction")
        assert jepa_oracle.critical_time(**arguments, digits=60) == Decimal(case["flow_time"]), case


def test_floats_are_the_nearest_to_independent_values(independent_values):
    for case in independent_values["critical_time"]:
        arguments = of(case, "objective", "depth", "lambda", "rho", "epsilon", "fraction")
        # float(text) rounds correctly: 60 digits decide it unless 43 of them lie on a tie
        assert jepa_oracle.critical_time(**arguments) == float(case["flow_time"]), case


def test_a_float_is_taken_as_the_binary_fraction_that_it_is():
    value = jepa_oracle.critical_time(**with_(rho=0.7), digits=40)
    assert value == jepa_oracle.critical_time(**with_(rho=Fraction(0.7)), digits=40)
    assert value == jepa_oracle.critical_time(**with_(rho=Decimal(0.7)), digits=40)
    assert value == jepa_oracle.critical_time(**with_(rho=numpy.float64(0.7)), digits=40)
    assert value != jepa_oracle.critical_time(**with_(rho="0.7"), digits=40)


def test_every_kind_of_number_is_read_exactly():
    expected = jepa_oracle.critical_time(**with_(rho="0.625"), digits=30)
    for rho in (0.625, Fraction(5, 8), Decimal("0.625"), numpy.float32(0.625), "5/8"):
        assert jepa_oracle.critical_time(**with_(rho=rho), digits=30) == expected
    for depth in (3, 3.0, numpy.int32(3), "3"):
        assert jepa_oracle.critical_time(**with_(depth=depth, rho="0.625"), digits=30) == expected
    long = Fraction(10**5000 + 1, 10**5000)  # longer than what Python turns into text without being asked
    assert jepa_oracle.critical_time(**with_(lambda_=long, rho=long), digits=20) == pytest.approx(
        jepa_oracle.critical_time(**with_(lambda_=1, rho=1), digits=20), rel=Decimal("1e-19")
    )


def test_paper_time_is_depth_times_flow_time():
    flow = jepa_oracle.critical_time(**PROBLEM, digits=50)
    paper = jepa_oracle.critical_time(**PROBLEM, time="paper", digits=50)
    with localcontext() as context:
        context.prec = 50
        assert abs(paper - 3 * flow) <= Decimal("5e-49") * paper  # half a unit of either's last digit, times three


def test_no_time_is_none():
    assert jepa_oracle.critical_time(**with_(lambda_=-1, rho=-1)) is None
    above = with_(fraction=None, level="1e-5")
    assert jepa_oracle.critical_time(**above) is None


def test_an_exact_time_is_rounded_once():
    # lambda = 0, mae of depth 1: w falls by dw/dt = -w^3, and t = (1/l^2 - 1/e^2) / 2, here 1/2 (1/l^2 - 1)
    level = Fraction(3, 7)
    time_ = jepa_oracle.critical_time(
        objective="mae", depth=1, lambda_=0, variance=1, epsilon=1, level=level, digits=None
    )
    assert time_ == float((1 / level**2 - 1) / 2)


@given(
    st.sampled_from(["jepa", "mae"]),
    st.integers(1, 8),
    st.floats(0.01, 10),
    st.floats(0.01, 10),
    st.floats(0.001, 0.999),
    st.floats(0.01, 0.99),
)
def test_the_float_is_the_nearest_to_the_decimal(objective, depth, lambda_, rho, fraction, part):
    # A start below the threshold, which is never above rho^L or rho^(L/(L+1)).
    epsilon = part * fraction * min(rho**depth, rho ** (depth / (depth + 1)))
    problem = dict(objective=objective, depth=depth, lambda_=lambda_, rho=rho, epsilon=epsilon, fraction=fraction)
    value = jepa_oracle.critical_time(**problem)
    exact = Fraction(jepa_oracle.critical_time(**problem, digits=60))
    error = abs(Fraction(value) - exact)
    for neighbour in (math.nextafter(value, math.inf), math.nextafter(value, -math.inf)):
        assert error <= abs(Fraction(neighbour) - exact)


@pytest.mark.parametrize(
    "changes",
    [
        dict(objective="gan"),
        dict(depth="0"),
        dict(depth="2.5"),
        dict(depth="1001"),
        dict(lambda_="x"),
        dict(lambda_="nan"),
        dict(lambda_="0"),
        dict(rho="0"),
        dict(rho="-0.5"),
        dict(rho="1/0"),
        dict(epsilon="0"),
        dict(epsilon="-1e-4"),
        dict(epsilon="inf"),
        dict(fraction="1"),
        dict(fraction="0"),
        dict(digits="0"),
        dict(digits="30001"),
        dict(digits="2.5"),
        dict(time="seconds"),
        dict(epsilon_of="head"),
    ],
    ids=str,
)
def test_bad_values_give_the_message_of_the_program(changes, program):
    arguments = with_(**changes)
    options = []
    for key, value in arguments.items():
        options += [f"--{key.rstrip('_').replace('_', '-')}", str(value)]
    with pytest.raises(ValueError) as raised:
        jepa_oracle.critical_time(**arguments)
    said = program("critical-time", *options)
    where, rule = said.split(": ", 1)
    assert str(raised.value) == f"{where.replace('-', '_')}: {rule}"
    assert (raised.value.where, raised.value.rule) == (where.replace("-", "_"), rule)
    assert type(raised.value) is jepa_oracle.InvalidProblem


def test_floats_without_a_value_are_refused():
    with pytest.raises(jepa_oracle.InvalidProblem, match='^rho: "nan" is not a finite decimal number or fraction$'):
        jepa_oracle.critical_time(**with_(rho=math.nan))
    with pytest.raises(jepa_oracle.InvalidProblem, match='^epsilon: "-inf" is not a finite decimal number'):
        jepa_oracle.critical_time(**with_(epsilon=-math.inf))


@pytest.mark.parametrize(
    "changes, where",
    [
        (dict(variance=1), "rho"),
        (dict(rho=None), "rho"),
        (dict(level=1), "fraction"),
        (dict(fraction=None), "fraction"),
    ],
)
def test_of_two_that_exclude_each_other_one_is_needed(changes, where):
    with pytest.raises(jepa_oracle.InvalidProblem, match="^" + where + ": exactly one of"):
        jepa_oracle.critical_time(**with_(**changes))


@pytest.mark.parametrize("wrong", [None, {1: 2}, True, 1j, object()], ids=lambda value: type(value).__name__)
def test_what_is_no_number_is_a_type_error(wrong):
    with pytest.raises(TypeError, match="^lambda: .* is not a number"):
        jepa_oracle.critical_time(**with_(lambda_=wrong))


def test_the_lock_of_the_interpreter_is_free_while_a_time_is_computed():
    """A thread that only counts goes on counting: with the lock held it would stand still every time. On a busy machine it
    may get no processor once."""
    assert any(counts_on() for _ in range(10))


def counts_on():
    seen = []
    finished = threading.Event()

    def count():
        while not finished.is_set():
            seen.append(time.perf_counter())
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    begin = time.perf_counter()
    jepa_oracle.critical_time(**PROBLEM, digits=20000)
    end = time.perf_counter()
    finished.set()
    counter.join()
    # The middle half of the call: well after it released the lock, well before it asked for it again.
    quarter = (end - begin) / 4
    return any(begin + quarter < moment < end - quarter for moment in seen)


def test_two_threads_compute_the_same_at_once():
    expected = jepa_oracle.critical_time(**PROBLEM, digits=2000)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(jepa_oracle.critical_time(**PROBLEM, digits=2000)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


AMPLITUDE = dict(objective="mae", depth=2, lambda_="1", rho="0.5", epsilon="1e-3")


def test_amplitudes_agree_with_independent_values(independent_values):
    for case in independent_values["amplitude"]:
        arguments = of(case, "objective", "depth", "lambda", "rho", "epsilon")
        found = jepa_oracle.amplitude(**arguments, at=case["flow_time"], digits=60)
        assert found == Decimal(case["encoder_amplitude"]), case
        assert jepa_oracle.amplitude(**arguments, at=case["flow_time"]) == float(case["encoder_amplitude"]), case


def test_amplitudes_have_the_shape_of_the_times():
    times = numpy.array([[0.0, 2.5, 10.0], [100.0, 1000.0, 1e6]])
    floats = jepa_oracle.amplitude(**AMPLITUDE, at=times)
    assert floats.dtype == float and floats.shape == (2, 3)
    assert list(floats.flat) == [jepa_oracle.amplitude(**AMPLITUDE, at=moment) for moment in times.flat]
    decimals = jepa_oracle.amplitude(**AMPLITUDE, at=[0, "2.5"], digits=30)
    assert decimals.dtype == object and decimals.shape == (2,)
    assert decimals[0] == Decimal("1e-3")
    assert jepa_oracle.amplitude(**AMPLITUDE, at=[]).shape == (0,)
    assert isinstance(jepa_oracle.amplitude(**AMPLITUDE, at=2.5), float)


def test_the_encoder_is_the_product_of_its_layers():
    encoder = jepa_oracle.amplitude(**AMPLITUDE, at=20, digits=40)
    layer = jepa_oracle.amplitude(**AMPLITUDE, at=20, of="layer", digits=40)
    with localcontext() as context:
        context.prec = 45
        assert abs(layer * layer / encoder - 1) <= Decimal("3e-40")  # three roundings of 40 digits


@given(st.sampled_from(["jepa", "mae"]), st.integers(1, 5), st.floats(0.1, 2), st.floats(0.05, 0.95))
def test_the_amplitude_at_the_critical_time_is_the_threshold(objective, depth, rho, part):
    level = Fraction(part) * Fraction(rho) ** depth / 2
    level = min(level, Fraction(part) / 4)  # below the limits of both objectives
    problem = dict(objective=objective, depth=depth, lambda_=1, rho=rho, epsilon=level / 100)
    time_ = jepa_oracle.critical_time(**problem, level=level, digits=40)
    found = Fraction(jepa_oracle.amplitude(**problem, at=time_, digits=30))
    # 40 digits of the time leave at least 40 - log10(t du/dt / u) of the amplitude; t du/dt / u < 10^8 here.
    assert abs(found - level) <= level * Fraction(1, 10**29)


@pytest.mark.parametrize("at", ["-1", "x", "1/0"])
def test_bad_times_give_the_message_of_the_program(at, program):
    options = ["--objective", "mae", "--depth", "2", "--lambda", "1", "--rho", "0.5", "--epsilon", "1e-3"]
    with pytest.raises(jepa_oracle.InvalidProblem) as raised:
        jepa_oracle.amplitude(**AMPLITUDE, at=at)
    assert str(raised.value) == program("amplitude", *options, f"--at={at}")


DECAYED = dict(depth=1, lambda_=1, rho="0.5", weight_decay="0.12")  # at rest at 0.2 and 0.3


def test_times_under_decay_are_those_of_the_program(program):
    options = "--objective jepa --depth 1 --lambda 1 --rho 0.5 --weight-decay 0.12 --digits 30".split()
    said = program("critical-time", *options, "--epsilon", "0.21", "--level", "0.29")
    found = jepa_oracle.critical_time("jepa", **DECAYED, epsilon="0.21", level="0.29", digits=30)
    assert found == Decimal(said["critical_time"]["value"])
    assert jepa_oracle.critical_time("jepa", **DECAYED, epsilon="0.21", level="0.29") == float(found)
    without = dict(DECAYED, weight_decay=None)
    assert jepa_oracle.critical_time("jepa", **dict(DECAYED, weight_decay=0), epsilon="0.21", fraction="0.9") == (
        jepa_oracle.critical_time("jepa", **without, epsilon="0.21", fraction="0.9")
    )


def test_a_feature_that_dies_of_decay_has_no_time():
    assert jepa_oracle.critical_time("jepa", **DECAYED, epsilon="0.19", fraction="0.9") is None
    times = jepa_oracle.critical_time("jepa", **DECAYED, epsilon=["0.19", "0.21"], fraction="0.9")
    assert numpy.isnan(times[0]) and times[1] > 0
    with pytest.raises(jepa_oracle.InvalidProblem, match="^weight_decay: -1 is negative: weights shrink or stay$"):
        jepa_oracle.critical_time("jepa", **dict(DECAYED, weight_decay=-1), epsilon="0.21", fraction="0.9")


def test_amplitudes_under_decay_invert_the_times(program):
    time = jepa_oracle.critical_time("jepa", **DECAYED, epsilon="0.21", level="0.29", digits=60)
    found = jepa_oracle.amplitude("jepa", **DECAYED, epsilon="0.21", at=time, digits=40)
    assert found == Decimal("0.29")
    options = "--objective jepa --depth 1 --lambda 1 --rho 0.5 --weight-decay 0.12 --digits 30".split()
    said = program("amplitude", *options, "--epsilon", "0.19", "--at", "7")
    assert jepa_oracle.amplitude("jepa", **DECAYED, epsilon="0.19", at=7, digits=30) == (
        Decimal(said["amplitudes"][0]["encoder"]["value"])
    )
    without = dict(DECAYED, weight_decay=None)
    decays = jepa_oracle.amplitude("jepa", **dict(without, weight_decay=[0, "0.12"]), epsilon="0.19", at=7)
    assert list(decays) == [
        jepa_oracle.amplitude("jepa", **without, epsilon="0.19", at=7),
        jepa_oracle.amplitude("jepa", **DECAYED, epsilon="0.19", at=7),
    ]
    assert decays[0] > 0.19 > decays[1]
    with pytest.raises(jepa_oracle.InvalidProblem, match="^weight_decay: -1 is negative: weights shrink or stay$"):
        jepa_oracle.amplitude("jepa", **dict(without, weight_decay=-1), epsilon="0.21", at=1)
