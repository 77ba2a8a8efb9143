"""The reader passes what is right and names the mistake of what is not."""

import importlib.util
import json
import sys
from fractions import Fraction

import check_subject
import numpy
import pytest
from conftest import SOURCE, cases_of

import jepa_oracle

SUBJECT = SOURCE / "tests" / "subjects" / "numpy_subject.py"
# What an implementation of growth alone does not know: inputs, and flags of edge cases.
BEYOND_GROWTH = {"level", "variance", "Decay", "FromAbove", "AtLimit", "NoTime"}


def field(objective, layers, top, sxx, syx):
    return jepa_oracle.field(objective, layers, top, sxx, syx)


def descend(objective, layers, top, sxx, syx, rate, steps):
    yield layers, top
    for _ in range(steps):
        directions, top_direction = field(objective, layers, top, sxx, syx)
        layers = [layer + rate * direction for layer, direction in zip(layers, directions)]
        top = top + rate * top_direction
        yield layers, top


RIGHT = {
    "critical_time": jepa_oracle.critical_time,
    "amplitude": jepa_oracle.amplitude,
    "field": field,
    "descend": descend,
}


def test_a_right_implementation_passes(vectors):
    assert check_subject.check(vectors, RIGHT, numpy.array) == []


@pytest.mark.skipif(not SUBJECT.exists(), reason="the NumPy subject is not in this tree")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_numpy_subject_passes(vectors, dtype):
    spec = importlib.util.spec_from_file_location("numpy_subject", SUBJECT)
    subject = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(subject)
    functions = {"field": subject.field, "descend": subject.descend}
    if dtype == "float64":
        functions.update(critical_time=subject.critical_time, amplitude=subject.amplitude)
    unit = Fraction(1, 2**53) if dtype == "float64" else Fraction(1, 2**24)

    def array(rows):
        return numpy.array(rows, dtype=dtype)

    assert check_subject.check(vectors, functions, array, unit, skip=BEYOND_GROWTH) == []


def other(objective):
    return "mae" if objective == "jepa" else "jepa"


def scaled(factor):
    def mistaken(*arguments):
        layers, top = field(*arguments)
        return [factor * layer for layer in layers], factor * top

    return mistaken


def frozen_target(objective, layers, top, sxx, syx, rate, steps):
    """JEPA on the encoder before training: mae of the data E_0 y, which is syx replaced in the residual."""
    target = layers[0]
    for layer in layers[1:]:
        target = layer @ target
    yield layers, top
    for _ in range(steps):
        if objective == "mae":
            directions, top_direction = field(objective, layers, top, sxx, syx)
        else:
            code = layers[0]
            for layer in layers[1:]:
                code = layer @ code
            residual = top @ code @ sxx - target @ syx
            top_direction = -residual @ code.T
            directions = []
            for a in range(len(layers)):
                above, below = top, numpy.eye(len(sxx))
                for layer in reversed(layers[a + 1 :]):
                    above = above @ layer
                for layer in layers[:a]:
                    below = layer @ below
                directions.append(-above.T @ residual @ below.T)
        layers = [layer + rate * direction for layer, direction in zip(layers, directions)]
        top = top + rate * top_direction
        yield layers, top


def predictor_last(objective, layers, top, sxx, syx, rate, steps):
    yield layers, top
    for _ in range(steps):
        directions, _ = field(objective, layers, top, sxx, syx)
        layers = [layer + rate * direction for layer, direction in zip(layers, directions)]
        top = top + rate * field(objective, layers, top, sxx, syx)[1]
        yield layers, top


def transposed_first(*arguments):
    layers, top = field(*arguments)
    return [layers[0].T, *layers[1:]], top


def time_with(**changes):
    """Critical times of a problem that is changed first; None where the change leaves no time."""

    def mistaken(**given):
        return jepa_oracle.critical_time(**{**given, **{key: change(given) for key, change in changes.items()}})

    return mistaken


def exact_power(key):
    return lambda given: Fraction(given[key]) ** given["depth"] if key in given else None


MISTAKES = [
    ("critical_time", "PaperTime", lambda **g: jepa_oracle.critical_time(**{**g, "time": "paper"})),
    ("critical_time", "LossWithoutHalf", lambda **g: (t := jepa_oracle.critical_time(**g)) and t / 2),
    ("critical_time", "ObjectivesSwapped", time_with(objective=lambda g: other(g["objective"]))),
    ("critical_time", "DepthOffByOne", time_with(depth=lambda g: g["depth"] + 1)),
    ("critical_time", "EpsilonPerLayer", time_with(epsilon_of=lambda g: "layer")),
    ("critical_time", "FractionOfLayer", time_with(fraction=exact_power("fraction"))),
    ("amplitude", "PaperTime", lambda **g: jepa_oracle.amplitude(**{**g, "time": "paper"})),
    ("amplitude", "LayerForEncoder", lambda **g: jepa_oracle.amplitude(**g, of="layer")),
    ("amplitude", "LossWithoutHalf", lambda **g: jepa_oracle.amplitude(**{**g, "at": 2 * g["at"]})),
    ("amplitude", "ObjectivesSwapped", lambda **g: jepa_oracle.amplitude(**{**g, "objective": other(g["objective"])})),
    ("field", "LossWithoutHalf", scaled(2)),
    ("field", "GradientAscent", scaled(-1)),
    ("field", "SyxTransposed", lambda o, l, v, sxx, syx: field(o, l, v, sxx, syx.T)),
    ("field", "SxxIgnored", lambda o, l, v, sxx, syx: field(o, l, v, numpy.eye(len(sxx)), syx)),
    ("field", "FirstLayerTransposed", transposed_first),
    ("field", "MeanOverOutputs", lambda o, l, v, sxx, syx: scaled(1 / len(v))(o, l, v, sxx, syx)),
    ("descend", "LossWithoutHalf", lambda **g: descend(**{**g, "rate": 2 * g["rate"]})),
    ("descend", "FirstStepLost", lambda **g: descend(**{**g, "steps": g["steps"] - 1})),
    ("descend", "PredictorLast", predictor_last),
    ("descend", "FrozenTarget", frozen_target),
    ("descend", "SyxTransposed", lambda **g: descend(**{**g, "syx": g["syx"].T})),
]


def is_answerable(wrong):
    return wrong is not None and max(abs(number) for number in check_subject.numbers(wrong)) < sys.float_info.max


@pytest.mark.parametrize("family, flag, mistaken", MISTAKES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_mistaken_implementation_is_exposed_by_its_flag(vectors, documents, family, flag, mistaken):
    function = mistaken
    if family == "field":
        function = lambda objective, layers, top, sxx, syx: mistaken(objective, layers, top, sxx, syx)  # noqa: E731
    failures = check_subject.check(vectors, {family: function}, numpy.array)
    assert failures
    suspects = check_subject.suspects(failures)
    assert suspects and suspects[0][0] == flag, suspects
    # Every test that carries the flag exposes it, unless its mistaken answer is beyond the doubles.
    carrying = {test["id"] for test in cases_of(documents[family]) if is_answerable(test["mistaken"].get(flag))}
    assert carrying <= {test["id"] for test, named in failures if flag in named}


def test_what_is_not_a_number_fails_without_a_suspect(vectors):
    failures = check_subject.check(vectors, {"critical_time": lambda **given: float("nan")})
    assert failures and check_subject.suspects(failures) == []


def test_the_module_refuses_every_invalid_input_in_the_words_of_the_file(documents):
    for test in cases_of(documents["invalid"]):
        given = {"lambda_" if key == "lambda" else key: value for key, value in test["input"].items()}
        for key in ("influential", "noisy"):
            if key in given:
                given[key] = (given[key]["lambda"], given[key]["rho"])
        with pytest.raises(jepa_oracle.InvalidProblem) as raised:
            getattr(jepa_oracle, test["function"])(**given)
        rule = test["rule"]
        if test["flags"] != ["NotFinite"] or test["function"] != "field":
            # critical_time knows LeJEPA, too, which is no objective of the vectors.
            said = raised.value.rule.removesuffix(", lejepa")
            assert (raised.value.where, said) == (rule["where"], rule["message"]), json.dumps(given)
