"""Lines that are no answers."""

import json

from hostile import MEGABYTE, answer_with, mode, write


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
