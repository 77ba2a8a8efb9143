"""The reader with every objective, several layers on top and weight decay: passes what is right, names what is not."""

import importlib.util
import json
import sys

import check_subject
import numpy
import pytest
from conftest import SOURCE, cases_of

import jepa_oracle

SUBJECT = SOURCE / "tests" / "subjects" / "family_subject.py"
CODES = ("spectral-contrastive", "barlow-twins")
# What an implementation of predictors and decoders of one layer without decay does not know.
BEYOND_ONE_LAYER = {"top_depth", "top_layers", "weight_decay", *CODES}


def moved(weights, directions, rate):
    if weights is None:
        return None
    if isinstance(weights, list):
        return [moved(layer, direction, rate) for layer, direction in zip(weights, directions)]
    return weights + rate * directions


def descending(field):
    def descend(objective, layers, top, sxx, syx, rate, steps, **decay):
        yield layers, top
        for _ in range(steps):
            directions, top_direction = field(objective, layers, top, sxx, syx, **decay)
            layers, top = moved(layers, directions, rate), moved(top, top_direction, rate)
            yield layers, top

    return descend


RIGHT = {
    "family_critical_time": jepa_oracle.critical_time,
    "family_amplitude": jepa_oracle.amplitude,
    "family_field": jepa_oracle.field,
    "family_descend": descending(jepa_oracle.field),
}


def test_a_right_implementation_passes(vectors):
    assert check_subject.check(vectors, RIGHT, numpy.array) == []


@pytest.fixture
def subject():
    spec = importlib.util.spec_from_file_location("family_subject", SUBJECT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.MISTAKE = ""
    return module


def check_networks(vectors, subject):
    functions = {"family_field": subject.field, "family_descend": descending(subject.field)}
    return check_subject.check(vectors, functions, numpy.array)


def test_the_numpy_subject_passes(vectors, subject):
    assert check_networks(vectors, subject) == []


@pytest.mark.parametrize("mistake, flag", [
    ("missing-predictor-layer", "MissingPredictorLayer"),
    ("barlow-unsymmetrised", "BarlowUnsymmetrised"),
    ("published-loss-factor-four", "PublishedLossFactorFour"),
    ("weight-decay-ignored", "WeightDecayIgnored"),
    ("decay-doubled", "DecayDoubled"),
    ("decay-on-encoder-only", "DecayOnEncoderOnly"),
])
def test_the_mistakes_of_the_numpy_subject_are_named(vectors, subject, mistake, flag):
    subject.MISTAKE = mistake
    failures = check_networks(vectors, subject)
    assert failures and check_subject.suspects(failures)[0][0] == flag
    # No other explains as many: those of the code, of decay and of chains do not look like each other.
    counts = check_subject.suspects(failures)
    assert len(counts) == 1 or counts[0][1] > counts[1][1]


def time_with(**changes):
    """Critical times of a problem that is changed first."""

    def mistaken(**given):
        changed = {**given, **{key: change(given) for key, change in changes.items()}}
        return jepa_oracle.critical_time(**{key: value for key, value in changed.items() if value is not None})

    return mistaken


def top_depth(change):
    """Another number of layers on top, where there is a top."""
    return lambda g: None if g["objective"] in CODES else change(g.get("top_depth", 1))


def decay(factor):
    return lambda g: factor * g["weight_decay"] if "weight_decay" in g else None


def decay_in_variance(**given):
    extra = given.pop("weight_decay", 0)
    variance = given.pop("variance", None) or given["lambda_"] / given.pop("rho")
    return jepa_oracle.critical_time(**given, variance=variance + extra)


def published_losses(**given):
    """Losses of the code that are four times as large: times are a quarter, of decays that count for a quarter."""
    if given["objective"] not in CODES:
        return jepa_oracle.critical_time(**given)
    less = {"weight_decay": given["weight_decay"] / 4} if "weight_decay" in given else {}
    time = jepa_oracle.critical_time(**{**given, **less})
    return None if time is None else time / 4


def whitened(**given):
    if given["objective"] != "barlow-twins" or given["lambda_"] <= 0 or "weight_decay" in given:
        return jepa_oracle.critical_time(**given)
    return jepa_oracle.critical_time(**{**given, "lambda_": given["rho"]})


MISTAKES = [
    ("PredictorDepthIgnored", time_with(top_depth=top_depth(lambda m: 1))),
    ("PredictorDepthOffByOne", time_with(top_depth=top_depth(lambda m: m + 1))),
    ("WeightDecayIgnored", time_with(weight_decay=decay(0))),
    ("DecayDoubled", time_with(weight_decay=decay(2))),
    ("DecayHalved", time_with(weight_decay=decay(0.5))),
    ("DecayScalesVariance", decay_in_variance),
    ("PublishedLossFactorFour", published_losses),
    ("BarlowUsesRho", whitened),
]


def is_answerable(wrong):
    return wrong is not None and max(map(abs, check_subject.numbers(wrong))) < sys.float_info.max


@pytest.mark.parametrize("flag, mistaken", MISTAKES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_mistaken_time_is_exposed_by_its_flag(vectors, documents, flag, mistaken):
    failures = check_subject.check(vectors, {"family_critical_time": mistaken})
    assert failures and check_subject.suspects(failures)[0][0] == flag
    tests = cases_of(documents["family_critical_time"])
    carrying = {test["id"] for test in tests if is_answerable(test["mistaken"].get(flag))}
    assert carrying and carrying <= {test["id"] for test, named in failures if flag in named}


def test_a_reader_of_one_layer_skips_what_it_does_not_know(vectors):
    """A function without the new arguments is asked nothing that has them, and is right where it is asked."""

    def one_layer(objective, depth, lambda_, epsilon, time, rho=None, variance=None, fraction=None, level=None):
        return jepa_oracle.critical_time(objective, depth=depth, lambda_=lambda_, epsilon=epsilon, time=time, rho=rho,
                                         variance=variance, fraction=fraction, level=level)

    functions = {"critical_time": one_layer, "family_critical_time": one_layer}
    assert check_subject.check(vectors, functions, skip=BEYOND_ONE_LAYER) == []
    with pytest.raises(TypeError, match="top_depth"):
        check_subject.check(vectors, functions)


def test_a_wrong_vector_fails_a_right_implementation(vectors, tmp_path):
    """One digit of what is expected, and a mistake called by another flag."""
    document = json.loads((vectors / "family_field.json").read_text())
    test = next(test for test in cases_of(document) if "weight_decay" in test["input"])
    entry = test["expected"]["layers"][0][0]
    entry[0] = str(float(entry[0]) * (1 + 1e-9))
    flags = list(test["mistaken"])
    test["mistaken"] = dict(zip(flags, [test["mistaken"][flag] for flag in [*flags[1:], flags[0]]]))
    (tmp_path / "family_field.json").write_text(json.dumps(document))
    failures = check_subject.check(tmp_path, {"family_field": jepa_oracle.field}, numpy.array)
    assert [failed["id"] for failed, _ in failures] == [test["id"]]

    def without_decay(*arguments, weight_decay=0, **named):
        return jepa_oracle.field(*arguments, **named)

    failures = check_subject.check(tmp_path, {"family_field": without_decay}, numpy.array)
    named = {failed["id"]: flags for failed, flags in failures}
    assert "WeightDecayIgnored" not in named[test["id"]]
    assert all("WeightDecayIgnored" in flags for id_, flags in named.items() if id_ != test["id"])


def test_the_module_refuses_every_invalid_input_in_the_words_of_the_file(documents):
    for test in cases_of(documents["family_invalid"]):
        given = {"lambda_" if key == "lambda" else key: value for key, value in test["input"].items()}
        for key in ("influential", "noisy"):
            if key in given:
                given[key] = (given[key]["lambda"], given[key]["rho"])
        if test["function"] == "field":
            given["top"] = given.pop("top_layers")
        with pytest.raises(jepa_oracle.InvalidProblem) as raised:
            getattr(jepa_oracle, test["function"])(**given)
        rule = test["rule"]
        # critical_time knows LeJEPA, too, which is no objective of the vectors.
        said = raised.value.rule.removesuffix(", lejepa")
        assert (raised.value.where, said) == (rule["where"], rule["message"]), json.dumps(given)
