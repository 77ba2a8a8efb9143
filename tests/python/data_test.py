"""analyze and sample from Python: the program's documents, from files, arrays and tables with named columns."""

import csv
import json
from pathlib import Path

import numpy
import pytest
from inputs_test import FRAMES, Frame

import jepa_oracle

DATA = Path(__file__).resolve().parents[1] / "program" / "data"
PAIRS = DATA / "two-views.csv"
ASKED = dict(depth=6, epsilon="1e-3", resamples=40)
OPTIONS = ["--depth", "6", "--epsilon", "1e-3", "--resamples", "40"]


def pair_columns():
    with PAIRS.open() as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def views(columns):
    names = [name[2:] for name in columns if name.startswith("x_")]
    return names, *(numpy.column_stack([columns[f"{v}_{name}"] for name in names]) for v in "xy")


def numbers_of(document):
    """What does not depend on the names of columns."""
    return {key: document[key] for key in ("orders", "conflicts", "condition")}


def test_the_document_of_a_file_is_the_programs(program):
    assert jepa_oracle.analyze(PAIRS, **ASKED) == program("analyze", str(PAIRS), *OPTIONS)
    said = program("analyze", str(DATA / "digits.npz"), "--masking", "0.5", "--seed", "3", "--drop-constant", *OPTIONS)
    found = jepa_oracle.analyze(str(DATA / "digits.npz"), masking=0.5, seed=3, drop_constant=True, **ASKED)
    assert found == said


@FRAMES
def test_tables_in_memory_are_read_as_files_are(frame, program):
    columns = pair_columns()
    names, x, y = views(columns)
    said = program("analyze", str(PAIRS), *OPTIONS)
    framed = jepa_oracle.analyze(frame(columns), **ASKED)
    assert framed == said
    assert jepa_oracle.analyze(columns, **ASKED) == said
    two = jepa_oracle.analyze(frame(dict(zip(names, x.T))), frame(dict(zip(names, y.T))), **ASKED)
    assert two["columns"] == said["columns"]
    for document in (
        two,
        jepa_oracle.analyze(x, y, **ASKED),
        jepa_oracle.analyze({"x": x, "y": y}, **ASKED),
        jepa_oracle.analyze(x.tolist(), y.tolist(), **ASKED),
        jepa_oracle.analyze(numpy.stack([x, y], axis=1), **ASKED),
    ):
        assert numbers_of(document) == numbers_of(said)


def test_views_are_made_of_one_table(tmp_path, program):
    _, x, _ = views(pair_columns())
    numpy.save(tmp_path / "table.npy", x)
    for name, value in (("masking", "0.5"), ("lag", "2"), ("views", "0.25")):
        said = program("analyze", str(tmp_path / "table.npy"), f"--{name}", value, *OPTIONS)
        found = jepa_oracle.analyze(x, **{name: value}, **ASKED)
        assert found == said
        assert jepa_oracle.analyze(tmp_path / "table.npy", **{name: value}, **ASKED) == said


def test_files_beside_the_answer(tmp_path):
    jepa_oracle.analyze(PAIRS, problem=tmp_path / "found.json", plot=str(tmp_path / "found.svg"), **ASKED)
    assert (tmp_path / "found.svg").read_text().startswith("<?xml")
    problem = json.loads((tmp_path / "found.json").read_text())
    (jepa, _) = jepa_oracle.order(tmp_path / "found.json")
    assert jepa.features[-1] in {feature["name"] for feature in problem["features"]}
    with pytest.raises(OSError, match="nowhere"):
        jepa_oracle.analyze(PAIRS, problem=tmp_path / "nowhere" / "found.json", **ASKED)
    with pytest.raises(jepa_oracle.InvalidProblem):
        jepa_oracle.analyze(PAIRS, problem=tmp_path / "one", plot=tmp_path / "one", **ASKED)


@pytest.mark.parametrize(
    ("data", "y", "changes", "message"),
    [
        (PAIRS, None, dict(epsilon=-1), "^epsilon: "),
        (PAIRS, None, dict(masking=0.5, lag=1), "^masking: at most one of masking, lag and views makes the pairs"),
        (PAIRS, None, dict(resamples=5), "^resamples: 5 are too few"),
        (PAIRS, None, dict(centre="median"), '^centre: "median" is no point'),
        (numpy.eye(9), None, dict(lag=0), "^lag: 0 is not a whole number"),
        (numpy.eye(9), None, {}, "^data: is one table: pairs are two tables"),
        (numpy.zeros((9, 3, 2)), None, {}, r"^data: has shape \(9, 3, 2\): pairs have shape \(n, 2, d\)"),
        (numpy.zeros((9, 2, 2)), None, dict(lag=1), r"^data: has shape \(n, 2, d\), which are pairs already"),
        (numpy.zeros((2, 2, 2, 2)), None, dict(lag=1), "^data: has 4 dimensions"),
        (numpy.zeros((0, 2)), None, dict(lag=1), "^data: has no rows"),
        (numpy.eye(9), numpy.eye(8), {}, "x|y"),
        (Frame({"x_a": [1, 2], "y_b": [1, 2]}), None, {}, "^data: column x_a has no partner y_a"),
        (Frame({"a": [1.0, None, 2], "b": [1, 2, 5]}), None, dict(lag=1), "^data: has 1 value that is not finite, the "
         "first at row 1, column a: NaN"),
        (Frame({"a": [1.0, "red", 2], "b": [1, 2, 5]}), None, dict(lag=1), r"^data\[1\]\[0\]: 'red' is not a number"),
        ([[1, 2], [3]], None, dict(lag=1), r"^data\[1\]: has 1 entries where the first row has 2"),
    ],
    ids=lambda value: "" if isinstance(value, (numpy.ndarray, Frame)) else None,
)  # fmt: skip
def test_bad_data_is_refused(data, y, changes, message):
    with pytest.raises(jepa_oracle.InvalidProblem, match=message):
        jepa_oracle.analyze(data, y, **{**ASKED, **changes})


def test_a_missing_file_is_refused():
    with pytest.raises(jepa_oracle.InvalidProblem, match="nowhere.csv"):
        jepa_oracle.analyze("nowhere.csv", **ASKED)


def test_samples_are_the_programs(program):
    said = program("sample", "static", "--signal", "0.9,1", "--noise", "0.1,2.3", "--pairs", "5", "--basis",
                   "0.6,-0.8;0.8,0.6", "--seed", "4")  # fmt: skip
    basis = [["0.6", "-0.8"], ["0.8", "0.6"]]
    found = jepa_oracle.sample("static", signal=["0.9", 1], noise="0.1,2.3", pairs=5, basis=basis, seed=4)
    assert found == said
    assert numpy.array(found["pairs"], dtype=float).shape == (5, 4)
    said = program("sample", "dynamic", "--signal", "1", "--noise", "0.5", "--persistence", "-0.25", "--lag", "2",
                   "--pairs", "3", "--first", "7", "--law", "three-point")  # fmt: skip
    found = jepa_oracle.sample("dynamic", signal=1, noise=numpy.array([0.5]), persistence=-0.25, lag=2, pairs=3,
                               first=7, law="three-point")  # fmt: skip
    assert found == said


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        ("static", dict(signal=[1], pairs=2), "^noise: "),
        ("statics", dict(signal=[1], noise=[1], pairs=2), "statics"),
        ("static", dict(signal=[1], noise=[1, 2], pairs=2), "."),
        ("static", dict(signal=[-1], noise=[1], pairs=2), "."),
        ("static", dict(signal=[1], noise=[1], pairs=0), "^pairs: 0 is not a whole number"),
        ("static", dict(signal=[1], noise=[1], pairs=2, basis=[[1, 0], [1]]), "^basis: row 2 has 1 number"),
    ],
    ids=str,
)
def test_bad_models_are_refused(model, options, message):
    with pytest.raises(jepa_oracle.InvalidProblem, match=message):
        jepa_oracle.sample(model, **options)
