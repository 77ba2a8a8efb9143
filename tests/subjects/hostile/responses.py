"""Responses that are not what JSON-RPC has."""

import json

from hostile import answer_with, mode


@mode
def has_no_id():
    answer_with(lambda answer: {key: answer[key] for key in ("jsonrpc", "result")})


@mode
def has_its_id_as_text():
    answer_with(lambda answer: {**answer, "id": str(answer["id"])})


@mode
def has_no_version():
    answer_with(lambda answer: {key: answer[key] for key in ("id", "result")})


@mode
def has_no_result():
    answer_with(lambda answer: {key: answer[key] for key in ("jsonrpc", "id")})


@mode
def has_a_key_twice():
    answer_with(lambda answer: json.dumps(answer).encode()[:-1] + b', "result": 0}\n')


@mode
def answers_an_error():
    answer_with(lambda answer: {"jsonrpc": "2.0", "id": answer["id"], "error": {"code": 1, "message": "out of memory"}})


@mode
def answers_a_long_error():
    """Its text is cut inside a character of two bytes, and would move the cursor of a terminal."""
    message = "\x1b[2J" + 295 * "x" + "\u00fc" * 1000
    answer_with(lambda answer: {"jsonrpc": "2.0", "id": answer["id"], "error": {"code": 1, "message": message}})


@mode
def answers_an_error_without_message():
    answer_with(lambda answer: {"jsonrpc": "2.0", "id": answer["id"], "error": None})
