"""Problems that cannot be: the message names the place and the rule that is broken."""

import json
import unittest

from program import INVALID_INPUT, NOT_A_NUMBER, ProgramTest


def problem(**changes):
    """A valid problem with some keys replaced, or left out where the value is ...."""
    valid = {
        "format": "jepa-oracle/problem/1",
        "depth": 3,
        "epsilon": "1e-4",
        "fraction": "0.5",
        "features": [{"name": "edge", "lambda": "0.9", "rho": "0.9"}, {"name": "noise", "lambda": 1, "rho": 0.3}],
    }
    return {key: value for key, value in {**valid, **changes}.items() if value is not ...}


def feature(**changes):
    valid = {"name": "edge", "lambda": "0.9", "rho": "0.9"}
    return {key: value for key, value in {**valid, **changes}.items() if value is not ...}


def moments(sxx, syx=((1, 0), (0, 1)), **others):
    return problem(features=..., moments={"sxx": sxx, "syx": syx, **others})


class ProblemTest(ProgramTest):
    def refuse(self, text, where, message):
        with self.subTest(text=str(text)[:200]):
            data = text if isinstance(text, (str, bytes)) else json.dumps(text)
            self.assert_refused(["order", "-"], INVALID_INPUT, where, message, stdin=data)

    def test_the_problem_used_here_is_valid(self):
        self.answer("order", "-", stdin=json.dumps(problem()))
        self.answer("order", "-", stdin=json.dumps(moments([[1, 0], [0, 2]])))

    def test_keys(self):
        keys = ("format, depth, top_depth, epsilon, epsilon_of, fraction, level, time, objectives, features, moments, "
                "mixing, weight_decay")
        self.refuse(problem(depht=3), "depht", f"unknown key; the keys of problem are {keys}")
        self.refuse(problem(features=[feature(), feature(name="b", colour=1)]), "features[1].colour",
                    "unknown key; the keys of features[1] are name, lambda, rho, variance")
        self.refuse(problem(layers=[[1]]), "layers", "initial weights are for flow and descend: order takes a balanced start, epsilon")
        for key in ("format", "depth", "epsilon"):
            self.refuse(problem(**{key: ...}), key, "missing: problem needs this key")
        self.refuse(problem(fraction=...), "fraction", "missing: problem needs fraction or level")
        self.refuse(problem(level="0.1"), "level", "excluded by fraction: give one of the two, not both")
        self.refuse(problem(features=...), "features", "missing: problem needs features or moments")
        self.refuse(problem(features=[feature(name=...)]), "features[0].name", "missing: features[0] needs this key")
        self.refuse(problem(features=[feature(rho=...)]), "features[0].rho",
                    "missing: features[0] needs rho or variance")
        self.refuse(problem(features=[feature(variance=1)]), "features[0].variance",
                    "excluded by rho: give one of the two, not both")
        self.refuse('{"depth": 3, "depth": 4}', "depth", "duplicate key")
        self.refuse('{"features": [{"name": "a"}, {"rho": 1, "rho": 1}]}', "features[1].rho",
                    "duplicate key")
        many = ", ".join(f'"k{i}": 1' for i in range(100_000))
        self.refuse("{" + many + "}", "k0", f"unknown key; the keys of problem are {keys}")

    def test_types(self):
        number = "expected a number or a string with one"
        self.refuse([problem()], "problem", "is an array; expected an object")
        self.refuse("3", "problem", "is a number; expected an object")
        self.refuse("null", "problem", "is null; expected an object")
        self.refuse(problem(format=1), "format", "is a number; expected a string")
        self.refuse(problem(depth=[3]), "depth", f"is an array; {number}")
        self.refuse(problem(depth=True), "depth", f"is a boolean; {number}")
        self.refuse(problem(epsilon=None), "epsilon", f"is null; {number}")
        self.refuse(problem(time=1), "time", "is a number; expected a string")
        self.refuse(problem(objectives="jepa"), "objectives", "is a string; expected an array")
        self.refuse(problem(objectives=[1]), "objectives[0]", "is a number; expected a string")
        self.refuse(problem(features={}), "features", "is an object; expected an array")
        self.refuse(problem(features=[feature(), 3]), "features[1]", "is a number; expected an object")
        self.refuse(problem(features=[feature(rho={"a": 1})]), "features[0].rho", f"is an object; {number}")
        self.refuse(problem(features=[feature(name=1)]), "features[0].name", "is a number; expected a string")

    def test_values(self):
        depth = "is not a depth: an encoder has 1 to 1000 layers"
        self.refuse(problem(format="jepa-oracle/problem/2"), "format",
                    'unknown format "jepa-oracle/problem/2"; expected "jepa-oracle/problem/1"')
        self.refuse(problem(depth=0), "depth", f"0 {depth}")
        self.refuse(problem(depth=2.5), "depth", "2.5 is not a depth: the number of encoder layers is an integer")
        self.refuse(problem(depth=10**30), "depth", f"{'1e30'} {depth}")
        self.refuse(problem(epsilon=0), "epsilon", "0 is not a start: it must be > 0")
        self.refuse(problem(epsilon="NaN"), "epsilon", NOT_A_NUMBER.format("NaN"))
        self.refuse(problem(epsilon="1/0"), "epsilon", '"1/0" divides by zero')
        self.refuse(problem(epsilon_of="top"), "epsilon_of", 'unknown amplitude "top"; expected one of encoder, layer')
        for fraction in ("0", "1", 1, 0, "1.0"):
            self.refuse(problem(fraction=fraction), "fraction", f"{str(fraction)[0]} is not a fraction of the limit: "
                        "it must lie strictly between 0 and 1")
        self.refuse(problem(time="wall"), "time", 'unknown time convention "wall"; expected one of flow, paper')
        self.refuse(problem(objectives=[]), "objectives", "is empty: at least one objective is needed")
        self.refuse(problem(objectives=["mae", "gan"]), "objectives[1]",
                    'unknown objective "gan"; expected one of jepa, mae, spectral-contrastive, barlow-twins')
        self.refuse(problem(objectives=["mae", "mae"]), "objectives[1]", 'duplicate objective "mae"')
        self.refuse(problem(features=[]), "features", "is empty: at least one feature is needed")
        self.refuse(problem(features=[0] * 10_001), "features", "has 10001 entries: a problem has at most 10000 features")
        self.refuse(problem(features=[feature(), feature(name="b"), feature()]), "features[2].name",
                    'duplicate name "edge": features[0] has it too')
        self.refuse(problem(features=[feature(), feature(name="b", rho="-1")]), "features[1].rho",
                    "-1 must have the sign of lambda = 0.9: the variance lambda/rho must be > 0")
        self.refuse(problem(features=[feature(rho=..., variance=0)]), "features[0].variance",
                    "0 is not a variance: it must be > 0")
        self.refuse(problem(features=[{"name": "a", "lambda": "x", "rho": 1}]), "features[0].lambda",
                    NOT_A_NUMBER.format("x"))
        for name in ("", "a\nb", "\x1b[31m", "x" * 101):
            self.refuse(problem(features=[feature(name=name)]), "features[0].name",
                        "a name has 1 to 100 bytes and no control characters")

    def test_moments(self):
        definite = "sxx must be positive definite"
        self.refuse(moments([[1, 0], [0, 0]]), "moments.sxx",
                    f"its smallest eigenvalue is about 0 and its leading 2 x 2 minor is 0: {definite}")
        self.refuse(moments([[1, 0], [0, "-2"]]), "moments.sxx",
                    f"its smallest eigenvalue is about -2 and its leading 2 x 2 minor is -2: {definite}")
        self.refuse(moments([[1, 2], [2, 1]]), "moments.sxx",
                    f"its smallest eigenvalue is about -1.0 and its leading 2 x 2 minor is -3: {definite}")
        self.refuse(moments([[1, 0.5], [0.25, 1]]), "moments.sxx[1][0]",
                    "0.25 differs from entry [0][1] = 0.5: sxx must be symmetric")
        self.refuse(moments([[1, 0], [0, 1]], [[1]]), "moments.syx",
                    "is 1 x 1 and must be 2 x 2: x and y have the same size")
        self.refuse(moments([[1, 0], [0]]), "moments.sxx[1]", "has 1 entries; expected 2, as in the first row")
        self.refuse(moments([]), "moments.sxx", "is empty: a matrix has at least one row")
        self.refuse(moments([[1]], [[1]], syy=[[1, 2]]), "moments.syy",
                    "is 1 x 2 and must be 1 x 1: x and y have the same size")
        self.refuse(moments([[1]], [[2]], syy=[[3]]), "moments.syy",
                    "the smallest eigenvalue of [[sxx, syx'], [syx, syy]] is about -0.24: it must be positive "
                    "semidefinite, as the second moments of any pairs are")
        self.refuse(moments([[1]], [["a"]]), "moments.syx[0][0]", NOT_A_NUMBER.format("a"))
        self.refuse(moments([[1]], [[1]], sxy=[[1]]), "moments.sxy", "unknown key; the keys of moments are sxx, syx, syy")
        self.refuse(problem(moments={"sxx": [[1]], "syx": [[1]]}), "moments",
                    "excluded by features: give one of the two, not both")

    def test_text_that_is_not_json(self):
        self.refuse("", "standard input", "is empty; expected a problem, one JSON object")
        self.refuse(" \n ", "line 2, column 2", "not JSON: unexpected end of input; expected '[', '{', or a literal")
        self.refuse('{"depth": NaN}', "line 1, column 11", "not JSON: invalid literal")
        self.refuse('{"depth": 3}\n{', "line 2, column 1", "not JSON: unexpected '{'; expected end of input")
        self.refuse('{"depth": 3,}', "line 1, column 13", "not JSON: unexpected '}'; expected string literal")
        self.refuse(b'{"a": "\xff"}', "line 1, column 8", "not JSON: invalid string: ill-formed UTF-8 byte")
        self.refuse(json.dumps(problem()) + "\0 and more",
                    f"line 1, column {len(json.dumps(problem())) + 1}", "not JSON: a NUL byte")
        self.refuse("[" * 100_000, "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]", "nested deeper than 16 levels")
        self.refuse('{"features": ' + '{"a": ' * 20, "features" + ".a" * 15, "nested deeper than 16 levels")
        self.refuse('{"epsilon": 1e5000}', "line 1, column 18",
                    "a JSON number beyond 1e4932: write it as a string")


if __name__ == "__main__":
    unittest.main()
