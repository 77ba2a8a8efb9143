"""What the module shows of itself: docstrings, annotations, stubs, and an import without the extension."""

import ast
import inspect
import os
import pickle
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import jepa_oracle
from jepa_oracle import _core

PACKAGE = Path(jepa_oracle.__file__).parent
FUNCTIONS = [getattr(jepa_oracle, name) for name in jepa_oracle.__all__ if name.islower()]
CLASSES = [getattr(jepa_oracle, name) for name in jepa_oracle.__all__ if not name.islower()]


def test_the_functions_are_all_there():
    wanted = "amplitude analyze boundary claims conform critical_time descend diagnose field flow order sample verify weight_decay window"
    assert set(wanted.split()) <= {function.__name__ for function in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_a_function_explains_every_argument_its_result_and_its_errors(function):
    text = inspect.getdoc(function)
    signature = inspect.signature(function)
    arguments = text.split("Args:")[1].split("Returns:")[0]
    explained = {name.strip() for line in arguments.splitlines() for name in line.split(":")[0].split(",")}
    explained |= {word.strip("`,;:()[]") for line in arguments.splitlines() for word in line.split()}
    assert set(signature.parameters) <= explained, set(signature.parameters) - explained
    raises = text.split("Raises:")[1]
    assert "InvalidProblem" in raises
    assert all(parameter.annotation is not parameter.empty for parameter in signature.parameters.values())
    assert signature.return_annotation is not signature.empty
    typing.get_type_hints(function)  # the annotations name things that exist


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_the_first_argument_may_stand_without_its_name_and_with_it(function):
    first, *rest = inspect.signature(function).parameters.values()
    assert first.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    more = {"field": ["layers", "top", "sxx", "syx"], "diagnose": ["problem"], "analyze": ["y"], "conform": ["claim"]}
    positional = [p.name for p in rest if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert positional == more.get(function.__name__, [])


def test_the_version_is_that_of_the_program():
    done = subprocess.run([os.environ["JEPA_ORACLE_PROGRAM"], "--version"], capture_output=True, text=True, timeout=60)
    assert done.stdout == f"jepa-oracle {jepa_oracle.__version__}\n"


@pytest.mark.parametrize("shown", CLASSES, ids=lambda shown: shown.__name__)
def test_a_class_explains_its_fields(shown):
    text = inspect.getdoc(shown)
    for field in shown.__dict__.get("__annotations__", {}):
        assert field in text, field


def test_the_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").exists()


def stub_functions():
    tree = ast.parse((PACKAGE / "_core.pyi").read_text())
    return {node.name: [a.arg for a in node.args.kwonlyargs] for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_stub_of_the_extension_has_its_functions_and_arguments():
    stubs = stub_functions()
    compiled = {name for name in dir(_core) if not name.startswith("__")}
    assert set(stubs) == compiled
    for name, arguments in stubs.items():
        signature = getattr(_core, name).__doc__.splitlines()[0]
        inside = signature[signature.index("(") + 1 :]
        assert inside.startswith("*, ")
        for position, argument in enumerate(arguments):
            assert f"{argument}: " in inside
        assert len(arguments) == sum(f" {argument}: " in f" {inside}" for argument in arguments)


def test_exceptions_survive_pickling():
    problem = pickle.loads(pickle.dumps(jepa_oracle.InvalidProblem("rho", "is 0")))
    assert (problem.where, problem.rule, str(problem)) == ("rho", "is 0", "rho: is 0")
    open_ = pickle.loads(pickle.dumps(jepa_oracle.Inconclusive("t", "1.5", "2", answer=[1])))
    assert (str(open_), str(open_.lower), str(open_.upper), open_.answer) == ("t", "1.5", "2", [1])


def test_without_the_extension_only_its_use_fails(tmp_path):
    for file in PACKAGE.glob("*.py"):
        target = tmp_path / "jepa_oracle" / file.name
        target.parent.mkdir(exist_ok=True)
        target.write_text(file.read_text())
    code = (
        "import jepa_oracle\n"
        "assert issubclass(jepa_oracle.InvalidProblem, ValueError)\n"
        "try:\n    jepa_oracle.claims()\n"
        "except ImportError as error:\n    print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("jepa_oracle._core.claims is needed, and the compiled extension cannot be imported")
