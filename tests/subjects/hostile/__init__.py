"""What subjects that break the protocol share: the register of their modes, and right answers to start from.

Beside what is wrong with them they answer `field` rightly, in exact rationals rounded by the judge to float64. The
processes write their numbers into files of the directory, so that a test can see that none is left.
"""

import json
import sys
from pathlib import Path

import rational_subject

MEGABYTE = 1 << 20
FOREVER = 3600
MODES = {}


def directory():
    return Path(sys.argv[2])


def mode(function):
    MODES[function.__name__] = function
    return function


def describe():
    return {"name": "hostile", "version": "1", "dtype": "float64", "capabilities": ["field"]}


def right_answer(request):
    result = describe() if request["method"] == "describe" else rational_subject.result("field", request["params"])
    return {"jsonrpc": "2.0", "id": request["id"], "result": result}


def write(data):
    """Bytes or an answer; all of it."""
    if not isinstance(data, bytes):
        data = json.dumps(data).encode() + b"\n"
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def questions():
    for number, line in enumerate(sys.stdin):
        yield number, json.loads(line)


def answer_with(change):
    """Describes itself rightly, then answers every question with what `change` makes of the right answer."""
    for number, request in questions():
        answer = right_answer(request)
        write(answer if number == 0 else change(answer))


def changed_result(change):
    def changed(answer):
        change(answer["result"])
        return answer
    answer_with(changed)


def changed_description(**changes):
    for _, request in questions():
        answer = right_answer(request)
        if request["method"] == "describe":
            answer["result"].update(changes)
        write(answer)


def after_answers(count, act):
    for number, request in questions():
        if number == count:
            act()
        write(right_answer(request))


def is_first_start():
    return len(list(directory().glob("subject.*"))) == 1
