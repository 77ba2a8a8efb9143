"""The claims and the run that decides them: the documents of the program, from within Python."""


import pytest

import jepa_oracle


def without_run(report):
    return {key: value for key, value in report.items() if key != "run"}


def test_claims_are_those_of_the_program(program):
    assert jepa_oracle.claims() == program("claims")
    assert jepa_oracle.claims("Ordering.ConflictWindow") == program("claims", "Ordering.ConflictWindow")
    families = jepa_oracle.claims(["Balance", "Ordering.GreedyRank", "Balance"])["claims"]
    ids = [claim["id"] for claim in families]
    assert len(ids) == len(set(ids)) and {i.split(".")[0] for i in ids} == {"Balance", "Ordering"}


def test_a_run_is_that_of_the_program(program):
    names = ["CriticalTime.JepaClosedForm", "Balance", "Misreading.MeanSquaredErrorCalledJepa"]
    said = program("verify", "--cases", "5", "--seed", "7", *[part for name in names for part in ("--claim", name)])
    seen = []
    report = jepa_oracle.verify(names, cases=5, seed=7, jobs=2, progress=lambda done, total: seen.append((done, total)))
    assert without_run(report) == without_run(said)
    assert report["run"].keys() == said["run"].keys()
    count = len(report["claims"])
    assert seen == [(i + 1, count) for i in range(count)]
    assert all(claim["as_expected"] for claim in report["claims"])


def test_one_instance_is_decided(program):
    (claim,) = jepa_oracle.claims("Ordering.ConflictWindow")["claims"]
    decided = jepa_oracle.verify("Ordering.ConflictWindow", instance=claim["witness"])
    assert decided["verdict"] == "holds" and decided["claim"] == "Ordering.ConflictWindow"
    assert decided["instance"] == claim["witness"]


def test_theorems_are_named():
    (claim,) = jepa_oracle.verify("Ordering.ConflictWindow", cases=0)["claims"]
    assert claim["theorems"] and claim["evidence"].endswith(", formal")


def test_an_exception_in_progress_ends_the_run():
    class Enough(Exception):
        pass

    seen = []

    def stop(done, total):
        seen.append(done)
        raise Enough

    with pytest.raises(Enough):
        jepa_oracle.verify("Balance", cases=1, progress=stop)
    assert seen == [1]


@pytest.mark.parametrize(
    "changes, options",
    [
        (dict(claim="Nothing"), ["--claim", "Nothing"]),
        (dict(cases="-1"), ["--cases=-1"]),
        (dict(cases="1.5"), ["--cases", "1.5"]),
        (dict(seed="x"), ["--seed", "x"]),
        (dict(jobs="0"), ["--jobs", "0"]),
    ],
    ids=str,
)
def test_bad_runs_give_the_message_of_the_program(changes, options, program):
    with pytest.raises(jepa_oracle.InvalidProblem) as raised:
        jepa_oracle.verify(**changes)
    assert str(raised.value) == program("verify", *options)


@pytest.mark.parametrize(
    "claim, instance, message",
    [
        ("Ordering", {"depth": 1}, "^instance: needs exactly one claim"),
        (None, {"depth": 1}, "^instance: needs exactly one claim"),
        ("Ordering.ConflictWindow", {"depth": 1}, "."),
        ("Ordering.ConflictWindow", {"colour": 1}, "."),
    ],
    ids=str,
)
def test_bad_instances_are_refused(claim, instance, message):
    with pytest.raises(jepa_oracle.InvalidProblem, match=message):
        jepa_oracle.verify(claim, instance=instance)
