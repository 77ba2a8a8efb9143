"""What somebody sees who waits at a terminal: progress, the time spent, and an end by Ctrl-C."""

import os
import pty
import re
import select
import signal
import subprocess
import time
import unittest

from program import PROBLEMS, PROGRAM, SECONDS, ProgramTest, Run

SLOW_WINDOW = ["window", "--depth", "1000", "--fraction", "0.5", "--influential", "0.9,0.9", "--noisy", "0.91,0.3",
               "--digits", "2000"]
ENDLESS_FLOW = ["flow", str(PROBLEMS / "two-mixed-features.json"), "--until", "1e30"]


class TerminalTest(ProgramTest):
    def interrupted_at(self, pattern, arguments):
        """Standard error of a command at a terminal up to `pattern`; the command is then ended as by Ctrl-C."""
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        process = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=slave)
        os.close(slave)
        shown, end = "", time.monotonic() + SECONDS
        try:
            while not re.search(pattern, shown) and time.monotonic() < end:
                if select.select([master], [], [], 0.1)[0]:
                    shown += os.read(master, 4096).decode()
                elif process.poll() is not None:
                    break
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=SECONDS), -signal.SIGINT, shown)
        finally:
            process.kill()
            process.wait()
        self.assertRegex(shown, pattern)
        return shown

    def test_a_command_without_a_bar_says_how_long_it_has_been_at_work(self):
        self.interrupted_at(r"\rwindow: [3-9] s so far \(Ctrl-C ends it\)", SLOW_WINDOW)

    def test_a_bar_says_how_long_is_left(self):
        shown = self.interrupted_at(r"flow \[\.+\] 0/1000, more than \d+ (s|min|h|days) left", ENDLESS_FLOW)
        self.assertNotIn("so far", shown)

    def test_nothing_is_shown_where_nobody_waits(self):
        self.assertEqual(Run(["flow", ENDLESS_FLOW[1], "--at", "1", "--digits", "10"]).err, "")


if __name__ == "__main__":
    unittest.main()
