"""The helper jepa_oracle.subject: what it gives to the functions, and what it makes of their answers and faults."""

import contextlib
import io
import json
import subprocess
import sys
import unittest

import numpy as np

from jepa_oracle import subject

NETWORK = {"objective": "mae", "layers": [[[1, 0.5]], [[2], [0.25]]], "top": [[1, 0], [0, 1]],
           "sxx": [[1, 0], [0, 1]], "syx": [[0.5, 0], [0, 0.5]]}
SCALAR = {"objective": "jepa", "depth": 2, "lambda": 0.9, "rho": 0.7, "epsilon": 0.0001, "time": "paper"}


def request(method, params=None, identity=7):
    return json.dumps({"jsonrpc": "2.0", "id": identity, "method": method, "params": params or {}})


def answers(*lines, **given):
    """Answers of a subject with the functions given to these lines, and what went to standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(err):
        subject.serve(**{"name": "test", **given}, stdin=lines, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def answer(line, **given):
    return answers(line, **given)[0][0]


def zero_field(objective, layers, top, sxx, syx):
    return [0 * layer for layer in layers], 0 * top


def constant_descent(objective, layers, top, sxx, syx, rate, steps):
    return ((layers, step * np.ones_like(top)) for step in range(steps + 1))


class Description(unittest.TestCase):
    def test_names_what_is_there(self):
        given = answer(request("describe"), field=zero_field, amplitude=abs, version=3, dtype="float32")
        self.assertEqual(given, {"jsonrpc": "2.0", "id": 7, "result": {
            "name": "test", "version": "3", "dtype": "float32", "capabilities": ["amplitude", "field"]}})

    def test_states_an_accuracy_that_was_given(self):
        given = answer(request("describe"), critical_time=abs, accuracy={"critical_time": 1e-8})
        self.assertEqual(given["result"]["accuracy"], {"critical_time": 1e-8})

    def test_a_method_that_is_not_there_is_an_error(self):
        given = answer(request("descend", NETWORK), field=zero_field)
        self.assertEqual(given["error"], {"code": -32601, "message": "descend is absent"})


class Arguments(unittest.TestCase):
    def test_arrays_have_the_dtype_and_the_shapes(self):
        for dtype, arrives in (("float16", "float16"), ("float32", "float32"), ("float64", "float64"),
                               ("float128", "float64")):
            seen = []

            def field(objective, layers, top, sxx, syx):
                seen.extend([objective, *layers, top, sxx, syx])
                return layers, top
            answer(request("field", NETWORK), field=field, dtype=dtype)
            self.assertEqual(seen[0], "mae")
            self.assertEqual([array.shape for array in seen[1:]], [(1, 2), (2, 1), (2, 2), (2, 2), (2, 2)])
            self.assertEqual({array.dtype.name for array in seen[1:]}, {arrives})
            self.assertEqual(seen[2].tolist(), [[2], [0.25]])

    def test_scalars_come_by_name_and_lambda_has_an_underscore(self):
        seen = {}
        answer(request("critical_time", {**SCALAR, "fraction": 0.5}), critical_time=lambda **got: seen.update(got) or 1)
        self.assertEqual(seen, {"objective": "jepa", "depth": 2, "lambda_": 0.9, "rho": 0.7, "epsilon": 0.0001,
                                "time": "paper", "fraction": 0.5})

    def test_every_time_is_asked_alone(self):
        given = answer(request("amplitude", {**SCALAR, "at": [1, 2.5]}), amplitude=lambda at, **_: 2 * at)
        self.assertEqual(given["result"], {"encoder": [2, 5]})


class Results(unittest.TestCase):
    def test_lists_do_as_well_as_arrays(self):
        result = [[[1, 2]], [[3], [4]]], np.float32([[5, 6], [7, 8]])
        given = answer(request("field", NETWORK), field=lambda *_: result)
        self.assertEqual(given["result"], {"layers": [[[1, 2]], [[3], [4]]], "top": [[5, 6], [7, 8]]})

    def test_a_descent_gives_the_states_asked_for_and_the_last(self):
        given = answer(request("descend", {**NETWORK, "rate": 0.5, "steps": 5, "every": 2}), descend=constant_descent)
        trajectory = given["result"]["trajectory"]
        self.assertEqual([state["step"] for state in trajectory], [0, 2, 4, 5])
        self.assertEqual([state["top"][0][0] for state in trajectory], [0, 2, 4, 5])

    def test_numbers_keep_all_their_bits(self):
        value = float(np.nextafter(1 / 3, 1))
        given = answer(request("critical_time", {**SCALAR, "fraction": 0.5}), critical_time=lambda **_: value)
        self.assertEqual(given["result"]["time"], value)


class Faults(unittest.TestCase):
    def assert_error(self, given, message):
        self.assertNotIn("result", given)
        self.assertEqual((given["jsonrpc"], given["id"]), ("2.0", 7))
        self.assertIn(message, given["error"]["message"])

    def test_an_exception_is_an_error_and_the_next_question_is_answered(self):
        def field(*_):
            raise ZeroDivisionError("no such thing")
        given, _ = answers(request("field", NETWORK), request("describe"), field=field)
        self.assert_error(given[0], "ZeroDivisionError: no such thing")
        self.assertEqual(given[1]["result"]["name"], "test")

    def test_nan_and_infinity_are_errors(self):
        for value in (float("nan"), float("inf")):
            given = answer(request("critical_time", {**SCALAR, "fraction": 0.5}), critical_time=lambda **_: value)
            self.assert_error(given, "ValueError")
            given = answer(request("field", NETWORK), field=lambda o, layers, top, *_: (layers, value * top))
            self.assert_error(given, "ValueError")

    def test_too_few_and_too_many_states_are_errors(self):
        params = {**NETWORK, "rate": 0.5, "steps": 3, "every": 1}
        for count in (3, 5):
            given = answer(request("descend", params), descend=lambda o, layers, top, *_: [(layers, top)] * count)
            self.assert_error(given, f"descend gave {count} states for 3 steps")

    def test_an_answer_without_two_parts_is_an_error(self):
        self.assert_error(answer(request("field", NETWORK), field=lambda *_: None), "TypeError")

    def test_a_line_that_is_no_request_is_an_error_without_id(self):
        given, _ = answers("{", "[]", request("describe"), field=zero_field)
        self.assertEqual([one["id"] for one in given], [None, None, 7])
        self.assertTrue(all("error" in one for one in given[:2]))

    def test_what_the_functions_print_goes_to_standard_error(self):
        def field(objective, layers, top, sxx, syx):
            print("loss 0.5")
            return layers, top
        given, err = answers(request("field", NETWORK), field=field)
        self.assertEqual((len(given), given[0]["id"], err), (1, 7, "loss 0.5\n"))

    def test_a_process_answers_until_its_input_ends(self):
        program = "from jepa_oracle import subject; subject.serve(field=print, name='p')"
        lines = request("describe") + "\n" + request("field", NETWORK, 8) + "\n"
        done = subprocess.run([sys.executable, "-B", "-c", program], input=lines, capture_output=True, text=True,
                              check=True)
        self.assertEqual([json.loads(line)["id"] for line in done.stdout.splitlines()], [7, 8])
        self.assertTrue(done.stderr.startswith("mae "))


if __name__ == "__main__":
    unittest.main()
