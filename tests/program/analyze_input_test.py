"""`analyze`: one message for files that hold no answer."""

import json
import math
import random
import unittest
import zipfile

from pair_files import START, AnalyzeTest, flat, npy, sample
from program import INVALID_INPUT, USAGE, Run


CHOOSE = "; --columns chooses which columns are read"


class WrongInputTest(AnalyzeTest):
    def refuse(self, content, message, *options, name="bad.csv"):
        path = self.write(name, content)
        self.assert_refused(["analyze", path, *START, *options], INVALID_INPUT, path, message)

    def test_files_are_written_all_or_none(self):
        pairs = self.write("good.csv", "x_a,x_b,y_a,y_b\n1,2,1,1\n3,1,2,-1\n-2,1,-1,2\n0,-3,1,-1\n2,2,1,0\n")
        before = sorted(self.directory.iterdir())
        problem, plot = str(self.directory / "problem.json"), str(self.directory / "none" / "plot.svg")
        for options, where in [(["--write-problem", problem, "--output", plot], plot),
                               (["--write-problem", problem, "--plot", plot], plot)]:
            run = Run(["analyze", pairs, *START, *options])
            self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
            self.assertEqual(run.err, f"error: {where}: cannot be written: No such file or directory\n")
            self.assertEqual(sorted(self.directory.iterdir()), before)

    def test_only_a_problem_of_its_own_is_overwritten(self):
        pairs = self.write("good.csv", "x_a,x_b,y_a,y_b\n1,2,1,1\n3,1,2,-1\n-2,1,-1,2\n0,-3,1,-1\n2,2,1,0\n")
        path = self.directory / "problem.json"
        command = ["analyze", pairs, *START, "--write-problem", str(path)]
        self.assertEqual(Run(command).code, 0)
        written = path.read_text()
        self.assertEqual(Run(command).code, 0)  # its own: overwritten
        renamed = {**json.loads(written), "features": [{"name": "edge", "lambda": "1", "variance": "1"}]}
        without = json.loads(written)
        del without["mixing"]
        for text in ("", "notes", "[]", "[" * 100000, "{}", json.dumps(renamed), json.dumps(without),
                     json.dumps({**json.loads(written), "features": 3}), written.replace("problem/1", "problem/2")):
            path.write_text(text)
            self.assert_refused(command, INVALID_INPUT, str(path),
                                "exists and is not a problem that analyze wrote: choose another file, or overwrite it with "
                                "--force", kind="output")
            self.assertEqual(path.read_text(), text)
            self.assertEqual(Run([*command, "--force"]).code, 0)
            self.assertEqual(path.read_text(), written)
        self.assert_refused(["analyze", pairs, *START, "--force"], USAGE, "--force", "goes with --write-problem")

    def test_the_former_name_of_an_option_says_the_new_one(self):
        pairs = self.write("good.csv", "x_a,y_a\n1,2\n3,5\n")
        run = Run(["analyze", pairs, *START, "--problem", str(self.directory / "p.json")])
        self.assertEqual((run.code, run.out), (USAGE, ""))
        self.assertIn("--problem (--write-problem FILE writes the problem)", run.err)
        self.assertFalse((self.directory / "p.json").exists())

    def test_csv(self):
        good = "x_a,y_a\n1,2\n3,5\n"
        cases = [
            ("", "is empty"),
            ("x_a,y_a\n", "has a header and no rows"),
            ("1,2\n3,4\n", "its first line has numbers; expected a header with the names of the columns"),
            ("x_a,\n1,2\n", "column 2 has no name"),
            ("x_a,x_a\n1,2\n", 'duplicate column name "x_a" in the header'),
            ("a,b\n1,2\n", "has no columns x_* and y_*: pairs need them, one table needs --masking, --lag or --views"),
            ("x_a,x_b,y_a\n1,2,3\n", "column x_b has no partner y_b: x and y must have the same columns"),
            ("x_a,y_a,y_b\n1,2,3\n", "column y_b has no partner x_b: x and y must have the same columns"),
            (good + "1\n", "line 4 has 1 field and the header 2"),
            (good + "\n1,2,3\n", "line 5 has 3 fields and the header 2"),
            (good + "1,two\n", 'line 4, column y_a: "two" is not a decimal number' + CHOOSE),
            (good + "0x10,2\n", 'line 4, column x_a: "0x10" is not a decimal number' + CHOOSE),
            (good + "1,\n", "line 4, column y_a is empty; --drop-missing leaves out such rows"),
            (good + "1,n/a\n", 'line 4, column y_a is "n/a", not a number; --drop-missing leaves out such rows'),
            (",x_a,\n0,1,2\n", "column 3 has no name"),
            (good + "NaN,inf\n-Inf,2\n", "has 3 values that are not finite, the first at line 4, column x_a: NaN"
                                    "; --drop-missing leaves out rows with NaN"),
            (good + "1,1e999\n", "has 1 value that is not finite, the first at line 4, column y_a: infinity"),
            (good + '1,"2\n', "line 4 is not CSV: "),
            ("x_a,x_b,y_a,y_b\n1,2,3,4\n2,1,4,5\n",
             "2 pairs of 2 columns: sxx is singular with fewer than 3 pairs"),
            ("x_a,y_a\n1,2\n", "1 pair of 1 columns: sxx is singular with fewer than 2 pairs"),
            ("x_a,y_a\n1,2\n1,3\n", "constant column a: sxx is singular"),
            ("x_a,y_a\n1e200,2\n-1e200,3\n",
             "holds values so large that the sums of their squares overflow: scale the columns"),
            ("x_a,y_a\n1e-155,2\n-1e-155,3\n",
             "column a varies so little that its squares underflow: scale the columns"),
            ("x_a,y_a\n1e-200,2\n-1e-200,3\n0,1\n",
             "column a varies so little that its squares underflow: scale the columns"),
            ("x_a;y_a\n1;2\n", "its columns are separated by semicolons; expected commas (CSV)"),
            ("x_a\ty_a\n1\t2\n", "its columns are separated by tabs; expected commas (CSV)"),
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
        real = "expected real numbers, such as float64"
        bad = list(values)
        bad[7] = math.nan
        cases = [
            (b"", "is empty"),
            (b"hello, world", "is not an .npy array: it does not start with \\x93NUMPY"),
            (npy(values, shape)[:-8], "has 632 bytes of numbers and its header states 640"),
            (npy(values, shape) + b"x", "has 641 bytes of numbers and its header states 640"),
            (npy(values, shape)[:40], "ends within its .npy header, or is damaged there"),
            (npy([], (0, 2, 2)), "is an empty array of shape (0, 2, 2)"),
            (npy(values, (80,), "|O"), f"is an array of Python objects (dtype |O); {real}"),
            (npy(values, (80,), "<c16"), f"is an array of complex numbers (dtype <c16); {real}"),
            (npy(values, (80,), "<U5"), f"is an array of text (dtype <U5); {real}"),
            (npy(values, (20, 4)), "is one table: pairs have shape (n, 2, d), or two files, x and y; a table needs "
                                   "--masking, --lag or --views"),
            (npy(values, (2, 5, 8)), "is one table: pairs have shape (n, 2, d), or two files, x and y; a table needs "
                                     "--masking, --lag or --views"),
            (npy(values[:1], ()), "has shape (); expected (n, d), or (n, 2, d) for pairs"),
            (npy(bad, shape), "has 1 value that is not finite, the first at [1, 1, 1]: NaN; --drop-missing leaves out "
                               "rows with NaN"),
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
                            f"has 9 rows and {x} has more: x and y must have equally many")
        self.assert_refused(["analyze", x, wide, *START], INVALID_INPUT, wide,
                            f"has 3 columns and {x} has 2: x and y must have the same columns")

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
                            f"has 10 rows and {path}, array y has more: x and y must have equally many")
        damaged = self.write("damaged.npz", path.read_bytes()[:100])
        run = Run(["analyze", damaged, *START])
        self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
        self.assertIn("is not an .npz archive: ", run.err)

    def test_options(self):
        path = self.write_csv(sample(30))
        table = self.write("z.csv", "a\n1\n2\n4\n")
        cases = [
            ([table, "--masking", "1"], INVALID_INPUT, "--masking",
             "1 is not a masking ratio: it must lie strictly between 0 and 1"),
            ([table, "--lag", "0"], INVALID_INPUT, "--lag", "0 is not a whole number from 1 to 100000"),
            ([table, "--lag", "5"], INVALID_INPUT, table, "has 3 rows: pairs at lag 5 need more than 5"),
            ([table, "--views", "-1"], INVALID_INPUT, "--views", "-1 is not a standard deviation: it must be >= 0"),
            ([table, "--lag", "1", "--views", "1"], USAGE, "--masking",
             "give at most one of --masking, --lag and --views"),
            ([path, "--centre", "median"], INVALID_INPUT, "--centre",
             'unknown centre "median" (did you mean mean?); expected one of mean, origin'),
            ([path, "--confidence", "1"], INVALID_INPUT, "--confidence",
             "1 is not a confidence level: it must lie strictly between 0 and 1"),
            ([path, "--resamples", "18"], INVALID_INPUT, "--resamples",
             "18 are too few for intervals of 95%: 19 are needed, or 0 for no intervals"),
            ([path, "--resamples", "-1"], INVALID_INPUT, "--resamples", "-1 is not a whole number from 0 to 100000"),
            ([table, "--views", "1e400"], INVALID_INPUT, "--views", "1e400 is beyond 1.8e308, the largest double"),
            ([path, "--columns", "a,,b"], INVALID_INPUT, "--columns",
             '"a,,b" has an empty entry; expected names or patterns between commas'),
            ([path, "--columns", "c*"], INVALID_INPUT, "--columns", f'"c*" matches no column of {path}, which has a, b'),
            ([path, "--columns", "!*"], INVALID_INPUT, "--columns", f"selects no column of {path}"),
            ([path, "--plot", "p.jpg"], INVALID_INPUT, "--plot", '"p.jpg" must end in .svg, .png or .pdf'),
            ([str(self.directory / "none.csv"), "--plot", "plot"], INVALID_INPUT, "--plot",
             '"plot" must end in .svg, .png or .pdf'),
            ([str(self.directory)], INVALID_INPUT, str(self.directory), "is a directory; expected data in a regular file"),
        ]
        for arguments, code, where, message in cases:
            with self.subTest(arguments=arguments):
                self.assert_refused(["analyze", *arguments, *START], code, where, message)


if __name__ == "__main__":
    unittest.main()
