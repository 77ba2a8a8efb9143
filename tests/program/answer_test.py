"""`answer`: the reference as a subject, by the letter of JSON-RPC 2.0."""

import json
import unittest

from program import OK, ProgramTest, Run

TIME = {"objective": "jepa", "depth": 2, "lambda": "0.8", "rho": "0.8", "epsilon": "0.01", "time": "flow",
        "fraction": "0.5"}
UNIT = [[1]]
DESCEND = {"objective": "jepa", "layers": [[["1/3"]]], "top": UNIT, "sxx": UNIT, "syx": UNIT, "rate": "1/7", "steps": 1,
           "every": 1}


def request(method, params, **more):
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params, **more}


class AnswerTest(ProgramTest):
    def responses(self, *lines):
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        done = Run(["answer"], "".join(text + "\n" for text in texts))
        self.assertEqual((done.code, done.err), (OK, ""))
        return [json.loads(line) for line in done.out.splitlines()]

    def error(self, line):
        response, good = self.responses(line, request("describe", {}))
        self.assertIn("result", good)
        return response["id"], response["error"]["code"], response["error"]["message"]

    def test_ids_come_back_as_they_were(self):
        for name in ("a", 7, -1.5, None):
            response, = self.responses({**request("critical_time", TIME), "id": name})
            self.assertEqual(response["id"], name)

    def test_a_notification_gets_no_response(self):
        notification = request("critical_time", TIME)
        del notification["id"]
        response, = self.responses(notification, {**request("describe", {}), "id": "last"})
        self.assertEqual(response["id"], "last")

    def test_errors_have_their_codes(self):
        self.assertEqual(self.error("{")[:2], (None, -32700))
        self.assertEqual(self.error("[1]"), (None, -32600, "request: must be an object"))
        self.assertEqual(self.error("{}"), (None, -32600, 'jsonrpc: must be "2.0"'))
        self.assertEqual(self.error('{"jsonrpc": "2.0", "id": 1e400, "method": "describe"}'),
                         (None, -32600, "id: is too large"))
        self.assertEqual(self.error({**request("describe", {}), "jsonrpc": "1.0"}),
                         (1, -32600, 'jsonrpc: must be "2.0"'))
        self.assertEqual(self.error({**request("describe", {}), "id": [1]}),
                         (None, -32600, "id: must be a string, a number or null"))
        self.assertEqual(self.error({**request("describe", {}), "method": 3}), (1, -32600, "method: must be a string"))
        self.assertEqual(self.error(request("train", {})), (1, -32601, 'method: unknown method "train"'))
        self.assertEqual(self.error(request("critical_time", {**TIME, "fraction": "2"}))[1], -32602)
        missing = dict(TIME)
        del missing["rho"]
        self.assertEqual(self.error(request("critical_time", missing)), (1, -32602, "rho: missing: params needs this key"))

    def test_a_descent_that_would_fill_the_memory_is_refused(self):
        self.assertEqual(self.error(request("descend", {**DESCEND, "steps": 1000})),
                         (1, -32602, "steps: the exact numbers of 1000 steps are too long; at most 12 at this depth, "
                          "size and length of the numbers given"))
        response, = self.responses(request("descend", {**DESCEND, "steps": 2}))
        self.assertEqual([state["step"] for state in response["result"]["trajectory"]], [0, 1, 2])


if __name__ == "__main__":
    unittest.main()
