"""conform from Python: a command as the program judges it, and functions of this process."""

import json
import sys
from pathlib import Path

import numpy
import pytest

import jepa_oracle

SUBJECTS = Path(__file__).resolve().parents[1] / "subjects"
FIELD = "Gradient.JepaFieldIsFrozenTargetDerivative"


def chain(matrices, size):
    result = numpy.eye(size)
    for matrix in matrices:
        result = matrix @ result
    return result


def field(objective, layers, top, sxx, syx):
    """dW_a/dt = -(W_L ... W_(a+1))' V' R (W_(a-1) ... W_1)', dV/dt = -R E'."""
    encoder = chain(layers, sxx.shape[0])
    residual = top @ encoder @ sxx - (encoder @ syx if objective == "jepa" else syx)
    above = [chain(layers[a + 1 :], layers[a].shape[0]) for a in range(len(layers))]
    below = [chain(layers[:a], sxx.shape[0]) for a in range(len(layers))]
    return [-(up.T @ top.T @ residual @ down.T) for up, down in zip(above, below)], -residual @ encoder.T


def without_stop_gradient(objective, layers, top, sxx, syx):
    """The gradient of the whole loss at syy = sxx, at depth 1."""
    found, direction = field(objective, layers, top, sxx, syx)
    if objective == "jepa" and len(layers) == 1:
        found[0] = found[0] + top @ layers[0] @ syx.T - layers[0] @ sxx
    return found, direction


def without_run(report):
    return {key: value for key, value in report.items() if key != "run"}


def test_a_command_is_judged_as_the_program_does(program, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(jepa_oracle.__file__).parents[1]))
    words = [sys.executable, "-B", str(SUBJECTS / "numpy_subject.py")]
    seen = []
    options = dict(cases=3, seed=5, progress=lambda done, total: seen.append((done, total)))
    found = jepa_oracle.conform(words, ["Gradient", "Descent.TrajectoryIsRepeatedSteps"], **options)
    said = program("conform", "--subject", " ".join(words), "--claim", "Gradient", "--claim",
                   "Descent.TrajectoryIsRepeatedSteps", "--cases", "3", "--seed", "5")  # fmt: skip
    assert without_run(found) == without_run(said)
    assert found["conforms"] and seen[-1][0] == seen[-1][1] == len(seen)


def test_a_right_function_conforms_and_a_wrong_one_is_named():
    right = jepa_oracle.conform(field, "Gradient", cases=5, name="mine", version="7")
    assert right["conforms"] and (right["subject"]["name"], right["subject"]["version"]) == ("mine", "7")
    assert right["run"]["command"] == "functions of this process"
    wrong = jepa_oracle.conform(without_stop_gradient, FIELD, cases=5)
    assert not wrong["conforms"] and wrong["claims"][0]["standing"] == "fails"
    assert wrong["subject"]["name"] == "without_stop_gradient"


def test_functions_by_name_and_known_failures(tmp_path):
    def time(objective, depth, lambda_, rho, epsilon, fraction, time):
        return 7 * jepa_oracle.critical_time(
            objective, depth=depth, lambda_=lambda_, rho=rho, epsilon=epsilon, fraction=fraction, time=time
        )

    functions = {"field": field, "critical_time": time}
    claim = "CriticalTime.JepaClosedForm"
    assert jepa_oracle.conform(functions, claim, cases=2)["claims"][0]["standing"] == "fails"
    known = {
        "format": "jepa-oracle/known-failures/1",
        "failures": [{"claim": claim, "reason": "our time is sevenfold"}],
    }
    (tmp_path / "known.json").write_text(json.dumps(known))
    for given in (known, json.dumps(known), tmp_path / "known.json", str(tmp_path / "known.json")):
        judged = jepa_oracle.conform(functions, [claim, FIELD], cases=2, known_failures=given)
        assert judged["conforms"], given
        assert {c["id"]: c["standing"] for c in judged["claims"]} == {claim: "known failure", FIELD: "conforms"}


def test_a_function_that_raises_gives_no_answer_and_interrupts_end_the_run():
    def raises(objective, layers, top, sxx, syx):
        raise RuntimeError("out of memory")

    (judged,) = jepa_oracle.conform(raises, FIELD, cases=1)["claims"]
    assert judged["standing"] == "error" and "out of memory" in judged["why"]

    def leaves(objective, layers, top, sxx, syx):
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        jepa_oracle.conform(leaves, FIELD, cases=1)

    class Enough(Exception):
        pass

    def stop(done, total):
        raise Enough

    with pytest.raises(Enough):
        jepa_oracle.conform(field, FIELD, cases=1, progress=stop)


def test_a_command_that_is_none_is_an_error_of_the_subject():
    answer = jepa_oracle.conform("exit 5", FIELD, cases=1)
    assert answer["standing"] == "error" and "exit code 5" in answer["why"]


@pytest.mark.parametrize(
    ("subject", "options", "error", "message"),
    [
        (field, dict(claim="Nothing"), ValueError, "^claim: "),
        (field, dict(cases=-1), ValueError, "^cases: "),
        (field, dict(jobs=2), ValueError, "^jobs: functions in this process"),
        ("cat", dict(seconds=0), ValueError, "^seconds: "),
        (field, dict(known_failures={"format": "x"}), ValueError, "format"),
        ({"gradient": field}, {}, TypeError, "^subject: unknown method 'gradient'; expected one of field"),
        ({"field": 7}, {}, TypeError, "^subject: field is not a function"),
        (7, {}, TypeError, "^subject: int is not a subject; expected a command, a function"),
    ],
    ids=str,
)
def test_what_cannot_be_judged_is_refused(subject, options, error, message):
    with pytest.raises(error, match=message):
        jepa_oracle.conform(subject, **{"claim": FIELD, **options})
