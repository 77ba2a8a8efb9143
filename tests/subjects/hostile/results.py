"""Results that are not what was asked for."""

from hostile import MEGABYTE, changed_result, mode


def entry(value):
    """Every answer with one entry replaced."""
    def replace(result):
        result["top"][0][0] = value
    changed_result(replace)


@mode
def answers_nan():
    entry(float("nan"))


@mode
def answers_infinity():
    entry(float("-inf"))


@mode
def answers_nan_as_text():
    entry("nan")


@mode
def answers_null():
    entry(None)


@mode
def answers_a_list_for_a_number():
    entry([1])


@mode
def answers_beyond_its_format():
    entry("1e400")


@mode
def answers_a_huge_exponent():
    entry("1e999999999999")


@mode
def answers_a_long_number():
    entry("1" * MEGABYTE)


@mode
def lacks_a_row():
    changed_result(lambda result: result["top"].pop())


@mode
def lacks_a_column():
    changed_result(lambda result: result["top"][0].pop())


@mode
def lacks_a_layer():
    changed_result(lambda result: result["layers"].pop())


@mode
def lacks_the_top():
    changed_result(lambda result: result.pop("top"))


@mode
def has_another_key():
    changed_result(lambda result: result.update(loss=1))
