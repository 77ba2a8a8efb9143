"""Every conversion of a double to an exact number goes through one function, which checks that it is finite.

The big-number library raises SIGFPE on an infinity. Whoever converts calls `__gmpq_set_d` (or a sibling of it), directly
or through Boost's constructors and comparisons: in the compiled code only `exact_rational` may.

Usage: one_conversion.py OBJECT-FILE...
"""

import subprocess
import sys

CONVERSIONS = ("__gmpq_set_d", "__gmpz_set_d", "__gmpf_set_d", "__gmpz_init_set_d", "__gmpf_init_set_d")
ONLY = "rational.cpp"


def callers(objects):
    """Names of object files that call a conversion, with which one."""
    done = subprocess.run(["nm", "--print-file-name", "--undefined-only", *objects], capture_output=True, text=True,
                          check=True)
    found = {}
    for line in done.stdout.splitlines():
        name, symbol = line.rsplit(":", 1)[0], line.split()[-1]
        if symbol in CONVERSIONS:
            found.setdefault(name.split(":")[0], set()).add(symbol)
    return found


def main():
    objects = [name for argument in sys.argv[1:] for name in argument.split(";") if name.endswith((".o", ".obj"))]
    if len(objects) < 50:  # several sources may be compiled together
        sys.exit(f"{len(objects)} object files: those of the library, the program and the properties are needed")
    found = callers(objects)
    only = [name for name in found if name.endswith((f"/{ONLY}.o", f"/{ONLY}.obj"))]
    others = sorted(set(found) - set(only))
    if len(only) != 1:
        sys.exit(f"{ONLY} should hold the one conversion; the objects that do: {sorted(found)}")
    if others:
        sys.exit("double is converted to an exact number without a check (use exact_rational):\n  " + "\n  ".join(others))


if __name__ == "__main__":
    main()
