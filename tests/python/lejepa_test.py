"""Critical times under LeJEPA: those of the program, and what is refused."""

from decimal import Decimal

import numpy
import pytest

import jepa_oracle


def test_lejepa_is_that_of_the_program(program):
    given = dict(depth=1, rho="0.9", epsilon="0.01", fraction="0.5")
    options = ["--depth", "1", "--lambda", "0.9", "--rho", "0.9", "--epsilon", "0.01", "--fraction", "0.5"]
    for more in ({}, {"batch_size": 64}):
        said = program("critical-time", "--objective", "lejepa", "--weight", "0.05", *options, "--digits", "25",
                       *(["--batch-size", "64"] if more else []))
        found = jepa_oracle.critical_time("lejepa", lambda_="0.9", weight="0.05", digits=25, **given, **more)
        assert found == Decimal(said["critical_time"]["value"])
    times = jepa_oracle.critical_time("lejepa", lambda_=[0.9, 0.5], weight="0.05", **{**given, "rho": [0.9, 0.5]})
    assert times[0] > 0 and numpy.isnan(times[1])  # a code that vanishes
    for options, message in [
        ({"weight": None}, "^weight: is required by objective lejepa"),
        ({"weight": 1}, "^weight: "),
        ({"weight_decay": "0.1"}, "^weight_decay: excludes objective lejepa"),
        ({"top_depth": 2}, "^top_depth: LeJEPA has no predictor or decoder"),
        ({"batch_size": 1}, "^batch_size: "),
    ]:
        with pytest.raises(ValueError, match=message):
            jepa_oracle.critical_time("lejepa", **{**given, "lambda_": "0.9", "weight": "0.05", **options})
    with pytest.raises(ValueError, match="^batch_size: needs objective lejepa"):
        jepa_oracle.critical_time("jepa", lambda_="0.9", batch_size=8, **given)
