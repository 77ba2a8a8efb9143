# The compiled extension: text in, text or correctly rounded floats out. Use the package around it.
from typing import Any, Callable, Dict, List, Optional, Tuple, Union

_Number = Union[float, str]
_TextMatrix = List[List[str]]
_NumberMatrix = List[List[_Number]]

__version__: str

def critical_time(
    *,
    objective: str,
    depth: str,
    top_depth: Optional[str],
    lambda_: str,
    rho: Optional[str],
    variance: Optional[str],
    epsilon: str,
    epsilon_of: str,
    fraction: Optional[str],
    level: Optional[str],
    weight_decay: Optional[str],
    weight: Optional[str],
    batch_size: Optional[str],
    time: str,
    digits: Optional[str],
) -> Tuple[str, Optional[_Number]]: ...
def amplitudes(
    *,
    objective: str,
    depth: str,
    top_depth: Optional[str],
    lambda_: str,
    rho: Optional[str],
    variance: Optional[str],
    epsilon: str,
    epsilon_of: str,
    at: List[str],
    of: str,
    weight_decay: Optional[str],
    time: str,
    digits: Optional[str],
) -> List[_Number]: ...
def boundary(
    *, depth: str, fraction: str, digits: Optional[str]
) -> Tuple[_Number, _Number, Optional[_Number], bool]: ...
def window(
    *,
    objective: str,
    depth: str,
    top_depth: Optional[str],
    fraction: str,
    influential: Tuple[str, str],
    noisy: Tuple[str, str],
    digits: Optional[str],
) -> Optional[Tuple[_Number, _Number]]: ...
def weight_decay(
    *,
    objective: str,
    depth: str,
    top_depth: Optional[str],
    lambda_: str,
    rho: Optional[str],
    variance: Optional[str],
    epsilon: Optional[str],
    epsilon_of: str,
    influential: Optional[Tuple[str, str]],
    noisy: Optional[Tuple[str, str]],
    digits: Optional[str],
) -> Tuple[_Number, Optional[_Number], Optional[Tuple[_Number, _Number]]]: ...
def order(*, problem: str, time: Optional[str], digits: Optional[str]) -> Tuple[List[Dict[str, Any]], str]: ...
def field(
    *,
    objective: str,
    layers: List[_TextMatrix],
    top_layers: List[_TextMatrix],
    sxx: _TextMatrix,
    syx: _TextMatrix,
    weight_decay: Optional[str],
    digits: Optional[str],
    fractions: bool,
) -> Tuple[List[_NumberMatrix], List[_NumberMatrix]]: ...
def flow(
    *,
    problem: str,
    objective: Optional[str],
    target: str,
    average_rate: Optional[str],
    at: Optional[List[str]],
    until: Optional[str],
    samples: Optional[str],
    time: Optional[str],
    weight_decay: Optional[str],
    digits: Optional[str],
) -> Tuple[List[Dict[str, Any]], int]: ...
def descend(
    *,
    problem: str,
    objective: Optional[str],
    target: str,
    average_rate: Optional[str],
    rate: str,
    steps: str,
    every: str,
    weight_decay: Optional[str],
    numbers: str,
    optimizer: str,
    digits: Optional[str],
) -> Tuple[List[Dict[str, Any]], Optional[Tuple[int, float]]]: ...
def diagnose(
    *,
    run: str,
    problem: str,
    rate: Optional[str],
    noise: Optional[str],
    expect: Optional[str],
    batch_size: Optional[str],
) -> str: ...
def claims(*, names: List[str]) -> str: ...
def verify(
    *,
    names: List[str],
    cases: str,
    seed: str,
    jobs: Optional[str],
    progress: Optional[Callable[[int, int], None]],
) -> str: ...
def judge(*, names: List[str], instance: str) -> str: ...
def analyze(
    *, words: List[str], tables: List[Tuple[str, List[str], Any]], arrays: List[Tuple[str, bytes, Any]]
) -> str: ...
def chosen_columns(*, choice: str, names: List[str], table: str) -> List[int]: ...
def is_missing(*, text: str) -> bool: ...
def sample(*, words: List[str]) -> str: ...
def conform(
    *,
    command: Optional[str],
    respond: Optional[Callable[[str], str]],
    names: List[str],
    cases: str,
    seed: str,
    jobs: str,
    seconds: str,
    known_failures: Optional[str],
    progress: Optional[Callable[[int, int], None]],
) -> str: ...
