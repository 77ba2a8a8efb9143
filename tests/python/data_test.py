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
    jepa_oracle.analyze(PAIRS, write_problem=tmp_path / "found.json", plot=str(tmp_path / "found.svg"), **ASKED)
    assert (tmp_path / "found.svg").read_text().startswith("<?xml")
    problem = json.loads((tmp_path / "found.json").read_text())
    (jepa, _) = jepa_oracle.order(tmp_path / "found.json")
    assert jepa.features[-1] in {feature["name"] for feature in problem["features"]}
    with pytest.raises(OSError, match="nowhere"):
        jepa_oracle.analyze(PAIRS, write_problem=tmp_path / "nowhere" / "found.json", **ASKED)
    with pytest.raises(jepa_oracle.InvalidProblem):
        jepa_oracle.analyze(PAIRS, write_problem=tmp_path / "one", plot=tmp_path / "one", **ASKED)


def test_a_problem_of_other_origin_is_not_overwritten(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text("{}")
    with pytest.raises(OSError, match="exists and is not a problem that analyze wrote"):
        jepa_oracle.analyze(PAIRS, write_problem=path, **ASKED)
    assert path.read_text() == "{}"
    jepa_oracle.analyze(PAIRS, write_problem=path, force=True, **ASKED)
    assert json.loads(path.read_text())["format"] == "jepa-oracle/problem/1"
    with pytest.raises(jepa_oracle.InvalidProblem, match="^force: goes with write_problem$"):
        jepa_oracle.analyze(PAIRS, force=True, **ASKED)


@pytest.mark.parametrize(
    ("data", "y", "changes", "message"),
    [
        (PAIRS, None, dict(epsilon=-1), "^epsilon: "),
        (PAIRS, None, dict(masking=0.5, lag=1), "^masking: give at most one of masking, lag and views"),
        (PAIRS, None, dict(resamples=5), "^resamples: 5 are too few"),
        (PAIRS, None, dict(centre="median"), '^centre: unknown centre "median"'),
        (numpy.eye(9), None, dict(lag=0), "^lag: 0 is not a whole number"),
        (numpy.eye(9), None, {}, "^data: is one table; expected pairs: two tables"),
        (numpy.zeros((9, 3, 2)), None, {}, r"^data: has shape \(9, 3, 2\); expected \(n, 2, d\)"),
        (numpy.zeros((9, 2, 2)), None, dict(lag=1), r"^data: has shape \(n, 2, d\), which are pairs already"),
        (numpy.zeros((2, 2, 2, 2)), None, dict(lag=1), r"^data: has shape \(n, 2, d\), which are pairs already"),
        (numpy.zeros(()), None, dict(lag=1), r"^data: has shape \(\)"),
        (numpy.zeros((9, 2), complex), None, dict(lag=1), r"^data\[0\]\[0\]: '0j' is not a number"),
        (numpy.zeros((9, 2), "M8[s]"), None, dict(lag=1), r"^data\[0\]\[0\]: '1970.*' is not a number"),
        (numpy.zeros(9, [("a", float)]), None, dict(lag=1), "^data: "),
        (numpy.zeros((0, 2)), None, dict(lag=1), r"^data: is an empty array of shape \(0, 2\)"),
        (numpy.eye(9), numpy.eye(8), {}, "x|y"),
        (Frame({"x_a": [1, 2], "y_b": [1, 2]}), None, {}, "^data: column x_a has no partner y_a"),
        (Frame({"a": [1.0, None, 2], "b": [1, 2, 5]}), None, dict(lag=1), "^data: has 1 value that is not finite, the "
         "first at row 1, column a: NaN"),
        (Frame({"a": [1.0, "red", 2], "b": [1, 2, 5]}), None, dict(lag=1),
         "^data: row 1, column a: 'red' is not a number; columns chooses which columns are read"),
        ({"a": [1, 2, 3], "b": [1, 2]}, None, dict(lag=1), "^data: has columns of different lengths: 2, 3"),
        ({"a": [[1, 2], [3, 4]]}, None, dict(lag=1), "^data: row 0, column a: "),
        ({}, None, dict(lag=1), "^data: has no columns"),
        ({"a": [1, 2, 3], "": [1, 2, 3]}, None, dict(lag=1), "^data: column 2 has no name"),
        ({1: [1, 2, 3], "1": [1, 2, 4]}, None, dict(lag=1), '^data: duplicate column name "1"'),
        ({"a": [1, 2, 3], "b": [1, 2, 4]}, None, dict(lag=1, columns=""), "^columns: is empty; expected a value"),
        (numpy.eye(9), None, dict(masking=""), "^masking: is empty; expected a value"),
        ({"a": [1, 2, 3], "b": [1, 2, 4]}, None, dict(lag=1, columns="a,,b"), '^columns: "a,,b" has an empty entry'),
        ({"a": [1, 2, 3], "b": [1, 2, 4]}, None, dict(lag=1, columns=["c"]),
         '^columns: "c" matches no column of data, which has a, b'),
        ({"a": [1, 2, 3], "b": [1, 2, 4]}, None, dict(lag=1, columns="!a,!b"), "^columns: selects no column of data"),
        ({"a,b": [1, 2, 3]}, None, dict(lag=1, columns=["a,b"]), r'^columns\[0\]: "a,b" holds a comma'),
        (numpy.eye(9), None, dict(lag=1, columns="9"), '^columns: "9" matches no column of data, which has 0, 1'),
        (PAIRS, None, dict(columns="x_edge"), '^columns: "x_edge" matches no column of '),
        ({"a": [numpy.inf, 2, 3, 5]}, None, dict(lag=1, drop_missing=True), "^data: has 1 value that is not finite"),
        ([[1, 2], [3, "NA"], [0, 1]], None, dict(lag=1), r"^data\[1\]\[1\]: 'NA' is not a number"),
        ([[1, 2], [3, "1_0"], [0, 1]], None, dict(lag=1), r"^data\[1\]\[1\]: '1_0' is not a number"),
        (Frame({"a": [1, 2, 4], "b": [2, 1, 7]}), Frame({"b": [1, 2, 4], "c": [2, 1, 7]}), {},
         "^y: has no column a, and x has: x and y have the same columns"),
        ([[1, 2], [3]], None, dict(lag=1), r"^data\[1\]: has 1 entries where the first row has 2"),
    ],
    ids=lambda value: "" if isinstance(value, (numpy.ndarray, Frame)) else None,
)  # fmt: skip
def test_bad_data_is_refused(data, y, changes, message):
    with pytest.raises(jepa_oracle.InvalidProblem, match=message):
        jepa_oracle.analyze(data, y, **{**ASKED, **changes})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(drop_missing="no"), "^drop_missing: str is not True or False"),
        (dict(standardise=1), "^standardise: int is not True or False"),
        (dict(drop_constant=None), "^drop_constant: NoneType is not True or False"),
        (dict(columns=3), "^columns: int is not a list of names"),
        (dict(columns=["edge", 3]), r"^columns\[1\]: int is not a name"),
    ],
    ids=str,
)
def test_options_of_a_wrong_type_are_refused(options, message):
    with pytest.raises(TypeError, match=message):
        jepa_oracle.analyze(PAIRS, **ASKED, **options)
    with pytest.raises(TypeError, match="^data: int is not a table"):
        jepa_oracle.analyze(7, lag=1, **ASKED)
    with pytest.raises(TypeError, match="^data: set is not a table"):
        jepa_oracle.analyze({1, 2}, lag=1, **ASKED)
    with pytest.raises(TypeError, match="^data: column a: dict is not a list of numbers"):
        jepa_oracle.analyze({"a": {0: 1, 1: 2}}, lag=1, **ASKED)


@FRAMES
def test_columns_are_chosen_as_the_program_chooses_them(frame, program):
    columns = {**pair_columns(), "x_word": ["red"] * 400, "y_word": ["blue"] * 400, "note": ["none"] * 400}
    said = program("analyze", str(PAIRS), "--columns", "edge,s*", *OPTIONS)
    assert said["columns"] == ["edge", "shape"]
    for choice in ("edge,s*", ["edge", "s*"], ("s*", "edge"), numpy.array(["edge", "shape"]), "!colour,!noise"):
        assert jepa_oracle.analyze(PAIRS, columns=choice, **ASKED)["columns"] == said["columns"]
    found = jepa_oracle.analyze(frame(columns), columns="edge,s*", **ASKED)
    assert numbers_of(found) == numbers_of(said)
    assert found["columns"] == said["columns"]
    assert found["ignored"] == [name for name in columns if name[2:] not in ("edge", "shape")]
    names, x, y = views(pair_columns())
    numbers = ",".join(str(names.index(name)) for name in ("edge", "shape"))
    for data in (x, y), (numpy.stack([x, y], axis=1), None):
        assert numbers_of(jepa_oracle.analyze(*data, columns=numbers, **ASKED)) == numbers_of(said)
    # One table, and words beside the numbers; the index that pandas wrote is not read.
    table = {"Unnamed: 0": range(400), "word": columns["x_word"], **dict(zip(names, x.T))}
    found = jepa_oracle.analyze(frame(table), masking="0.5", columns="!word", **ASKED)
    assert found["ignored"] == ["the first column, an index without a name", "word"]
    assert numbers_of(found) == numbers_of(jepa_oracle.analyze(x, masking="0.5", **ASKED))


@FRAMES
def test_missing_values_are_left_out_as_the_program_leaves_them_out(frame, tmp_path, program):
    columns = pair_columns()
    gaps = {("x_edge", 3): None, ("y_edge", 3): numpy.nan, ("y_colour", 17): "NA", ("x_noise", 40): ""}
    for (name, row), gap in gaps.items():
        columns[name][row] = gap
    with (tmp_path / "gaps.csv").open("w") as file:
        csv.writer(file).writerows([list(columns), *zip(*columns.values())])
    said = program("analyze", str(tmp_path / "gaps.csv"), "--drop-missing", *OPTIONS)
    assert said["left_out"] == 3
    assert jepa_oracle.analyze(frame(columns), drop_missing=True, **ASKED) == said
    assert jepa_oracle.analyze(tmp_path / "gaps.csv", drop_missing=numpy.bool_(True), **ASKED) == said
    names, _, _ = views(columns)
    lists = [[list(row) for row in zip(*(columns[f"{v}_{name}"] for name in names))] for v in "xy"]
    assert numbers_of(jepa_oracle.analyze(*lists, drop_missing=True, **ASKED)) == numbers_of(said)
    masked = numpy.ma.masked_array(*zip(*[([0.0, 1.0], [row == 2, False]) for row in range(9)]))
    with pytest.raises(jepa_oracle.InvalidProblem, match=r"^data: has 1 value that is not finite, the first at \[2, 0\]: NaN"):
        jepa_oracle.analyze(masked, lag=1, **ASKED)


def test_units_are_taken_out_as_the_program_takes_them_out(tmp_path, program):
    columns = {name: [1000 * v if name[2:] == "edge" else v for v in column] for name, column in pair_columns().items()}
    names, x, y = views(columns)
    numpy.save(tmp_path / "pairs.npy", numpy.stack([x, y], axis=1))
    numpy.save(tmp_path / "x.npy", x)
    said = program("analyze", str(tmp_path / "pairs.npy"), "--standardise", *OPTIONS)
    plain = jepa_oracle.analyze(columns, **ASKED)
    assert "standardise" in plain["warnings"][0] and plain["divided_by"] is None
    found = jepa_oracle.analyze(columns, standardise=True, **ASKED)
    assert list(found["divided_by"]) == names and found["warnings"] == []
    assert numbers_of(found) == numbers_of(said)
    said = program("analyze", str(tmp_path / "x.npy"), "--lag", "1", "--standardise", *OPTIONS)
    assert jepa_oracle.analyze(x, lag=1, standardise=True, **ASKED) == said


def test_images_are_read_as_the_program_reads_them(tmp_path, program):
    _, x, y = views(pair_columns())
    images = numpy.concatenate([x, y**2 + x], axis=1).reshape(400, 4, 2)[:, :3].astype(numpy.float32)
    numpy.save(tmp_path / "images.npy", images)
    said = program("analyze", str(tmp_path / "images.npy"), "--masking", "0.5", *OPTIONS)
    assert said["reshaped"] != []
    for given in (images, numpy.asfortranarray(images), images.tolist(), [list(image) for image in images]):
        found = jepa_oracle.analyze(given, masking="0.5", **ASKED)
        assert {**found, "reshaped": []} == {**said, "reshaped": []}
        assert found["reshaped"] == ["data: shape (400, 3, 2) as (400, 6): the last 2 axes are flattened"]


@FRAMES
def test_partners_are_found_by_name(frame):
    names, x, y = views(pair_columns())
    first = frame(dict(zip(names, x.T)))
    said = jepa_oracle.analyze(first, frame(dict(zip(names, y.T))), **ASKED)
    for view in ("", "y_"):
        shuffled = frame({view + name: column for name, column in reversed(list(zip(names, y.T)))})
        one = frame({"x_" + name: column for name, column in zip(names, x.T)}) if view else first
        assert numbers_of(jepa_oracle.analyze(one, shuffled, **ASKED)) == numbers_of(said)


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
