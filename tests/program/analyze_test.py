"""`analyze`: from pairs in files to the predicted order, and one message for files that hold no answer."""

import math
import random
import struct
import unittest
import zipfile

from program import INVALID_INPUT, OK, PROBLEMS, USAGE, ProgramTest, Run

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


def moments(rows, centre=True):
    """sxx and syx of plane pairs in exact-enough sums, written independently."""
    n = len(rows)
    means = [[math.fsum(pair[v][j] for pair in rows) / n if centre else 0 for j in range(2)] for v in range(2)]

    def moment(v, i, j):
        return math.fsum((pair[v][i] - means[v][i]) * (pair[0][j] - means[0][j]) for pair in rows) / n

    return [[[moment(v, i, j) for j in range(2)] for i in range(2)] for v in range(2)]


def features(rows, centre=True):
    """(lambda, rho) in the orthonormal basis of the plane that makes both moments most diagonal, by falling lambda."""
    (a, c) = moments(rows, centre)
    c[0][1] = c[1][0] = (c[0][1] + c[1][0]) / 2

    def of(matrix, turn):
        x, y = math.cos(turn), math.sin(turn)
        return matrix[0][0] * x * x + 2 * matrix[0][1] * x * y + matrix[1][1] * y * y

    def off_diagonal(turn):
        """Squares that are left beside the diagonals: sin and cos of 2 turn, so smooth with one minimum in pi / 2."""
        total = 0
        for m in (a, c):
            entry = (m[1][1] - m[0][0]) / 2 * math.sin(2 * turn) + m[0][1] * math.cos(2 * turn)
            total += entry**2 / (m[0][0] ** 2 + 2 * m[0][1] ** 2 + m[1][1] ** 2)
        return total

    best = min((k * math.pi / 2000 for k in range(1000)), key=off_diagonal)
    step = math.pi / 2000
    while step > 1e-9:  # by thirds
        best, step = min((best - step, best, best + step), key=off_diagonal), step / 1.5
    found = [(of(c, turn), of(c, turn) / of(a, turn)) for turn in (best, best + math.pi / 2)]
    return sorted(found, reverse=True)


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


class EstimateTest(AnalyzeTest):
    def test_features_are_those_of_the_moments(self):
        rows = sample(300)
        for centre in ["mean", "origin"]:
            found = self.analysis(self.write_csv(rows), "--centre", centre, "--resamples", "0")
            for feature, (value, rho) in zip(found["features"], features(rows, centre == "mean")):
                # Sums of 300 small whole numbers are exact in double; angles are right to the root of the rounding,
                # 1e-8, where the off-diagonal entries, less than 10, are what lambda moves by.
                self.assertAlmostEqual(float(feature["lambda"]), value, delta=1e-6)
                self.assertAlmostEqual(float(feature["rho"]), rho, delta=1e-7)

    def test_every_form_of_the_same_pairs_gives_the_same_answer(self):
        rows = sample(300)
        expected = self.analysis(self.write_csv(rows))["features"]
        xs, ys = [n for x, _ in rows for n in x], [n for _, y in rows for n in y]
        n = len(rows)
        forms = {}
        for dtype in ["<f8", ">f8", "<f4", ">f4", "<f2", "|i1", "<i2", ">i4", "<i8", ">i8"]:
            for fortran in [False, True]:
                forms[f"{dtype} {fortran}"] = [self.write(f"{len(forms)}.npy", npy(flat(rows), (n, 2, 2), dtype, fortran))]
        forms["two files"] = [self.write("x.npy", npy(xs, (n, 2))), self.write("y.npy", npy(ys, (n, 2), "<i2", True))]
        for method in [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]:
            with zipfile.ZipFile(self.directory / f"{method}.npz", "w", method) as archive:
                archive.writestr("x.npy", npy(xs, (n, 2)))
                archive.writestr("y.npy", npy(ys, (n, 2), ">f4", True))
            forms[f"npz {method}"] = [str(self.directory / f"{method}.npz")]
        forms["crlf, quotes, mark"] = [self.write("q.csv", "\ufeff" + "\r\n".join(
            ['"x_a","x_b",id,"y_a",y_b'] + [f'"{x[0]}",{x[1]},"a, ""b""",+{y[0]},{y[1]}.0e0' for x, y in rows]))]
        for name, paths in forms.items():
            with self.subTest(name):
                found = self.analysis(*paths)["features"]
                for one, other in zip(found, expected):
                    for key in ["lambda", "rho", "variance", "lambda_interval", "rho_interval", "direction"]:
                        self.assertEqual(one[key], other[key])

    def test_one_table_makes_pairs(self):
        # An autoregressive series: rho = g^lag in the limit.
        draw, value, lines = random.Random(3), 0.0, ["t"]
        for _ in range(4000):
            value = 0.9 * value + draw.gauss(0, 1)
            lines.append(repr(value))
        path = self.write("series.csv", "\n".join(lines))
        lag = self.analysis(path, "--lag", "2", "--confidence", "0.99")
        self.assertEqual(lag["pairs"], 3998)
        lower, upper = map(float, lag["features"][0]["rho_interval"])
        self.assertTrue(lower < 0.81 < upper, (lower, upper))
        self.assertLess(upper - lower, 0.2)
        # Noise of variance s^2 on variance v: rho = v / (v + s^2).
        views = self.analysis(path, "--views", "2", "--confidence", "0.99")
        ratio = float(views["features"][0]["lambda"]) / (float(views["features"][0]["lambda"]) + 4)
        lower, upper = map(float, views["features"][0]["rho_interval"])
        self.assertTrue(lower < ratio < upper)

    def test_masks_are_complementary_and_have_the_moments_of_the_theory(self):
        # Two columns of equal variance c and correlation k: lambda = r(1-r)(mu - c), mu = c (1 +- k).
        draw, lines = random.Random(4), ["a,b"]
        for _ in range(20000):
            shared = draw.gauss(0, 1)
            lines.append(f"{5 + shared + draw.gauss(0, 0.5)},{shared + draw.gauss(0, 0.5)}")
        found = self.analysis(self.write("z.csv", "\n".join(lines)), "--masking", "0.3", "--confidence", "0.99")
        for feature, eigenvalue in zip(found["features"], [2.25, 0.25]):
            lower, upper = map(float, feature["lambda_interval"])
            self.assertTrue(lower < 0.21 * (eigenvalue - 1.25) < upper, (lower, upper, eigenvalue))

    def test_the_predicted_order_and_window_are_those_of_the_scalar_oracle(self):
        problem = self.directory / "problem.json"
        arguments = ["--depth", "6", "--epsilon", "1e-3", "--fraction", "0.5"]
        found = self.answer("analyze", str(DATA / "two-views.csv"), *arguments, "--problem", str(problem))
        orders = self.answer("order", str(problem), "--digits", "6")["orders"]
        for predicted, oracle in zip(found["orders"], orders):
            self.assertEqual(predicted["features"], oracle["features"])
            self.assertEqual(predicted["critical_times"], oracle["critical_times"])
        conflict = found["conflicts"][0]
        self.assertTrue(conflict["disagree"])
        values = {feature["name"]: f"{feature['lambda']},{feature['rho']}" for feature in found["features"]}
        window = self.answer("window", "--depth", "6", "--fraction", "0.5", "--influential",
                             values[conflict["influential"]], "--noisy", values[conflict["noisy"]], "--digits", "6")
        self.assertEqual([end["value"] for end in conflict["epsilon_window"]],
                         [end["value"] for end in window["epsilon_window"]])

    def test_the_same_seed_gives_the_same_bytes_and_another_one_others(self):
        path = self.write_csv(sample(100))
        first, again, other = (Run(["analyze", path, *START, "--json", "--seed", seed]).out for seed in ["5", "5", "6"])
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_plot_is_a_picture(self):
        picture = self.directory / "picture.svg"
        run = Run(["analyze", self.write_csv(sample(100)), *START, "--plot", str(picture)])
        self.assertEqual((run.code, run.err), (OK, ""))
        text = picture.read_text()
        self.assertIn("<svg", text)
        for words in ["JEPA: predicted", "MAE: predicted", "place under JEPA / MAE"]:
            self.assertIn(words, text)

    def test_text_fits_the_terminal(self):
        run = Run(["analyze", str(DATA / "two-views.csv"), *START])
        self.assertEqual((run.code, run.err), (OK, ""))
        for line in run.out.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_constant_columns_can_be_left_out(self):
        lines = ["x_a,x_b,y_a,y_b"] + [f"{x[0]},7,{y[0]},{y[1]}" for x, y in sample(50)]
        found = self.analysis(self.write("constant.csv", "\n".join(lines)), "--drop-constant")
        self.assertEqual((found["columns"], found["dropped"]), (["a"], ["b"]))
        self.assertEqual(len(found["features"]), 1)


class WrongInputTest(AnalyzeTest):
    def refuse(self, content, message, *options, name="bad.csv"):
        path = self.write(name, content)
        self.assert_refused(["analyze", path, *START, *options], INVALID_INPUT, path, message)

    def test_csv(self):
        good = "x_a,y_a\n1,2\n3,5\n"
        cases = [
            ("", "is empty"),
            ("x_a,y_a\n", "holds a header and no rows"),
            ("1,2\n3,4\n", "its first line holds numbers: a CSV file starts with the names of its columns"),
            ("x_a,\n1,2\n", "column 2 has no name"),
            ("x_a,x_a\n1,2\n", 'column name "x_a" stands twice in the header'),
            ("a,b\n1,2\n", "has no columns x_* and y_*: pairs need them, one table needs --masking, --lag or --views"),
            ("x_a,x_b,y_a\n1,2,3\n", "column x_b has no partner y_b: x and y have the same columns"),
            ("x_a,y_a,y_b\n1,2,3\n", "column y_b has no partner x_b: x and y have the same columns"),
            (good + "1\n", "line 4 has 1 field and the header 2"),
            (good + "\n1,2,3\n", "line 5 has 3 fields and the header 2"),
            (good + "1,two\n", 'line 4, column y_a: "two" is not a decimal number'),
            (good + "0x10,2\n", 'line 4, column x_a: "0x10" is not a decimal number'),
            (good + "1,\n", "line 4, column y_a is empty"),
            (good + "NaN,inf\n-Inf,2\n", "has 3 values that are not finite, the first at line 4, column x_a: NaN"),
            (good + "1,1e999\n", "has 1 value that is not finite, the first at line 4, column y_a: infinity"),
            (good + '1,"2\n', "line 4 is not CSV: "),
            ("x_a,x_b,y_a,y_b\n1,2,3,4\n2,1,4,5\n",
             "2 pairs of 2 columns: sxx is singular with fewer than 3 pairs"),
            ("x_a,y_a\n1,2\n", "1 pair of 1 columns: sxx is singular with fewer than 2 pairs"),
            ("x_a,y_a\n1,2\n1,3\n", "constant column a: without variance sxx is singular"),
            ("x_a,y_a\n1e200,2\n-1e200,3\n",
             "holds values so large that the sums of their squares overflow: scale the columns"),
        ]
        for content, message in cases:
            with self.subTest(content=content):
                if message.endswith(": "):
                    run = Run(["analyze", self.write("bad.csv", content), *START])
                    self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
                    self.assertIn(message, run.err)
                else:
                    self.refuse(content, message)

    def test_collinear_columns_are_named(self):
        rows = sample(40)
        lines = ["x_a,x_b,x_c,y_a,y_b,y_c"]
        lines += [f"{x[0]},{x[1]},{2 * x[0] - x[1] + 3},{y[0]},{y[1]},0" for x, y in rows]
        self.refuse("\n".join(lines), "column c is a linear combination of a, b: sxx is singular")

    def test_npy(self):
        rows = sample(20)
        values, shape = flat(rows), (20, 2, 2)
        real = "real numbers are needed, such as float64"
        bad = list(values)
        bad[7] = math.nan
        cases = [
            (b"", "is empty"),
            (b"hello, world", "is no .npy array: it does not start with \\x93NUMPY"),
            (npy(values, shape)[:-8], "holds 632 bytes of numbers and its header promises 640"),
            (npy(values, shape) + b"x", "holds 641 bytes of numbers and its header promises 640"),
            (npy(values, shape)[:40], "ends within its .npy header, or is damaged there"),
            (npy([], (0, 2, 2)), "is an empty array of shape (0, 2, 2)"),
            (npy(values, (80,), "|O"), f"is an array of Python objects (dtype |O): {real}"),
            (npy(values, (80,), "<c16"), f"is an array of complex numbers (dtype <c16): {real}"),
            (npy(values, (80,), "<U5"), f"is an array of text (dtype <U5): {real}"),
            (npy(values, (20, 4)), "is one table: pairs have shape (n, 2, d), or two files, x and y; a table needs "
                                   "--masking, --lag or --views"),
            (npy(values, (2, 2, 20)[:1] + (5, 8)), "has shape (2, 5, 8): (n, d), or (n, 2, d) for pairs, is needed"),
            (npy(bad, shape), "has 1 value that is not finite, the first at [1, 1, 1]: NaN"),
            (npy(values, shape, header="{'descr': '<f8'}"),
             "has no .npy header of {'descr', 'fortran_order', 'shape'}: a key is missing"),
            (npy(values, shape, header="__import__('os')"),
             "has no .npy header of {'descr', 'fortran_order', 'shape'}: '{' is missing"),
        ]
        for content, message in cases:
            with self.subTest(message=message):
                name = "bad.npy"
                if message == "is an array of Python objects (dtype |O): " + real:
                    content = npy(values, (80,), "|O", header="{'descr': '|O', 'fortran_order': False, 'shape': (80,), }")
                self.refuse(content, message, name=name)

    def test_views_of_different_length(self):
        x = self.write("x.npy", npy(list(range(20)), (10, 2)))
        y = self.write("y.npy", npy(list(range(18)), (9, 2)))
        wide = self.write("wide.npy", npy(list(range(30)), (10, 3)))
        self.assert_refused(["analyze", x, y, *START], INVALID_INPUT, y,
                            f"ends after 9 rows and {x} does not: every x has its y")
        self.assert_refused(["analyze", x, wide, *START], INVALID_INPUT, wide,
                            f"has 3 columns and {x} has 2: x and y have the same columns")

    def test_an_archive_with_a_flipped_bit_is_refused(self):
        draw = random.Random(1)
        pairs = [npy([draw.gauss(0, 1) for _ in range(100)], (50, 2)) for _ in range(2)]
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            path = self.directory / "flipped.npz"
            with zipfile.ZipFile(path, "w", method) as archive:
                for name, array in zip(("x", "y"), pairs):
                    archive.writestr(f"{name}.npy", array)
            data = bytearray(path.read_bytes())
            if method == zipfile.ZIP_STORED:
                data[300] ^= 1
            else:
                with zipfile.ZipFile(path) as archive:
                    entry = archive.getinfo("x.npy")
                place = data.index(entry.CRC.to_bytes(4, "little"), data.index(b"PK\x01\x02"))
                data[place] ^= 1
            path.write_bytes(data)
            run = Run(["analyze", str(path), *START])
            self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
            self.assertRegex(run.err, r"^error: .*flipped.npz, array x: cannot be read: .*CRC")

    def test_few_blocks_give_no_intervals(self):
        draw = random.Random(1)
        path = self.directory / "series.npy"
        path.write_bytes(npy([draw.gauss(0, 1) for _ in range(600)], (300, 2)))
        answer = self.answer("analyze", str(path), "--lag", "20", *START)
        self.assertEqual(answer["resamples"], 0)
        run = Run(["analyze", str(path), "--lag", "20", *START])
        self.assertIn("blocks are too few to resample", " ".join(run.out.split()))

    def test_npz(self):
        path = self.directory / "bad.npz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("x.npy", npy(list(range(20)), (10, 2)))
        self.assert_refused(["analyze", str(path), *START], INVALID_INPUT, str(path),
                            "has no array y (it has: x): pairs are the arrays x and y; a table needs --masking, --lag "
                            "or --views")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("x.npy", npy(list(range(20)), (10, 2)))
            archive.writestr("y.npy", npy(list(range(22)), (11, 2)))
        self.assert_refused(["analyze", str(path), *START], INVALID_INPUT, f"{path}, array x",
                            f"ends after 10 rows and {path}, array y does not: every x has its y")
        damaged = self.write("damaged.npz", path.read_bytes()[:100])
        run = Run(["analyze", damaged, *START])
        self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
        self.assertIn("is no .npz archive: ", run.err)

    def test_options(self):
        path = self.write_csv(sample(30))
        table = self.write("z.csv", "a\n1\n2\n4\n")
        cases = [
            ([table, "--masking", "1"], INVALID_INPUT, "--masking",
             "1 is no share of entries: it must lie strictly between 0 and 1"),
            ([table, "--lag", "0"], INVALID_INPUT, "--lag", "0 is not a whole number from 1 to 100000"),
            ([table, "--lag", "5"], INVALID_INPUT, table, "has 3 rows: pairs at lag 5 need more than 5"),
            ([table, "--views", "-1"], INVALID_INPUT, "--views", "-1 is no standard deviation: it must be >= 0"),
            ([table, "--lag", "1", "--views", "1"], USAGE, "--masking",
             "at most one of --masking, --lag and --views makes the pairs"),
            ([path, "--centre", "median"], INVALID_INPUT, "--centre",
             '"median" is no point to take moments about: mean or origin'),
            ([path, "--confidence", "1"], INVALID_INPUT, "--confidence",
             "1 is no level: it must lie strictly between 0 and 1"),
            ([path, "--resamples", "18"], INVALID_INPUT, "--resamples",
             "18 are too few for intervals of 95%: 19 are needed, or 0 for no intervals"),
            ([path, "--resamples", "-1"], INVALID_INPUT, "--resamples", "-1 is not a whole number from 0 to 100000"),
            ([str(self.directory)], INVALID_INPUT, str(self.directory), "is a directory: data is a regular file"),
        ]
        for arguments, code, where, message in cases:
            with self.subTest(arguments=arguments):
                self.assert_refused(["analyze", *arguments, *START], code, where, message)


if __name__ == "__main__":
    unittest.main()
