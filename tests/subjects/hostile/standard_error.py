"""Subjects that write to standard error."""

import sys

from hostile import MEGABYTE, after_answers, answer_with, mode


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
