"""Boundaries and windows: against independent values, and refused as the program refuses."""

from decimal import Decimal

import pytest

import jepa_oracle


def test_s_star_agrees_with_independent_values(independent_values):
    for case in independent_values["rho_boundary"]:
        found = jepa_oracle.boundary(depth=case["depth"], fraction=case["fraction"], digits=60)
        assert found.s_star == Decimal(case["s_star"]), case
        assert jepa_oracle.boundary(depth=case["depth"], fraction=case["fraction"]).s_star == float(case["s_star"])


@pytest.mark.parametrize("depth, fraction", [(1, "0.5"), (2, "0.9"), (2, "0.95"), (3, "0.8")])
def test_boundaries_are_those_of_the_program(depth, fraction, program):
    said = program("boundary", "--depth", str(depth), "--fraction", fraction, "--digits", "30")
    found = jepa_oracle.boundary(depth=depth, fraction=fraction, digits=30)
    assert found.s_star == Decimal(said["s_star"]["value"])
    assert found.mae_fraction == Decimal(said["mae_fraction"]["value"])
    assert found.mae_larger_rho_always_later is said["mae_larger_rho_always_later"]
    if found.mae_larger_rho_always_later:
        assert found.mae_s_star is said["mae_s_star"] is None
    else:
        assert found.mae_s_star == Decimal(said["mae_s_star"]["value"])


def test_windows_agree_with_independent_values(independent_values):
    kinds = set()
    for case in independent_values["conflict_window"]:
        problem = dict(
            objective=case.get("objective", "jepa"),
            depth=case["depth"],
            fraction=case["fraction"],
            influential=(case["influential"]["lambda"], case["influential"]["rho"]),
            noisy=(case["noisy"]["lambda"], case["noisy"]["rho"]),
        )
        window = jepa_oracle.window(**problem, digits=50)
        floats = jepa_oracle.window(**problem)
        expected = case["epsilon_window"]
        kinds.add(expected is None)
        if expected is None:
            assert window is None and floats is None
            continue
        unit = [Decimal((0, (1,), Decimal(end).adjusted() - 49)) for end in expected]
        assert all(abs(found - Decimal(end)) <= u for found, end, u in zip(window, expected, unit)), case
        assert floats == tuple(float(end) for end in expected)
    assert kinds == {True, False}  # both kinds were there


def test_the_objective_of_a_window_is_jepa_unless_said():
    pair = dict(depth=8, fraction="0.5", influential=("0.999", "0.9"), noisy=(1, "0.3"))
    assert jepa_oracle.window(**pair) == jepa_oracle.window(**pair, objective="jepa")
    assert jepa_oracle.window(**pair) != jepa_oracle.window(**pair, objective="mae")
    with pytest.raises(TypeError, match="objective"):
        jepa_oracle.window(**pair, objective=1)


def test_the_start_inside_the_window_makes_the_influential_feature_first():
    """Ends of the window turn the order over, which the critical times show without any window."""
    lower, upper = jepa_oracle.window(depth=3, fraction="0.5", influential=("0.9", "0.9"), noisy=(1, "0.3"), digits=20)

    def influential_first(epsilon):
        features = [dict(name="edge", lambda_="0.9", rho="0.9"), dict(name="noise", lambda_=1, rho="0.3")]
        (order,) = jepa_oracle.order(
            depth=3, epsilon=epsilon, fraction="0.5", objectives=["jepa"], features=features
        )
        return order.features[0] == "edge"

    step = Decimal("1e-9")
    assert [influential_first(end * (1 + sign * step)) for end in (lower, upper) for sign in (-1, 1)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "changes",
    [
        dict(depth="0"),
        dict(fraction="1"),
        dict(influential=("0.9", "0")),
        dict(influential=("x", "0.9")),
        dict(influential=("2", "0.9")),
        dict(noisy=("1", "0.95")),
        dict(noisy=("-1", "-0.3")),
        dict(digits="0"),
        dict(objective="both"),
    ],
    ids=str,
)
def test_bad_windows_give_the_message_of_the_program(changes, program):
    arguments = dict(depth="3", fraction="0.5", influential=("0.9", "0.9"), noisy=("1", "0.3"), digits="20")
    arguments.update(changes)
    options = []
    for key, value in arguments.items():
        options += [f"--{key}", ",".join(value) if isinstance(value, tuple) else value]
    with pytest.raises(jepa_oracle.InvalidProblem) as raised:
        jepa_oracle.window(**arguments)
    assert str(raised.value) == program("window", *options)


DECAYING = dict(objective="jepa", depth="2", lambda_="0.9", rho="0.75")
PAIR = dict(influential=("0.9", "0.9"), noisy=("1", "0.3"))


def decay_options(arguments):
    options = []
    for key, value in arguments.items():
        options += [f"--{key.rstrip('_').replace('_', '-')}", ",".join(value) if isinstance(value, tuple) else value]
    return options


@pytest.mark.parametrize(
    "changes",
    [
        dict(),
        dict(top_depth="3", epsilon="0.01"),
        dict(objective="mae", epsilon="0.3", epsilon_of="layer", **PAIR),
        dict(objective="mae", influential=("0.5", "0.4"), noisy=("1", "0.3")),
        dict(objective="spectral-contrastive", **PAIR),
    ],
    ids=str,
)
def test_weight_decays_are_those_of_the_program(changes, program):
    arguments = {**DECAYING, **changes, "digits": "30"}
    said = program("weight-decay", *decay_options(arguments))
    found = jepa_oracle.weight_decay(**arguments)
    floats = jepa_oracle.weight_decay(**{**arguments, "digits": None})
    value = lambda number: None if number is None else Decimal(number["value"])
    ends = said.get("filter") and tuple(value(end) for end in said["filter"])
    assert (found.largest_decay, found.start_decay, found.filter) == (
        value(said["largest_decay"]),
        value(said.get("start_decay")),
        ends,
    )
    assert floats.largest_decay == float(found.largest_decay)
    assert (floats.filter is None) is (ends is None)


def test_weight_decays_of_arrays():
    found = jepa_oracle.weight_decay(
        "mae", depth=[1, 2], lambda_=["0.9", 1], rho="0.3", influential=(["0.5", "0.9"], ["0.4", "0.9"]), noisy=(1, "0.3")
    )
    assert found.start_decay is None
    for index, (depth, lambda_, pair) in enumerate([(1, "0.9", ("0.5", "0.4")), (2, 1, ("0.9", "0.9"))]):
        single = jepa_oracle.weight_decay("mae", depth=depth, lambda_=lambda_, rho="0.3", influential=pair, noisy=(1, "0.3"))
        assert found.largest_decay[index] == single.largest_decay
        lower, upper = found.filter
        assert (lower[index], upper[index]) == single.filter or (single.filter is None and lower[index] != lower[index])


@pytest.mark.parametrize(
    "changes",
    [
        dict(depth="0"),
        dict(top_depth="0"),
        dict(epsilon="0"),
        dict(rho="0"),
        dict(objective="gan"),
        dict(epsilon_of="layer"),
        dict(influential=("0.9", "0.9")),
        dict(noisy=("1", "0.3")),
        dict(influential=("2", "0.9"), noisy=("1", "0.3")),
        dict(digits="0"),
    ],
    ids=str,
)
def test_bad_weight_decays_give_the_message_of_the_program(changes, program):
    arguments = {**DECAYING, **changes}
    with pytest.raises(jepa_oracle.InvalidProblem) as raised:
        jepa_oracle.weight_decay(**arguments)
    refused = program("weight-decay", *decay_options(arguments)).replace("--", "")
    assert str(raised.value).replace("_", "-") == refused.replace("_", "-")


@pytest.mark.parametrize("changes", [dict(depth="x"), dict(fraction="0"), dict(digits="-1")], ids=str)
def test_bad_boundaries_give_the_message_of_the_program(changes, program):
    arguments = {**dict(depth="3", fraction="0.5", digits="20"), **changes}
    options = [part for key, value in arguments.items() for part in (f"--{key}", value)]
    with pytest.raises(jepa_oracle.InvalidProblem) as raised:
        jepa_oracle.boundary(**arguments)
    assert str(raised.value) == program("boundary", *options)
