"""Descriptions that cannot be, or that change."""

from hostile import changed_description, is_first_start, mode
from hostile.ending import dies_midway


@mode
def changes_its_name():
    if is_first_start():
        dies_midway()
    changed_description(name="another")


@mode
def changes_its_format():
    if is_first_start():
        dies_midway()
    changed_description(dtype="float16")


@mode
def has_an_unknown_format():
    changed_description(dtype="posit16")


@mode
def has_an_unknown_capability():
    changed_description(capabilities=["field", "dance"])


@mode
def has_a_capability_as_number():
    changed_description(capabilities=[1])


@mode
def has_no_name():
    changed_description(name="")


@mode
def has_a_name_that_clears_the_screen():
    changed_description(name="\x1b[2J")


@mode
def states_an_accuracy_of_two():
    changed_description(accuracy={"critical_time": 2})
