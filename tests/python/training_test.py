"""Fields, flows, descents and orders: exact where they can be, as the program says where they cannot."""

import json
import threading
import time
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from conftest import SOURCE
from hypothesis import given
from hypothesis import strategies as st

import jepa_oracle

PROBLEMS = SOURCE / "tests" / "program" / "problems"


def fractions(rows):
    array = numpy.empty(numpy.shape(rows), dtype=object)
    for index, value in numpy.ndenumerate(numpy.asarray(rows, dtype=object)):
        array[index] = Fraction(value)
    return array


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
        (dict(objective="gan"), '^objective: "gan" is not an objective: jepa or mae$'),
        (dict(layers=[]), "^layers: is empty: an encoder has at least one layer$"),
        (dict(layers=[[[1, 2, 3]]]), r"^layers\[0\]: is 1 x 3 and gets 2 inputs from the data: its columns must"),
        (dict(layers=[[[1, 2], [3]]]), r"^layers\[0\]\[1\]: has 1 entries: 2 are expected"),
        (dict(layers=[[[1, "x"], [3, 4]]]), r'^layers\[0\]\[0\]\[1\]: "x" is not a finite decimal number or fraction$'),
        (dict(layers=[numpy.zeros(4)]), r"^layers\[0\]: has 1 dimensions: a matrix has 2$"),
        (dict(top=[[1]]), "^top: is 1 x 1 and must be 2 x 2: the predictor of jepa maps the code to itself$"),
        (dict(top=numpy.full((2, 2), numpy.nan)), r'^top\[0\]\[0\]: "nan" is not a finite decimal number or fraction$'),
        (dict(sxx=[[1, 2], [3, 9]]), r"^sxx\[1\]\[0\]: 3 differs from entry \[0\]\[1\] = 2: sxx must be symmetric$"),
        (dict(sxx=[[1, 2], [2, 1]]), "^sxx: its smallest eigenvalue is about .* sxx must be positive definite$"),
        (dict(sxx=[]), "^sxx: is empty: data has at least one dimension$"),
        (dict(syx=[[1]]), "^syx: is 1 x 1 and must be 2 x 2: x and y have the same size$"),
        (dict(digits=0), "^digits: 0 is not a number of digits: an integer from 1 to 30000 is$"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_field_is_refused(changes, message):
    identity = [[1, 0], [0, 1]]
    arguments = dict(objective="jepa", layers=[identity], top=identity, sxx=identity, syx=identity)
    with pytest.raises(jepa_oracle.InvalidProblem, match=message):
        jepa_oracle.field(**{**arguments, **changes})


@pytest.mark.parametrize("wrong", [3, None, "matrix", [1, 2], [["1"], "23"]], ids=str)
def test_what_is_no_matrix_is_a_type_error(wrong):
    with pytest.raises(TypeError, match="^top"):
        jepa_oracle.field("jepa", [[[1]]], wrong, [[1]], [[1]])


@pytest.mark.parametrize("name", ["figure-two", "noisy-background"])
def test_orders_are_those_of_the_program(name, program):
    path = PROBLEMS / f"{name}.json"
    said = program("order", str(path), "--digits", "25")["orders"]
    found = jepa_oracle.order(json.loads(path.read_text()), digits=25)
    floats = jepa_oracle.order(json.loads(path.read_text()))
    assert [order.objective for order in found] == [order["objective"] for order in said]
    for order, nearest, expected in zip(found, floats, said):
        assert (order.features, order.outcomes) == (expected["features"], expected["outcomes"])
        assert (order.ties, order.undecided) == (expected["ties"], expected["undecided"])
        assert (order.never, order.already_beyond) == (expected["never"], expected["already_beyond"])
        for feature, moment in expected["critical_times"].items():
            assert order.critical_times[feature] == Decimal(moment["value"])
            assert nearest.critical_times[feature] == float(moment["value"])
        assert nearest.features == order.features


def test_arguments_take_the_place_of_keys():
    problem = json.loads((PROBLEMS / "noisy-background.json").read_text())
    (jepa,) = jepa_oracle.order(problem, objectives=["jepa"], time="paper", digits=20)
    written = {**problem, "objectives": ["jepa"], "time": "paper"}
    assert [jepa] == jepa_oracle.order(written, digits=20)
    assert "objectives" not in problem or problem["objectives"] != ["jepa"]  # the mapping given stays as it was


def test_mixing_features_are_inconclusive_and_the_prediction_is_kept():
    problem = json.loads((PROBLEMS / "two-mixed-features.json").read_text())
    with pytest.raises(jepa_oracle.Inconclusive) as raised:
        jepa_oracle.order(problem, digits=15)
    assert [order.objective for order in raised.value.answer] == ["jepa"]
    assert all(order.scalar_theory and order.scalar_theory in str(raised.value) for order in raised.value.answer)


def test_bad_problems_give_the_message_of_the_program(program):
    good = json.loads((PROBLEMS / "noisy-background.json").read_text())
    for changes in (
        dict(depth=0),
        dict(fraction="2"),
        dict(colour="red"),
        dict(features=[]),
        dict(features=[{"name": "a", "lambda": 1}]),
        dict(features=[{"name": "a", "lambda": 1, "rho": -1}]),
        dict(features=[{"name": "a", "lambda": 1, "rho": 1}, {"name": "a", "lambda": 1, "rho": 2}]),
        dict(objectives=["jepa", "jepa"]),
        dict(time="seconds"),
        dict(format="jepa-oracle/problem/9"),
    ):
        bad = {**good, **changes}
        with pytest.raises(jepa_oracle.InvalidProblem) as raised:
            jepa_oracle.order(bad)
        assert str(raised.value) == program("order", "-", stdin=json.dumps(bad)), changes


TWO = dict(
    depth=2,
    layers=[numpy.array([[0.5, 0.25], [0.0, 0.5]]), numpy.array([[0.5, 0.0], [0.125, 0.5]])],
    top=numpy.array([[0.25, 0.0], [0.5, 1.0]]),
    moments=dict(sxx=numpy.array([[2.0, 0.5], [0.5, 1.0]]), syx=numpy.array([[1.0, 0.25], [0.0, 0.5]])),
)


@pytest.mark.parametrize("objective", ["jepa", "mae"])
def test_an_exact_step_is_rate_times_the_field(objective):
    rate = Fraction(1, 8)
    run = jepa_oracle.descend(**TWO, objective=objective, rate=rate, steps=2, numbers="exact")
    assert [sample.step for sample in run.samples] == [0, 1, 2] and run.diverged_at is None
    for before, after in zip(run.samples, run.samples[1:]):
        layers, top = jepa_oracle.field(
            objective, before.layers, before.top, **TWO["moments"], exact=True
        )
        assert (after.top == before.top + rate * top).all()
        for w0, w1, direction in zip(before.layers, after.layers, layers):
            assert (w1 == w0 + rate * direction).all()


@pytest.mark.parametrize("numbers", ["digits", "double"])
def test_descents_in_floating_point_follow_the_exact_one(numbers):
    exact = jepa_oracle.descend(**TWO, objective="jepa", rate=0.125, steps=3, numbers="exact")
    run = jepa_oracle.descend(**TWO, objective="jepa", rate=0.125, steps=3, numbers=numbers)
    # With 50 digits inside, the floats are the exact weights rounded once. In double every one of some hundred
    # operations on numbers below 2 errs by at most 2^-53.
    bound = 0 if numbers == "digits" else 200 * 2.0**-53
    for sample, expected in zip(run.samples, exact.samples):
        for found, wanted in zip([*sample.layers, sample.top], [*expected.layers, expected.top]):
            assert found.dtype == numpy.float64
            assert numpy.abs(found - wanted.astype(float)).max() <= bound


def test_every_sample_is_kept_that_was_asked_for():
    run = jepa_oracle.descend(**TWO, objective="mae", rate="0.1", steps=7, every=3, digits=20)
    assert [sample.step for sample in run.samples] == [0, 3, 6, 7]
    assert isinstance(run.samples[1].top[0, 0], Decimal)


def test_divergence_is_an_answer():
    run = jepa_oracle.descend(**TWO, objective="mae", rate=1000, steps=100)
    assert run.diverged_at is not None and run.largest_weight > 2.0**512
    assert run.samples[-1].step == run.diverged_at - 1


def test_targets_and_measurements():
    moments = {**TWO["moments"], "syy": numpy.array([[2.0, 0.0], [0.0, 2.0]])}
    problem = {**TWO, "moments": moments}
    frozen = jepa_oracle.descend(**problem, objective="jepa", target="frozen", rate="0.1", steps=3)
    encoder = TWO["layers"][1] @ TWO["layers"][0]
    assert all((sample.target_encoder == encoder).all() for sample in frozen.samples)
    own = jepa_oracle.descend(**problem, objective="jepa", rate="0.1", steps=3)
    assert own.samples[0].target_encoder is None
    assert own.samples[0].loss == frozen.samples[0].loss  # the target at the start is the same encoder
    assert own.samples[3].loss != frozen.samples[3].loss
    average = jepa_oracle.descend(
        **problem, objective="jepa", target="average", average_rate="0.5", rate="0.1", steps=1, numbers="exact"
    )
    moved = average.samples[1].layers[1] @ average.samples[1].layers[0]
    assert (average.samples[1].target_encoder == (fractions(encoder) + moved) / 2).all()


def test_the_flow_of_one_feature_is_its_amplitude():
    feature = dict(name="a", lambda_="0.9", rho="0.7")
    times = [0, 5, "12.5"]
    samples = jepa_oracle.flow(depth=2, epsilon="0.01", features=[feature], objective="jepa", at=times, digits=20)
    for sample, moment in zip(samples, times):
        known = jepa_oracle.amplitude(
            objective="jepa", depth=2, lambda_="0.9", rho="0.7", epsilon="0.01", at=moment, digits=20
        )
        assert sample.agreed_digits == 20 and sample.time == Decimal(moment)
        assert abs(sample.encoder["a"] - known) <= 10 * Decimal("1e-20") * known  # digits of w, four of them multiplied


def test_flow_times_lie_evenly():
    arguments = dict(depth=1, epsilon="0.1", features=[dict(name="a", lambda_=1, rho=1)], objective="mae")
    samples = jepa_oracle.flow(**arguments, until=1, samples=4)
    assert [sample.time for sample in samples] == [0, 0.25, 0.5, 0.75, 1]
    assert len(jepa_oracle.flow(**arguments, until=1)) == 101


TRAINING = dict(depth=1, epsilon="0.1", features=[dict(name="a", lambda_=1, rho=1)], objective="jepa")


@pytest.mark.parametrize(
    "function, changes, options",
    [
        ("flow", dict(at=["2", "1"]), ["--at", "2,1"]),
        ("flow", dict(at=["-1"]), ["--at=-1"]),
        ("flow", dict(until="0"), ["--until", "0"]),
        ("flow", dict(until="1", samples="0"), ["--until", "1", "--samples", "0"]),
        ("flow", dict(at="1", digits="0"), ["--at", "1", "--digits", "0"]),
        ("descend", dict(rate="0", steps="1"), ["--rate", "0", "--steps", "1"]),
        ("descend", dict(rate="1", steps="-1"), ["--rate", "1", "--steps", "-1"]),
        ("descend", dict(rate="1", steps="1", every="0"), ["--rate", "1", "--steps", "1", "--every", "0"]),
        (
            "descend",
            dict(rate="1", steps="1", weight_decay="-1"),
            ["--rate", "1", "--steps", "1", "--weight-decay=-1"],
        ),
        ("descend", dict(rate="1", steps="1", numbers="few"), ["--rate", "1", "--steps", "1", "--numbers", "few"]),
        ("descend", dict(rate="1", steps="1", target="moon"), ["--rate", "1", "--steps", "1", "--target", "moon"]),
        (
            "descend",
            dict(rate="1", steps="60", numbers="exact"),
            ["--rate", "1", "--steps", "60", "--numbers", "exact"],
        ),
    ],
    ids=str,
)
def test_bad_runs_give_the_message_of_the_program(function, changes, options, program):
    problem = dict(
        format="jepa-oracle/problem/1", depth=1, epsilon="0.1", features=[{"name": "a", "lambda": 1, "rho": 1}]
    )
    with pytest.raises(jepa_oracle.InvalidProblem) as raised:
        getattr(jepa_oracle, function)(**TRAINING, **changes)
    said = program(function, "-", "--objective", "jepa", *options, stdin=json.dumps(problem))
    assert str(raised.value) == said.replace("weight-decay", "weight_decay")


@pytest.mark.parametrize(
    "changes, message",
    [
        (dict(objective=None, at=1), "^objective: the problem has several objectives: choose one, jepa or mae$"),
        (dict(), "^at: exactly one of at and until is needed$"),
        (dict(at=1, until=2), "^at: exactly one of at and until is needed$"),
        (dict(at=1, samples=2), "^samples: belongs to until$"),
        (dict(at=1, target="average"), "^average_rate: target average needs it$"),
        (dict(at=1, average_rate=1), "^average_rate: needs target average$"),
        (dict(at=1, target="frozen", objective="mae"), "^target: frozen is a target of jepa: that of mae is the data$"),
        (dict(at=1, top=[[1]]), "^epsilon: excluded by layers and top: initial weights are one or the other$"),
    ],
    ids=str,
)
def test_arguments_that_exclude_each_other_are_refused(changes, message):
    with pytest.raises(jepa_oracle.InvalidProblem, match=message):
        jepa_oracle.flow(**{**TRAINING, **changes})


def test_the_lock_of_the_interpreter_is_free_while_a_network_is_trained():
    seen = []
    finished = threading.Event()

    def count():
        while not finished.is_set():
            seen.append(time.perf_counter())
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    begin = time.perf_counter()
    jepa_oracle.descend(**TWO, objective="jepa", rate="1e-3", steps=2000, every=2000, digits=200)
    end = time.perf_counter()
    finished.set()
    counter.join()
    quarter = (end - begin) / 4  # the middle half: long after the lock was released, long before it is asked for
    assert any(begin + quarter < moment < end - quarter for moment in seen), end - begin
