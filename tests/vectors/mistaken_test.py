"""The flags name the right mistakes: an independent program makes them, and gets the answers that the flags say."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from conftest import cases_of
from independent_checks import close
from independent_curve import decimal, time_of
from independent_networks import field_of, network_of, transposed

CODES = ("spectral-contrastive", "barlow-twins")
TWENTY_DIGITS = Decimal("1e-18")


def changed(given, **numbers):
    kept = {key: value for key, value in given.items() if numbers.get(key, value) is not None}
    return {**kept, **{key: value for key, value in numbers.items() if value is not None}}


def faster(given, factor):
    """The loss is larger by a factor: a decay counts for less beside it."""
    decay = Fraction(given.get("weight_decay", 0)) / factor
    time = time_of(changed(given, weight_decay=str(decay)))
    return None if time is None else time / factor


def with_top_depth(given, change):
    if given["objective"] in CODES:
        return None
    return time_of(changed(given, top_depth=change(given.get("top_depth", 1))))


def with_decay(given, factor):
    if "weight_decay" not in given:
        return None
    return time_of(changed(given, weight_decay=str(Fraction(given["weight_decay"]) * factor)))


def decay_in_variance(given):
    if "weight_decay" not in given:
        return None
    variance = given.get("variance") or Fraction(given["lambda"]) / Fraction(given["rho"])
    wider = str(Fraction(variance) + Fraction(given["weight_decay"]))
    return time_of(changed(given, rho=None, weight_decay=None, variance=wider))


def whitened(given):
    if given["objective"] != "barlow-twins" or "weight_decay" in given or Fraction(given["lambda"]) <= 0:
        return None
    return time_of(changed(given, **{"lambda": given["rho"]}))


def in_paper_time(given):
    time = None if "weight_decay" in given else time_of(given)
    return time and time * given["depth"]


def with_epsilon_per_layer(given):
    if "weight_decay" in given:
        return None
    return time_of(changed(given, epsilon=str(Fraction(given["epsilon"]) ** given["depth"])))


def spectral(given):
    if given["objective"] != "barlow-twins" or "weight_decay" in given:
        return None
    return time_of(changed(given, objective="spectral-contrastive"))


TIMES = {
    "WeightDecayIgnored": lambda g: with_decay(g, 0),
    "DecayDoubled": lambda g: with_decay(g, 2),
    "DecayHalved": lambda g: with_decay(g, Fraction(1, 2)),
    "DecayScalesVariance": decay_in_variance,
    "PredictorDepthIgnored": lambda g: with_top_depth(g, lambda m: 1) if "top_depth" in g else None,
    "PredictorDepthOffByOne": lambda g: with_top_depth(g, lambda m: m + 1),
    "LossWithoutHalf": lambda g: None if g["objective"] in CODES else faster(g, 2),
    "PublishedLossFactorFour": lambda g: faster(g, 4) if g["objective"] in CODES else None,
    "BarlowUsesRho": whitened,
    "PaperTime": in_paper_time,
    "EpsilonPerLayer": with_epsilon_per_layer,
    "SpectralCalledBarlow": spectral,
}


@pytest.mark.parametrize("flag", TIMES)
def test_a_time_is_mistaken_as_the_flag_says(documents, flag):
    carrying = 0
    for test in cases_of(documents["family_critical_time"]):
        wrong, said, right = TIMES[flag](test["input"]), test["mistaken"].get(flag), test["expected"]["time"]
        carrying += said is not None
        if said is not None:
            assert wrong is not None and close(Decimal(said), wrong, TWENTY_DIGITS), test["id"]
        elif wrong is not None:  # no flag: the mistake gives the right answer
            assert right is not None and close(wrong, decimal(right["value"]), Decimal("1e-6")), test["id"]
    assert carrying > 5


def scaled(network, factor):
    return tuple([[[entry * factor for entry in row] for row in layer] for layer in part] for part in network)


def plus(a, b):
    def sums(*layers):
        return [[x + y for x, y in zip(*rows)] for rows in zip(*layers)]

    return tuple([sums(*layers) for layers in zip(*parts)] for parts in zip(a, b))


def free(given):
    return field_of({**given, "weight_decay": "0"})


def decayed(given, directions, factor=1):
    decay = -Fraction(given.get("weight_decay", 0)) * factor
    return plus(directions, scaled(network_of(given), decay))


def on_encoder_only(given):
    layers, tops = decayed(given, free(given))
    return layers, free(given)[1] if tops else []


FIELDS = {
    "WeightDecayIgnored": free,
    "DecayDoubled": lambda g: decayed(g, free(g), 2),
    "DecayOnEncoderOnly": on_encoder_only,
    "LossWithoutHalf": lambda g: None if g["objective"] in CODES else decayed(g, scaled(free(g), 2)),
    "PublishedLossFactorFour": lambda g: decayed(g, scaled(free(g), 4)) if g["objective"] in CODES else None,
    "SpectralCalledBarlow": lambda g: field_of({**g, "objective": CODES[0]}) if g["objective"] == CODES[1] else None,
    "SyxTransposed": lambda g: None if g["objective"] in CODES else field_of({**g, "syx": transposed(g["syx"])}),
}


@pytest.mark.parametrize("flag", FIELDS)
def test_a_field_is_mistaken_as_the_flag_says(documents, flag):
    carrying = 0
    for test in cases_of(documents["family_field"]):
        wrong, said = FIELDS[flag](test["input"]), test["mistaken"].get(flag)
        carrying += said is not None
        if said is None:
            assert wrong is None or wrong == network_of(test["expected"]), test["id"]
            continue
        for found, named in zip(sum(wrong, []), sum(network_of(said), [])):
            for entries in zip(sum(found, []), sum(named, [])):
                assert abs(entries[0] - entries[1]) <= abs(entries[0]) / 10**19, test["id"]
    assert carrying > 5


def test_flags_that_are_exchanged_are_noticed(documents):
    spoilt = json.loads(json.dumps(documents["family_critical_time"]))
    for test in cases_of(spoilt):
        mistaken = test["mistaken"]
        if {"DecayDoubled", "DecayHalved"} <= mistaken.keys():
            mistaken["DecayDoubled"], mistaken["DecayHalved"] = mistaken["DecayHalved"], mistaken["DecayDoubled"]
    for flag in ("DecayDoubled", "DecayHalved"):
        with pytest.raises(AssertionError):
            test_a_time_is_mistaken_as_the_flag_says({"family_critical_time": spoilt}, flag)
