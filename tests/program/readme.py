"""README's commands and what they print, run as a stranger runs them: in a clone, in a shell that knows nothing."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
# A digest of the sources is of one commit, and README is not among them.
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
FENCE = re.compile(r"^```(?P<kind>\w+)(?: exit=(?P<code>\d))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    (?P<command>\S.*?(?:(?:\\\n|\|\n) +\S.*?)*)(?:  +#.*)?$", re.MULTILINE)
SPAN = re.compile(r"`(?P<command>[^`]+)`")
# How a command begins. What else stands in a line of text is a name or an option.
BEGINS = re.compile(r"(\./run |build/bin/\S+ |PYTHONPATH=|/usr/bin/|venv/bin/|echo |jepa-oracle |python3? |pip3? )")
INTERPRETER = "PYTHONPATH=build/python /usr/bin/python3"
SECONDS = 300


@dataclass
class Block:
    """Something to be run, at its place in README. `kind`: console, python, indented or inline."""

    kind: str
    command: str
    code: int
    start: int
    end: int
    printed: str = ""  # console: what README shows

    @property
    def is_large(self):
        """Builds, installs or needs a large package: tested where that is at hand."""
        return bool(re.match(r"\./run |venv/bin/|.* -m venv ", self.command)) or "torch" in self.command


def blocks(text):
    """Everything in README that is meant to be run, in order."""
    found = []
    prose = FENCE.sub(lambda fence: re.sub(r"[^\n]", " ", fence[0]), text)
    for fence in FENCE.finditer(text):
        body = fence["body"]
        if fence["kind"] == "python":
            found.append(Block("python", body, 0, *fence.span("body")))
            continue
        shown = re.fullmatch(r"\$ ((?:[^\n]*\\\n)*[^\n]*)\n(.*)", body, re.DOTALL)
        if fence["kind"] != "console" or not shown:
            raise ValueError(f"a block that is neither Python nor a command with its output: {body[:60]!r}")
        start = fence.start("body") + shown.start(2)
        found.append(Block("console", shown[1], int(fence["code"] or 0), start, fence.end("body"), shown[2]))
    for kind, pattern in ("indented", INDENTED), ("inline", SPAN):
        for match in pattern.finditer(prose):
            command = match["command"] if kind == "indented" else match["command"].replace("\n", " ")
            if BEGINS.match(command):
                found.append(Block(kind, command, 0, *match.span()))
    return sorted(found, key=lambda block: block.start)


class Clone:
    """What a fresh clone holds after `./run build`, in a directory of its own, where commands may leave files."""

    def __init__(self, directory, program, module):
        self.directory = Path(directory) / "jepa-oracle"
        left_out = shutil.ignore_patterns("build*", ".git", ".cache", "__pycache__")
        shutil.copytree(ROOT, self.directory, ignore=left_out)
        (self.directory / "build" / "bin").mkdir(parents=True)
        (self.directory / "build" / "bin" / "jepa-oracle").symlink_to(program)
        shutil.copytree(module, self.directory / "build" / "python", ignore=left_out)
        home = Path(directory) / "home"
        home.mkdir()
        self.environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(home)}

    def run(self, command, stdin=""):
        return subprocess.run(["bash", "-c", command], input=stdin, capture_output=True, text=True, timeout=SECONDS,
                              cwd=self.directory, env=self.environment)

    def run_python(self, code):
        """As code is pasted into an interpreter: a line that cannot stand where it stands is an error here."""
        return self.run(f"{INTERPRETER} -q -i", code + "\n")


def printed_by(code):
    """What a Python example says that it prints: the comment under each line that prints."""
    lines = code.splitlines()
    return [after.removeprefix("# ") for line, after in zip(lines, lines[1:] + [""]) if line.startswith("print(")]


def with_printed(code, printed):
    """The example with these lines in place of its comments."""
    lines, rest = code.splitlines(), list(printed)
    for i, line in enumerate(lines[:-1]):
        if line.startswith("print(") and rest:
            lines[i + 1] = f"# {rest.pop(0)}"
    return "\n".join(lines) + "\n"


def stable(text):
    return DIGEST.sub("sha256:...", text)


def evidence_sentence(verified):
    """What a verdict amounts to, by the evidence of proofs-notes/verified.json, where misreadings are refuted alike."""
    kinds = {"exact": "by exact arithmetic", "enclosed": "by disjoint or narrow enclosures",
             "refined": "by numbers without a bound whose error falls as it must", "sampled": "by statistics"}
    counts = {}
    for claim in verified["claims"].values():
        kind = claim["evidence"].split(",")[0]
        counts[kind] = counts.get(kind, 0) + 1
    parts = [f"{counts[kind]}{'' if i else ' claims'} {how} ({kind})" for i, (kind, how) in enumerate(kinds.items())]
    return f"A claim holds when every case was decided: {', '.join(parts)}."


EVIDENCE = re.compile(r"A claim holds when every case was decided: [^.]*\(sampled\)\.")
