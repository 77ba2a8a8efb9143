"""Flows and descents: exact where they can be, as the program says where they cannot."""

import json
import threading
import time
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from conftest import fractions

import jepa_oracle

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
        (dict(at=1, samples=2), "^samples: goes with until$"),
        (dict(at=1, target="average"), "^average_rate: target average needs it$"),
        (dict(at=1, average_rate=1), "^average_rate: needs target average$"),
        (dict(at=1, target="frozen", objective="mae"), "^target: frozen is a target for jepa; the target of mae is the data$"),
        (dict(at=1, top=[[1]]), "^epsilon: excluded by layers and top: give epsilon or initial weights, not both$"),
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
    jepa_oracle.descend(**TWO, objective="jepa", rate="1e-3", steps=20000, every=20000, digits=200)
    end = time.perf_counter()
    finished.set()
    counter.join()
    quarter = (end - begin) / 4  # the middle half: long after the lock was released, long before it is asked for
    assert any(begin + quarter < moment < end - quarter for moment in seen), end - begin
