"""Other implementations, judged by the claims."""

from __future__ import annotations

import json
import os
import shlex
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Union

from ._frames import is_path
from ._native import core
from ._numbers import Exact, exact_text
from ._problems import is_text_of_json, read_text
from .subject import METHODS, answering
from .suite import _names

Subject = Union[str, Sequence[str], Callable[..., Any], Mapping[str, Callable[..., Any]]]
"""A command, its words, the function `field`, or functions by the name of what they compute."""


def _functions(subject: Any) -> Optional[Dict[str, Callable[..., Any]]]:
    """Functions by name; None for a command."""
    if callable(subject):
        return {"field": subject}
    if not isinstance(subject, Mapping):
        return None
    unknown = [str(name) for name in subject if name not in METHODS]
    if unknown:
        raise TypeError(f"subject: unknown method {unknown[0]!r}; expected one of {', '.join(METHODS)}")
    for name, function in subject.items():
        if not callable(function):
            raise TypeError(f"subject: {name} is not a function")
    return dict(subject)


def _command(subject: Any) -> str:
    if isinstance(subject, str):
        return subject
    if is_path(subject):
        return shlex.quote(os.fspath(subject))
    if not hasattr(subject, "__iter__"):
        raise TypeError(
            f"subject: {type(subject).__name__} is not a subject; expected a command, a function or a mapping of functions"
        )
    return shlex.join(os.fspath(part) for part in subject)


def _known(known_failures: Any) -> Optional[str]:
    if known_failures is None:
        return None
    if is_path(known_failures):
        return read_text(known_failures)
    if isinstance(known_failures, str):
        return known_failures if is_text_of_json(known_failures) else read_text(known_failures)
    return json.dumps(known_failures)


def conform(
    subject: Subject,
    claim: Union[None, str, Sequence[str]] = None,
    *,
    cases: Exact = 100,
    seed: Exact = 1,
    jobs: Exact = 1,
    seconds: Exact = 10,
    known_failures: Optional[Any] = None,
    dtype: str = "float64",
    name: Optional[str] = None,
    version: str = "0",
    accuracy: Optional[Mapping[str, Any]] = None,
    objectives: Optional[Sequence[str]] = None,
    top_depth: int = 1,
    weight_decay: bool = False,
    progress: Optional[Callable[[int, int], None]] = None,
) -> Dict[str, Any]:
    """Judges an implementation by the claims about what it computes, and names its mistake.

    Args:
        subject: a command that answers JSON-RPC (a text as a shell takes it, or its words); or a function
            field(objective, layers, top, sxx, syx) of this process, or a mapping of "field", "descend",
            "critical_time", "amplitude" to functions, as of ``jepa_oracle.subject.serve``
        claim: an id, a family or several of them; all claims when absent
        cases: random cases per claim, in addition to corner cases and regressions
        seed: of the random cases
        jobs: processes of a command, each with its own claim; functions are called one at a time
        seconds: time limit for one answer of a command
        known_failures: failures that are expected, and must occur: content, text or path of such a file
        dtype, name, version, accuracy, objectives, top_depth, weight_decay: what functions compute in, are called and
            train, as of ``jepa_oracle.subject.serve``
        progress: called with (claims done, claims) after each claim; what it raises ends the run

    Returns:
        The document of ``jepa-oracle conform --json``: "conforms", and for every claim its "standing"; what is wrong is
        an answer, not an error.

    Raises:
        KeyboardInterrupt: at Ctrl-C, and anything else that is no Exception and is raised in a function
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
    """
    functions = _functions(subject)
    respond = None
    if functions is not None:
        called = getattr(subject, "__name__", "functions")
        respond = answering(
            functions,
            dtype=dtype,
            name=called if name is None else name,
            version=version,
            accuracy=accuracy,
            objectives=objectives,
            top_depth=top_depth,
            weight_decay=weight_decay,
        )
    text = core.conform(
        command=None if functions is not None else _command(subject),
        respond=respond,
        names=_names(claim),
        cases=exact_text(cases, "cases"),
        seed=exact_text(seed, "seed"),
        jobs=exact_text(jobs, "jobs"),
        seconds=exact_text(seconds, "seconds"),
        known_failures=_known(known_failures),
        progress=progress,
    )
    document: Dict[str, Any] = json.loads(text)
    return document
