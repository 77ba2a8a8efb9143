"""The pages for readers (README, docs, CONTRIBUTING): their commands and what they print, run as a stranger runs them: in
a clone, in a shell that knows nothing. A page in docs is found by itself."""

import json
import re
import shutil
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
PAGES = {page.stem: page for page in (README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))}
VERIFIED = ROOT / "proofs-notes" / "verified.json"
# A digest of the sources is of one commit, and pages are not among them.
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
FENCE = re.compile(r"^```(?P<kind>\w+)(?: exit=(?P<code>\d)| file=(?P<file>\S+))?\n(?P<body>.*?)^```$",
                   re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    (?P<command>\S.*?(?:(?:\\\n|\|\n) +\S.*?)*)(?:  +#.*)?$", re.MULTILINE)
SPAN = re.compile(r"`(?P<command>[^`]+)`")
# How a command begins. What else stands in a line of text is a name or an option.
BEGINS = re.compile(r"(\./run |build/bin/\S+ |PYTHONPATH=|/usr/bin/|venv/bin/|echo |jepa-oracle |python3? |pip3? )")
# What is not run here: it builds, installs, takes minutes or needs a large package.
LARGE = re.compile(r"\./run |venv/bin/|.* -m venv |build/bin/(?!jepa-oracle )")
INTERPRETER = "PYTHONPATH=build/python /usr/bin/python3"
SECONDS = 300


@dataclass
class Block:
    """Something to be run, at its place in a page. `kind`: console, python, indented, inline; or file, the copy of one."""

    kind: str
    command: str  # file: its path
    code: int
    start: int
    end: int
    printed: str = ""  # console: what the page shows; file: what it holds

    @property
    def is_large(self):
        return bool(LARGE.match(self.command)) or "torch" in self.command


def fenced(fence):
    """The block between two fences."""
    body, start, end = fence["body"], *fence.span("body")
    if fence["file"]:
        return Block("file", fence["file"], 0, start, end, body)
    if fence["kind"] == "python":
        return Block("python", body, 0, start, end)
    shown = re.fullmatch(r"\$ ((?:[^\n]*\\\n)*[^\n]*)\n(.*)", body, re.DOTALL)
    if fence["kind"] != "console" or not shown:
        raise ValueError(f"a block that is neither a file, nor Python, nor a command with its output: {body[:60]!r}")
    return Block("console", shown[1], int(fence["code"] or 0), start + shown.start(2), end, shown[2])


def blocks(text):
    """Everything in a page that is meant to be run, in order."""
    found = [fenced(fence) for fence in FENCE.finditer(text)]
    prose = FENCE.sub(lambda fence: re.sub(r"[^\n]", " ", fence[0]), text)
    if "```" in prose:
        raise ValueError("a block without a kind")
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
             "refined": "by numbers without a bound whose error decreases at the proved rate", "sampled": "by statistics"}
    counts = {}
    for claim in verified["claims"].values():
        kind = claim["evidence"].split(",")[0]
        counts[kind] = counts.get(kind, 0) + 1
    parts = [f"{counts[kind]}{'' if i else ' claims'} {how} ({kind})" for i, (kind, how) in enumerate(kinds.items())]
    return f"A claim holds when every case was decided: {', '.join(parts)}."


EVIDENCE = re.compile(r"A claim holds when every case was decided: [^.]*\(sampled\)\.")


def as_printed(text, clone):
    """The page with what its commands print now, with the files that it shows, and with today's count of the evidence."""
    replaced = []
    for block in blocks(text):
        if block.kind == "file":
            replaced.append((block, (ROOT / block.command).read_text(encoding="utf-8")))
        elif block.is_large or block.command == INTERPRETER:
            continue
        elif block.kind == "python":
            printed = clone.run_python(block.command).stdout.splitlines()
            replaced.append((block, with_printed(block.command, printed)))
        else:
            done = clone.run(block.command)  # inline commands too: later ones read what they leave
            if block.kind == "console":
                replaced.append((block, stable(done.stdout)))
    for block, new in reversed(replaced):
        text = text[: block.start] + new + text[block.end :]
    sentence = evidence_sentence(json.loads(VERIFIED.read_text(encoding="utf-8")))
    wrapped = EVIDENCE.search(text)
    if wrapped and wrapped[0].replace("\n", " ") != sentence:
        text = text[: wrapped.start()] + textwrap.fill(sentence, 120) + text[wrapped.end() :]
    return text
