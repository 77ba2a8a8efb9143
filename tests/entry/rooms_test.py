"""An include of a room that is not declared fails the build, and says which room may include what."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
CHECK = SOURCE / "reference/cmake/check_rooms.py"
ROOMS = """numbers|reference/src/numbers||
model|reference/src/model|numbers|shapes.h
suite|properties/suite|model|
"""


class RoomsTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = Path(directory.name)
        self.write("reference/src/numbers/real.cpp", '#include "jepa_oracle/real.h"\n')
        self.write("reference/src/numbers/series.h", "#include <vector>\n")
        self.write("reference/include/jepa_oracle/real.h", "")
        self.write("reference/include/jepa_oracle/shapes.h", '#include "jepa_oracle/real.h"\n')
        self.write("reference/src/model/model.cpp", '#include "numbers/series.h"\n#include "jepa_oracle/shapes.h"\n')
        self.write("properties/suite/runner.cpp", '#include "jepa_oracle/shapes.h"\n')

    def write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def faults(self, rooms=ROOMS):
        (self.root / "rooms.txt").write_text(rooms)
        done = subprocess.run([sys.executable, "-B", CHECK, self.root, self.root / "rooms.txt"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1 if done.stderr else 0, done.stderr)
        return done.stderr.splitlines()

    def test_what_is_declared_passes(self):
        self.assertEqual(self.faults(), [])

    def test_an_include_that_goes_up_is_refused(self):
        self.write("reference/src/numbers/series.h", '#include <vector>\n#include "model/model.h"\n')
        self.write("reference/src/model/model.h", "")
        self.assertEqual(self.faults(), [
            'reference/src/numbers/series.h:2: includes "model/model.h" of the room model; '
            "numbers may include: nothing (reference/src/numbers/CMakeLists.txt)"])

    def test_a_public_header_belongs_to_its_room(self):
        self.write("reference/include/jepa_oracle/real.h", '#include "jepa_oracle/shapes.h"\n')
        self.assertEqual(self.faults(), [
            'reference/include/jepa_oracle/real.h:1: includes "jepa_oracle/shapes.h" of the room model; '
            "numbers may include: nothing (reference/src/numbers/CMakeLists.txt)"])
        self.write("reference/include/jepa_oracle/real.h", "")
        self.write("reference/include/jepa_oracle/lost.h", "")
        self.assertEqual(self.faults(), [
            "reference/include/jepa_oracle/lost.h: belongs to no room; name it in HEADERS of one"])

    def test_what_is_two_floors_down_is_declared_too(self):
        self.write("properties/suite/runner.cpp", '#include "jepa_oracle/real.h"\n')
        self.assertEqual(self.faults(), [
            'properties/suite/runner.cpp:1: includes "jepa_oracle/real.h" of the room numbers; '
            "suite may include: model (properties/suite/CMakeLists.txt)"])

    def test_rooms_have_no_cycle(self):
        rooms = ROOMS.replace("numbers|reference/src/numbers||", "numbers|reference/src/numbers|suite|")
        self.assertEqual(self.faults(rooms), ["rooms include each other: model -> numbers -> suite -> model"])

    def test_a_room_is_known(self):
        self.assertEqual(self.faults(ROOMS.replace("suite|model|", "suite|model nombers|")), [
            "properties/suite/CMakeLists.txt: unknown room 'nombers' in MAY_INCLUDE"])


if __name__ == "__main__":
    unittest.main()
