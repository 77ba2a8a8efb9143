"""Processes that end, or do not."""

import json
import os
import signal
import subprocess
import sys
import time

from hostile import FOREVER, after_answers, answer_with, describe, directory, is_first_start, mode, write


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
        (directory() / "hangs").touch()
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
    (directory() / f"grandchild.{child.pid}").touch()


@mode
def leaves_grandchild():
    start_grandchild(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    answer_with(lambda answer: answer)


@mode
def leaves_grandchild_with_its_streams():
    start_grandchild()
    after_answers(1, lambda: os._exit(0))
