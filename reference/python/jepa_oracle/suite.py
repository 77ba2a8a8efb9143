"""The claims about the dynamics, and the run that decides them."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Union

from ._native import core
from ._numbers import Exact, exact_text, optional_text, word


def _names(claim: Union[None, str, Sequence[str]]) -> List[str]:
    if claim is None:
        return []
    return [claim] if isinstance(claim, str) else [word(name, "claim") for name in claim]


def claims(claim: Union[None, str, Sequence[str]] = None) -> Dict[str, Any]:
    """The claims: statement, source, proof and check.

    Args:
        claim: an id ("Ordering.ConflictWindow"), a family ("Ordering") or several of them; all claims when absent

    Returns:
        {"format", "claims": [...]}, the document of ``jepa-oracle claims --json``.

    Raises:
        InvalidProblem: (a ValueError) for a name that is neither a claim nor a family
    """
    document: Dict[str, Any] = json.loads(core.claims(names=_names(claim)))
    return document


def verify(
    claim: Union[None, str, Sequence[str]] = None,
    *,
    cases: Exact = 100,
    seed: Exact = 1,
    jobs: Optional[Exact] = None,
    instance: Optional[Mapping[str, Exact]] = None,
    progress: Optional[Callable[[int, int], None]] = None,
) -> Dict[str, Any]:
    """Checks claims about the dynamics. The same seed and cases give the same report, whatever the jobs.

    Args:
        claim: an id, a family or several of them; all claims when absent
        cases: random cases per claim, in addition to corner cases and regressions
        seed: of the random cases
        jobs: threads; default all cores
        instance: numbers by name: decides this one instance of one claim instead
        progress: called with (claims done, claims) after each claim; what it raises ends the run

    Returns:
        The document of ``jepa-oracle verify --json``; for an instance {"claim", "instance", "verdict", "reason"}.
        A claim that fails is an answer: look at "as_expected" of every claim.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
    """
    names = _names(claim)
    if instance is not None:
        numbers = {name: exact_text(value, name) for name, value in instance.items()}
        text = core.judge(names=names, instance=json.dumps(numbers))
    else:
        text = core.verify(
            names=names,
            cases=exact_text(cases, "cases"),
            seed=exact_text(seed, "seed"),
            jobs=optional_text(jobs, "jobs"),
            progress=progress,
        )
    document: Dict[str, Any] = json.loads(text)
    return document
