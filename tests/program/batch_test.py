"""`critical-time --batch`: many problems from a file, one line of answer each, errors in their lines."""

import csv
import io
import json
import unittest

from program import INVALID_INPUT, OK, USAGE, ProgramTest, Run, options

HEADER = "objective,depth,top_depth,lambda,rho,epsilon,fraction,level"
GOOD = ["jepa,3,,0.9,0.7,1e-4,0.5,", "jepa,2,3,1,1/2,1e-3,,0.1", "spectral,2,,0.9,0.7,1e-4,0.5,"]


class BatchTest(ProgramTest):
    def file(self, *lines, name="problems.csv"):
        path = self.directory / name
        path.write_text("\n".join(lines) + "\n")
        return str(path)

    def rows(self, path, *more, code=OK):
        run = Run(["critical-time", "--batch", path, *more])
        self.assertEqual((run.code, run.err), (code, ""))
        return list(csv.DictReader(io.StringIO(run.out)))

    def test_every_answer_is_that_of_the_single_command(self):
        rows = self.rows(self.file(HEADER, *GOOD), "--digits", "30")
        names = HEADER.split(",")
        for i, (row, text) in enumerate(zip(rows, GOOD, strict=True)):
            given = {name.replace("_", "-"): value for name, value in zip(names, text.split(",")) if value}
            alone = self.answer("critical-time", *options(**given, digits=30))
            self.assertEqual(row["line"], str(i + 2))
            self.assertEqual({key: row[key] for key in ("lower", "upper")},
                             {key: alone["critical_time"][key] for key in ("lower", "upper")})
            self.assertEqual((row["critical_time"], row["outcome"], row["error"]),
                             (alone["critical_time"]["value"], "reached", ""))

    def test_weight_decay_and_lejepa_are_fields(self):
        header = "objective,depth,lambda,rho,epsilon,fraction,weight_decay,weight,batch_size"
        problems = ["jepa,2,0.9,0.75,0.1,0.5,0.01,,", "jepa,2,1,0.3,0.04,0.5,0.004,,", "mae,2,0.9,0.75,0.1,0.5,0,,",
                    "lejepa,1,0.9,0.9,0.01,0.5,,0.05,", "lejepa,1,1,1,0.01,0.5,,0.05,8", "lejepa,1,0.5,0.5,0.01,0.5,,0.05,"]
        rows = self.rows(self.file(header, *problems), "--digits", "20")
        for row, text in zip(rows, problems, strict=True):
            given = {name.replace("_", "-"): value for name, value in zip(header.split(","), text.split(",")) if value}
            alone = self.answer("critical-time", *options(**given, digits=20))
            self.assertEqual(row["outcome"], alone["outcome"])
            self.assertEqual(row["critical_time"], alone["critical_time"]["value"] if alone["critical_time"] else "")
        self.assertEqual([row["outcome"] for row in rows], ["reached", "dies", "reached", "reached", "reached", "dies"])
        broken = {"jepa,2,0.9,0.75,0.1,0.5,,0.05,": "weight: needs objective lejepa: it is of SIGReg",
                  "mae,2,0.9,0.75,0.1,0.5,,,8": "batch_size: needs objective lejepa: it is of SIGReg",
                  "lejepa,1,0.9,0.9,0.01,0.5,0.1,0.05,": "weight_decay: excludes objective lejepa",
                  "lejepa,1,0.9,0.9,0.01,0.5,,,": "weight: is required by objective lejepa: the weight c of SIGReg",
                  "jepa,2,0.9,0.75,0.1,0.5,-1,,": "weight_decay: -1 is negative: weights shrink or stay"}
        rows = self.rows(self.file(header, *broken), code=INVALID_INPUT)
        self.assertEqual([row["error"] for row in rows], list(broken.values()))

    def test_json_lines_say_the_same_as_csv(self):
        path = self.file(*(json.dumps({k: v for k, v in zip(HEADER.split(","), row.split(",")) if v})
                           for row in GOOD), name="problems.jsonl")
        run = Run(["critical-time", "--batch", path, "--json"])
        self.assertEqual((run.code, run.err), (OK, ""))
        found = [json.loads(line) for line in run.out.splitlines()]
        rows = self.rows(self.file(HEADER, *GOOD))
        self.assertEqual([each["critical_time"]["value"] for each in found], [row["critical_time"] for row in rows])
        self.assertEqual([each["line"] for each in found], [1, 2, 3])

    def test_a_broken_line_has_its_error_and_the_others_are_answered(self):
        broken = {
            "jepa,0,,0.9,0.7,1e-4,0.5,": "depth: 0 is not a depth: an encoder has 1 to 1000 layers",
            "jepa,3,,0.9,0.7,1e-4,0.5,0.1": None,
            "jepa,3,,0.9,0.7,1e-4,0.5": "line 4: has 7 fields and the header 8",
            ",3,,0.9,0.7,1e-4,0.5,": "objective: is missing",
            "barlow,3,2,0.9,0.7,1e-4,0.5,": "top_depth: Barlow Twins has no predictor or decoder: leave the number of its "
                                            "layers out",
            "jepa,3,,0.9,nan,1e-4,0.5,": 'rho: "nan" is not a finite decimal number or fraction',
            'jepa,3,,"0,9",0.7,1e-4,0.5,': 'lambda: "0,9" is not a finite decimal number or fraction',
        }
        path = self.file(HEADER, GOOD[0], *broken, GOOD[1])
        rows = self.rows(path, code=INVALID_INPUT)
        self.assertEqual(len(rows), 2 + len(broken))
        self.assertEqual([rows[0]["error"], rows[-1]["error"]], ["", ""])
        for i, message in enumerate(broken.values()):
            row = rows[i + 1]
            self.assertEqual((row["line"], row["critical_time"]), (str(i + 3), ""))
            if message is not None:
                self.assertEqual(row["error"], message.replace("line 4", f"line {i + 3}"))

    def test_broken_json_lines_name_their_line(self):
        path = self.file('{"objective": "jepa"', '{"objective": ["jepa"]}', '[1]', '{"objectve": "jepa"}')
        run = Run(["critical-time", "--batch", path, "--json"])
        self.assertEqual((run.code, run.err), (INVALID_INPUT, ""))
        errors = [json.loads(line)["error"] for line in run.out.splitlines()]
        self.assertEqual([error["where"] for error in errors], ["line 1", "line 2: objective", "line 3", "line 4"])
        self.assertEqual(errors[1]["message"], "is an array; expected a number or a string")
        self.assertEqual(errors[2]["message"], "is an array; expected an object")
        self.assertTrue(errors[3]["message"].startswith('unknown field "objectve"'), errors[3])

    def test_the_options_of_one_problem_are_refused(self):
        path = self.file(HEADER, *GOOD)
        self.assert_refused(["critical-time", "--batch", path, "--depth", "3"], USAGE, "--batch",
                            "excludes the options of one problem: they are fields of the file")
        self.assert_refused(["critical-time", "--depth", "3"], USAGE, "command line", "--objective is required")

    def test_a_file_that_is_none_is_refused(self):
        unknown = self.file(HEADER.replace("rho", "roh"), *GOOD)
        run = Run(["critical-time", "--batch", unknown])
        self.assertEqual((run.code, run.out), (INVALID_INPUT, ""))
        self.assertTrue(run.err.startswith(f'error: {unknown}: header: unknown field "roh"'), run.err)
        missing = str(self.directory / "none.csv")
        self.assertEqual(Run(["critical-time", "--batch", missing]).code, INVALID_INPUT)

    def test_a_batch_is_written_to_a_file_and_leaves_nothing_else(self):
        path = self.file(HEADER, *GOOD)
        output = self.directory / "times.csv"
        run = Run(["critical-time", "--batch", path, "--output", str(output)])
        self.assertEqual((run.code, run.out, run.err), (OK, "", ""))
        self.assertEqual(output.read_text(), Run(["critical-time", "--batch", path]).out)
        self.assertEqual({each.name for each in self.directory.iterdir()}, {"problems.csv", "times.csv"})

    def test_an_interrupted_batch_goes_on_and_keeps_its_exit_code(self):
        path = self.file(HEADER, "jepa,0,,1,1,1e-3,0.5,", *GOOD)
        output = self.directory / "times.csv"
        whole = Run(["critical-time", "--batch", path]).out
        first = "".join(whole.splitlines(keepends=True)[:3])
        output.write_text(first + "4,reach")  # a line that was cut off
        size = (self.directory / "problems.csv").stat().st_size
        (self.directory / "times.csv.part").write_text(
            f"critical-time --batch {path} ({size} bytes) --digits 50 --time flow\n3 {len(first)}\nbroken ")
        run = Run(["critical-time", "--batch", path, "--output", str(output)])
        self.assertEqual((run.code, run.err), (INVALID_INPUT, ""))
        self.assertEqual(output.read_text(), whole)


if __name__ == "__main__":
    unittest.main()
