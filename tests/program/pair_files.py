"""Pairs of two features in files that `analyze` reads; what the tests of it share."""

import random
import struct

from program import PROBLEMS, ProgramTest

DATA = PROBLEMS.parent / "data"
START = ["--depth", "2", "--epsilon", "1e-3"]
NUMBERS = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H"}


def npy(values, shape, dtype="<f8", fortran=False, header=None):
    """Bytes of a .npy file; `values` in C order."""
    if fortran:
        index = [0] * len(shape)
        order = []
        for _ in values:
            place = 0
            for i, length in zip(index, shape):
                place = place * length + i
            order.append(values[place])
            for axis, length in enumerate(shape):  # the first index runs fastest
                index[axis] += 1
                if index[axis] < length:
                    break
                index[axis] = 0
        values = order
    text = header or repr({"descr": dtype, "fortran_order": fortran, "shape": tuple(shape)})
    text += " " * (-(len(text) + 11) % 64) + "\n"
    order = ">" if dtype.startswith(">") else "<"
    data = struct.pack(f"{order}{len(values)}{NUMBERS.get(dtype[1:], 'd')}", *values)
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + data


def sample(pairs, seed=0):
    """Pairs of two features in conflict, from whole numbers so that every dtype holds them."""
    draw = random.Random(seed)
    rows = []
    for _ in range(pairs):
        clean, noisy = draw.randint(-6, 6), draw.randint(-9, 9)
        x = [clean + draw.randint(-1, 1), noisy + draw.randint(-12, 12)]
        y = [clean + draw.randint(-1, 1), noisy + draw.randint(-12, 12)]
        rows.append((x, y))
    return rows


def flat(rows):
    return [number for x, y in rows for number in x + y]


class AnalyzeTest(ProgramTest):
    def write(self, name, content):
        path = self.directory / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def analysis(self, *arguments):
        return self.answer("analyze", *arguments, *START)

    def write_csv(self, rows, name="pairs.csv"):
        lines = ["x_a,x_b,y_a,y_b"] + [",".join(map(str, x + y)) for x, y in rows]
        return self.write(name, "\n".join(lines) + "\n")
