"""Every form in which Python code has a problem, features, matrices or a run; and what is none, refused in words."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy
import pytest
from conftest import PROBLEMS

import jepa_oracle

RUNS = Path(__file__).resolve().parents[1] / "program" / "runs"
FEATURES = [("edge", "0.9", "0.9"), ("grain", "1", "0.3")]
SCALARS = dict(depth=3, epsilon="1e-3", fraction="0.5", digits=20)


class Series:
    """What pandas and polars have in common, without either."""

    def __init__(self, values):
        self.values = list(values)

    def tolist(self):
        return list(self.values)

    def to_numpy(self):
        return numpy.array(self.values)

    def __iter__(self):
        return iter(self.values)


class Frame:
    """A table of columns by name, as pandas has it: iterating gives the names."""

    def __init__(self, columns, index=None, index_name=None):
        self.data = dict(columns)
        self.columns = list(self.data)
        self.index = Series(range(self.shape[0]) if index is None else index)
        self.index.name = index_name

    @property
    def shape(self):
        return len(next(iter(self.data.values()))), len(self.data)

    def __getitem__(self, name):
        return Series(self.data[name])

    def __iter__(self):
        return iter(self.columns)

    def to_numpy(self):
        return numpy.array(list(zip(*self.data.values())))


def frames():
    """The class above, and the real one where it is installed."""
    yield Frame
    try:
        import pandas
    except ImportError:
        return

    def frame(columns, index=None, index_name=None):
        made = pandas.DataFrame(columns, index=index)
        made.index.name = index_name
        return made

    yield frame


FRAMES = pytest.mark.parametrize("frame", list(frames()), ids=lambda f: f.__name__)


def expected_order():
    return jepa_oracle.order(features=[dict(zip(("name", "lambda", "rho"), row)) for row in FEATURES], **SCALARS)


@pytest.mark.parametrize(
    "features",
    [
        FEATURES,
        [list(row) for row in FEATURES],
        tuple(FEATURES),
        {name: (lambda_, rho) for name, lambda_, rho in FEATURES},
        {name: {"lambda": lambda_, "rho": rho} for name, lambda_, rho in FEATURES},
        [{"name": name, "lambda_": Decimal(l), "rho": Fraction(r)} for name, l, r in FEATURES],
    ],
    ids=["tuples", "lists", "tuple", "rows by name", "mappings by name", "mappings"],
)
def test_features_in_every_form(features):
    assert jepa_oracle.order(features=features, **SCALARS) == expected_order()
    assert jepa_oracle.order({"features": features}, **SCALARS) == expected_order()


@FRAMES
def test_features_from_a_frame(frame):
    names, lambdas, rhos = zip(*FEATURES)
    columns = {"name": names, "lambda": lambdas, "rho": rhos}
    assert jepa_oracle.order(features=frame(columns), **SCALARS) == expected_order()
    named = frame({"lambda": lambdas, "rho": rhos}, index=names)
    assert jepa_oracle.order(features=named, **SCALARS) == expected_order()
    # A cell without a value is a key that is not there.
    either = frame({**columns, "rho": ["0.9", None], "variance": [None, "10/3"]})
    assert jepa_oracle.order(features=either, **SCALARS) == expected_order()


def test_features_without_names_are_numbered():
    rows = numpy.array([[0.875, 0.875], [1.0, 0.25]])
    (jepa, _) = jepa_oracle.order(features=rows, **SCALARS)
    assert jepa.features == ["feature 0", "feature 1"]
    assert jepa_oracle.order(features=[tuple(row) for row in rows], **SCALARS)[0] == jepa


@pytest.mark.parametrize(
    ("features", "error", "message"),
    [
        ([("edge", 1)], ValueError, r'features\[0\]'),
        ([("edge", 1, 0.5, 2)], ValueError, r"^features\[0\]: has 4 entries; expected \(name, lambda, rho\)"),
        ([7], TypeError, r"^features\[0\]: int is not a feature"),
        (["edge"], TypeError, r"^features\[0\]: str is not a feature"),
        ("edge", TypeError, "^features: str is not a list of features"),
        (7, TypeError, "^features: int is not a list of features"),
        (Frame({"name": ["a"], "lambda": [1], "colour": [2]}), ValueError, "colour"),
        (Frame({"name": ["a"], "lambda": [1], "rho": [-1]}), ValueError, r"^features\[0\].rho"),
    ],
    ids=str,
)
def test_what_is_no_feature_is_refused(features, error, message):
    with pytest.raises(error, match=message):
        jepa_oracle.order(features=features, **SCALARS)


def test_problems_by_path_and_text():
    path = PROBLEMS / "noisy-background.json"
    content = json.loads(path.read_text(), parse_float=str)
    expected = jepa_oracle.order(content, digits=20)
    for problem in (path, str(path), path.read_text()):
        assert jepa_oracle.order(problem, digits=20) == expected
        (jepa,) = jepa_oracle.order(problem, objectives=["jepa"], depth=2, digits=20)
        assert [jepa] == jepa_oracle.order({**content, "objectives": ["jepa"], "depth": 2}, digits=20)
    at = dict(objective="jepa", at=[0, 1], digits=10)
    assert jepa_oracle.flow(path, **at)[1].encoder == jepa_oracle.flow(content, **at)[1].encoder
    steps = dict(objective="mae", rate="0.1", steps=2, digits=10)
    assert jepa_oracle.descend(str(path), **steps).samples[2].encoder == jepa_oracle.descend(
        content, **steps
    ).samples[2].encoder


def test_bad_files_and_texts_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.json"):
        jepa_oracle.order(tmp_path / "nowhere.json")
    with pytest.raises(FileNotFoundError, match="nowhere.json"):
        jepa_oracle.order("nowhere.json", depth=3)
    (tmp_path / "latin.json").write_bytes(b'{"format": "\xe4"}')
    with pytest.raises(jepa_oracle.InvalidProblem, match="is not text in UTF-8"):
        jepa_oracle.order(tmp_path / "latin.json")
    for text in ('{"depth": 3', '{"depth": 3, "depth": 4}', '{"depth": NaN}', "{" * 100_000):
        with pytest.raises(jepa_oracle.InvalidProblem) as alone:
            jepa_oracle.order(text)
        with pytest.raises(jepa_oracle.InvalidProblem) as changed:
            jepa_oracle.order(text, epsilon=1)
        if "NaN" not in text:
            assert str(alone.value) == str(changed.value)
    with pytest.raises(TypeError, match="^problem: list is not a problem"):
        jepa_oracle.order([1])


@FRAMES
def test_matrices_may_be_frames(frame):
    sxx, syx = [[2.0, 0.5], [0.5, 1.0]], [[1.0, 0.25], [0.0, 0.5]]
    eye = [[1.0, 0.0], [0.0, 1.0]]

    def framed(rows):
        return frame(dict(zip("ab", zip(*rows))))

    plain = jepa_oracle.field("jepa", [eye], eye, sxx, syx, digits=10)
    found = jepa_oracle.field("jepa", [framed(eye)], framed(eye), framed(sxx), framed(syx), digits=10)
    assert (found[0][0] == plain[0][0]).all() and (found[1] == plain[1]).all()
    run = dict(depth=1, epsilon="0.1", objective="jepa", rate="0.1", steps=1, digits=10)
    a = jepa_oracle.descend(moments={"sxx": framed(sxx), "syx": tuple(map(tuple, syx))}, **run)
    b = jepa_oracle.descend(moments={"sxx": sxx, "syx": syx}, **run)
    assert (a.samples[1].top == b.samples[1].top).all()


def recorded():
    lines = [line.split(",") for line in (RUNS / "jepa.csv").read_text().splitlines()]
    return [name.strip('"') for name in lines[0]], [[float(cell) for cell in line] for line in lines[1:]]


@FRAMES
def test_runs_in_every_form(frame):
    names, rows = recorded()
    problem = RUNS / "problem.json"
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    expected = jepa_oracle.diagnose(columns, problem, rate="0.1")
    assert expected["verdict"] == "as-expected"
    assert names[0] == "step"
    indexed = frame({name: columns[name] for name in names[1:]}, index=columns["step"], index_name="step")
    for run in (
        RUNS / "jepa.csv",
        str(RUNS / "jepa.csv"),
        (RUNS / "jepa.csv").read_text(),
        frame(columns),
        indexed,
        [dict(zip(names, row)) for row in rows],
        [tuple(names), *map(tuple, rows)],
        {name: numpy.array(column) for name, column in columns.items()},
    ):
        found = jepa_oracle.diagnose(run, str(problem), rate="0.1")
        assert (found["verdict"], found["best"]) == (expected["verdict"], expected["best"])


def test_masked_cells_of_a_run_are_missing():
    names, rows = recorded()
    rows = rows[::4]
    columns = {name: numpy.array([row[i] for row in rows]) for i, name in enumerate(names)}
    late = numpy.arange(len(rows)) > 9
    masked = {name: column if name == "step" else numpy.ma.masked_array(numpy.where(late, 7, column), late)
              for name, column in columns.items()}  # fmt: skip
    found = jepa_oracle.diagnose(masked, RUNS / "problem.json", rate="0.1")
    assert (found["verdict"], found["run"]["rows"]) == ("as-expected", 10)


@FRAMES
def test_half_precision_is_not_taken_for_exact(frame):
    names, rows = recorded()
    halves = {name: numpy.array([row[i] for row in rows[::5]], dtype="f4" if name == "step" else "f2")
              for i, name in enumerate(names)}  # fmt: skip
    runs = [halves, {name: list(column) for name, column in halves.items()}, [names, *zip(*halves.values())]]
    if frame is not Frame:
        runs.append(frame(halves))
    for run in runs:
        with pytest.raises(jepa_oracle.InvalidProblem, match="^run: column shape has half precision .float16., and its"):
            jepa_oracle.diagnose(run, RUNS / "problem.json", rate="0.1")
    with pytest.raises(jepa_oracle.InvalidProblem, match="^rate: "):  # with noise the run is read
        jepa_oracle.diagnose(runs[-1], RUNS / "problem.json", rate=0, noise="5e-4")


def test_masked_numbers_are_refused():
    eye = numpy.eye(2)
    masked = numpy.ma.masked_array(eye, eye > 0)
    with pytest.raises(TypeError, match=r"^layers\[0\]\[0\]\[0\]: is masked: a number is needed"):
        jepa_oracle.field("jepa", [masked], eye, eye, eye)
    with pytest.raises(TypeError, match=r"^moments.sxx\[0\]\[0\]: is masked"):
        jepa_oracle.order(moments={"sxx": masked, "syx": eye}, **SCALARS)
    scalars = dict(objective="jepa", depth=3, rho=0.5, epsilon=0.1, fraction=0.5)
    for value in (masked[0, 0], masked[0]):
        with pytest.raises(TypeError, match="^lambda: "):
            jepa_oracle.critical_time(lambda_=value, **scalars)
    with pytest.raises(TypeError, match="^layers: NoneType is not a list of matrices"):
        jepa_oracle.field("jepa", None, eye, eye, eye)


@pytest.mark.parametrize(
    ("run", "error", "message"),
    [
        ({"step": [0, 1], "shape": {0: 0.1, 1: 0.2}}, TypeError, "^run: column shape: dict is not a list of numbers"),
        ({"step": [0, 1], "shape": {0.1, 0.2}}, TypeError, "^run: column shape: set is not a list of numbers"),
        ({"step": [0, 1], "shape": 0.1}, TypeError, "^run: column shape: float is not a list of numbers"),
        (7, TypeError, "^run: int is not a run"),
        ([7, 8], TypeError, "^run: expected rows that are mappings"),
        ([], ValueError, "^run: has no rows"),
        ([(0, 0.1), (1, 0.2)], ValueError, r"^run\[0\]: is not a row of names"),
        ([("step", "a"), (1, 0.2, 3)], ValueError, r"^run\[1\]: has 3 entries"),
        ([("a", "a"), (1, 2)], ValueError, r"^run\[0\]: has a duplicate name"),
        (Path("nowhere.csv"), FileNotFoundError, "nowhere.csv"),
        ("nowhere.csv", FileNotFoundError, "nowhere.csv"),
    ],
    ids=str,
)
def test_what_is_no_run_is_refused(run, error, message):
    with pytest.raises(error, match=message):
        jepa_oracle.diagnose(run, RUNS / "problem.json", rate="0.1")
