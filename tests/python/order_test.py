"""Orders of learning: those of the program, and its messages where it has none."""

import json
from decimal import Decimal

import pytest
from conftest import PROBLEMS

import jepa_oracle


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
        assert order.decreasing == expected["decreasing"]
        for feature, moment in expected["critical_times"].items():
            assert order.critical_times[feature] == Decimal(moment["value"])
            assert nearest.critical_times[feature] == float(moment["value"])
        assert nearest.features == order.features


def test_what_is_learned_first_is_learned():
    features = [
        {"name": "noise", "lambda": -9, "variance": 1},
        {"name": "signal", "lambda": 1, "rho": 1},
        {"name": "done", "lambda": 1, "rho": "0.01"},
        {"name": "small", "lambda": "0.5", "rho": 1},
    ]
    for order in jepa_oracle.order(depth=2, epsilon="1e-2", fraction="0.5", features=features):
        # MAE: the limit of "done" is 0.01^(2/3) = 0.046, and half of it is soon reached from 0.01.
        assert order.features == ["done"] * (order.objective == "mae") + ["signal", "small"]
        assert (order.never, order.decreasing) == (["noise"], [])
        assert order.already_beyond == ["done"] * (order.objective == "jepa")


def test_weight_decay_is_that_of_the_program(program, tmp_path):
    problem = json.loads((PROBLEMS / "noisy-background.json").read_text())
    (tmp_path / "problem.json").write_text(json.dumps({**problem, "weight_decay": "1e-5", "top_depth": 2}))
    said = program("order", str(tmp_path / "problem.json"), "--digits", "20")["orders"]
    found = jepa_oracle.order(problem, weight_decay="1e-5", top_depth=2, digits=20)
    for order, expected in zip(found, said):
        assert (order.features, order.dies, order.outcomes) == (expected["features"], expected["dies"], expected["outcomes"])
        for feature, moment in expected["critical_times"].items():
            assert order.critical_times[feature] == (moment and Decimal(moment["value"]))
    assert any(order.dies for order in found) and any(order.features for order in found)
    assert all(order.dies == [] for order in jepa_oracle.order(problem))


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
