"""proofs-notes/training.md is what tests/subjects/prediction_limits.py wrote: `./run generate training` when this fails."""

import shutil
import tempfile
import unittest
from pathlib import Path

from measured_note import HERE, NOTE, SOURCES, is_signed, signed


class TrainingNoteTest(unittest.TestCase):
    def test_neither_the_note_nor_the_programs_have_changed_since_it_was_measured(self):
        self.assertTrue(is_signed(NOTE.read_text(encoding="utf-8")))

    def test_every_change_is_noticed(self):
        with tempfile.TemporaryDirectory() as directory:
            programs = Path(directory)
            for name in SOURCES:
                shutil.copy(HERE / name, programs)
            note = signed("| 0.05 | 0 | 3 % |\n", programs)
            self.assertTrue(is_signed(note, programs))
            self.assertFalse(is_signed(note.replace("3 %", "2 %"), programs))
            self.assertFalse(is_signed("| 0.05 | 0 | 3 % |\n", programs))
            for name in SOURCES:
                with open(programs / name, "a", encoding="utf-8") as file:
                    file.write("\n")
                self.assertFalse(is_signed(note, programs), name)
                shutil.copy(HERE / name, programs)


if __name__ == "__main__":
    unittest.main()
