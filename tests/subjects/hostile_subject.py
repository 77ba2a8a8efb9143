"""Subjects that break the protocol, each in one way: `hostile_subject.py MODE DIRECTORY`.

Beside that they answer `field` rightly, in exact rationals rounded by the judge to float64. The processes write their
numbers into files of the directory, so that a test can see that none is left.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import rational_subject

MODE, DIRECTORY = sys.argv[1], Path(sys.argv[2])
MEGABYTE = 1 << 20
FOREVER = 3600
MODES = {}


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
    return len(list(DIRECTORY.glob("subject.*"))) == 1


# Processes that end, or do not.

@mode
def exits_at_once():
    print("no such module", file=sys.stderr)
    sys.exit(7)


@mode
def exits_after_describe():
    after_answers(1, lambda: sys.exit(8))


@mode
def dies_midway():
    after_answers(5, lambda: os.kill(os.getpid(), signal.SIGSEGV))


@mode
def dies_once():
    after_answers(5 if is_first_start() else FOREVER, lambda: os._exit(9))


@mode
def hangs():
    def hang():
        (DIRECTORY / "hangs").touch()
        time.sleep(FOREVER)
    after_answers(1, hang)


@mode
def hangs_at_once():
    time.sleep(FOREVER)


@mode
def ignores_termination():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    hangs()


@mode
def closes_output():
    def close():
        os.close(1)
        time.sleep(FOREVER)
    after_answers(1, close)


@mode
def answers_without_reading():
    for number in range(1, 1000):
        write({"jsonrpc": "2.0", "id": number, "result": describe()})
    time.sleep(FOREVER)


@mode
def trickles():
    def one_byte_at_a_time(answer):
        for byte in json.dumps(answer):
            write(byte.encode())
            time.sleep(0.05)
        return b"\n"
    answer_with(one_byte_at_a_time)


@mode
def is_slow():
    def later(answer):
        time.sleep(0.01)
        return answer
    answer_with(later)


def start_grandchild(**streams):
    child = subprocess.Popen(["sleep", str(FOREVER)], **streams)
    (DIRECTORY / f"grandchild.{child.pid}").touch()


@mode
def leaves_grandchild():
    start_grandchild(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    answer_with(lambda answer: answer)


@mode
def leaves_grandchild_with_its_streams():
    start_grandchild()
    after_answers(1, lambda: os._exit(0))


# Lines that are no answers.

@mode
def writes_garbage():
    answer_with(lambda answer: b"\x89PNG\r\xff\xfe\n")


@mode
def writes_nothing():
    answer_with(lambda answer: b"\n")


@mode
def writes_a_nul():
    answer_with(lambda answer: json.dumps(answer).encode() + b"\x00\n")


@mode
def writes_invalid_utf8():
    answer_with(lambda answer: b'{"jsonrpc": "2.0", "id": 2, "result": "\xff\xc3"}\n')


@mode
def writes_half_an_object():
    answer_with(lambda answer: json.dumps(answer).encode()[:-20] + b"\n")


@mode
def writes_two_objects():
    answer_with(lambda answer: json.dumps(answer).encode() * 2 + b"\n")


@mode
def writes_a_batch():
    answer_with(lambda answer: [answer])


@mode
def nests_deeply():
    answer_with(lambda answer: b"[" * MEGABYTE + b"]" * MEGABYTE + b"\n")


@mode
def writes_carriage_returns():
    answer_with(lambda answer: json.dumps(answer).encode() + b"\r\n")


@mode
def writes_a_gigabyte():
    def gigabyte(answer):
        for _ in range(1024):
            write(b"0" * MEGABYTE)
        return b"\n"
    answer_with(gigabyte)


@mode
def writes_without_end():
    def endless(answer):
        while True:
            write(b" " * MEGABYTE)
    answer_with(endless)


@mode
def writes_a_million_numbers():
    answer_with(lambda answer: b'{"result": [' + b"0," * (5 * MEGABYTE) + b"0]}\n")


@mode
def writes_before_it_answers():
    def with_a_line_before(answer):
        write(b"step 1: loss 0.693\n")
        return answer
    answer_with(with_a_line_before)


@mode
def answers_twice():
    answer_with(lambda answer: json.dumps(answer).encode() + b"\n" + json.dumps(answer).encode() + b"\n")


@mode
def answers_the_next_question():
    answer_with(lambda answer: {**answer, "id": answer["id"] + 1})


@mode
def answers_the_last_question():
    held = [None]

    def late(answer):
        held.append(answer)
        return held.pop(0) or {**answer, "id": answer["id"] - 1}
    answer_with(late)


# Responses that are not what JSON-RPC has.

@mode
def has_no_id():
    answer_with(lambda answer: {key: answer[key] for key in ("jsonrpc", "result")})


@mode
def has_its_id_as_text():
    answer_with(lambda answer: {**answer, "id": str(answer["id"])})


@mode
def has_no_version():
    answer_with(lambda answer: {key: answer[key] for key in ("id", "result")})


@mode
def has_no_result():
    answer_with(lambda answer: {key: answer[key] for key in ("jsonrpc", "id")})


@mode
def has_a_key_twice():
    answer_with(lambda answer: json.dumps(answer).encode()[:-1] + b', "result": 0}\n')


@mode
def answers_an_error():
    answer_with(lambda answer: {"jsonrpc": "2.0", "id": answer["id"], "error": {"code": 1, "message": "out of memory"}})


@mode
def answers_a_long_error():
    """Its text is cut inside a character of two bytes, and would move the cursor of a terminal."""
    message = "\x1b[2J" + 295 * "x" + "\u00fc" * 1000
    answer_with(lambda answer: {"jsonrpc": "2.0", "id": answer["id"], "error": {"code": 1, "message": message}})


@mode
def answers_an_error_without_message():
    answer_with(lambda answer: {"jsonrpc": "2.0", "id": answer["id"], "error": None})


# Results that are not what was asked for.

def entry(value):
    """Every answer with one entry replaced."""
    def replace(result):
        result["top"][0][0] = value
    changed_result(replace)


@mode
def answers_nan():
    entry(float("nan"))


@mode
def answers_infinity():
    entry(float("-inf"))


@mode
def answers_nan_as_text():
    entry("nan")


@mode
def answers_null():
    entry(None)


@mode
def answers_a_list_for_a_number():
    entry([1])


@mode
def answers_beyond_its_format():
    entry("1e400")


@mode
def answers_a_huge_exponent():
    entry("1e999999999999")


@mode
def answers_a_long_number():
    entry("1" * MEGABYTE)


@mode
def lacks_a_row():
    changed_result(lambda result: result["top"].pop())


@mode
def lacks_a_column():
    changed_result(lambda result: result["top"][0].pop())


@mode
def lacks_a_layer():
    changed_result(lambda result: result["layers"].pop())


@mode
def lacks_the_top():
    changed_result(lambda result: result.pop("top"))


@mode
def has_another_key():
    changed_result(lambda result: result.update(loss=1))


# Descriptions.

@mode
def changes_its_name():
    if is_first_start():
        dies_midway()
    changed_description(name="another")


@mode
def changes_its_format():
    if is_first_start():
        dies_midway()
    changed_description(dtype="float16")


@mode
def has_an_unknown_format():
    changed_description(dtype="posit16")


@mode
def has_an_unknown_capability():
    changed_description(capabilities=["field", "dance"])


@mode
def has_a_capability_as_number():
    changed_description(capabilities=[1])


@mode
def has_no_name():
    changed_description(name="")


@mode
def has_a_name_that_clears_the_screen():
    changed_description(name="\x1b[2J")


@mode
def states_an_accuracy_of_two():
    changed_description(accuracy={"critical_time": 2})


# Standard error.

@mode
def floods_standard_error():
    def flooding(answer):
        for _ in range(10):
            sys.stderr.write("x" * MEGABYTE)
        return answer
    answer_with(flooding)


@mode
def floods_standard_error_and_exits():
    def act():
        for _ in range(100):
            sys.stderr.write("x" * MEGABYTE)
        sys.stderr.write("\nthe last words\n")
        sys.exit(3)
    after_answers(1, act)


@mode
def writes_invalid_utf8_to_standard_error():
    def act():
        sys.stderr.buffer.write(b"\xff\xfe\x1b[2J words \xc3\n")
        sys.stderr.flush()
        sys.exit(3)
    after_answers(1, act)


if __name__ == "__main__":
    (DIRECTORY / f"subject.{os.getpid()}").touch()
    MODES[MODE]()
