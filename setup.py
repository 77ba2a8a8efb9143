"""Builds the Python module with CMake: `pip install .` on a machine with the packages that ./run names."""

import os
import re
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

SOURCE = Path(__file__).resolve().parent
SCRATCH = "build/pip"  # beside the build of ./run, where nothing is kept
VERSION = re.search(r"^project\(jepa_oracle VERSION ([0-9.]+)", (SOURCE / "CMakeLists.txt").read_text(), re.MULTILINE)


class BuildWithCMake(build_ext):
    """The extension is a target of the CMake build like any other; it is built there and copied from there."""

    def build_extension(self, extension):
        build = Path(self.build_temp).resolve() / "cmake"
        options = {
            "CMAKE_BUILD_TYPE": "Release",
            "Python_EXECUTABLE": sys.executable,
            "JEPA_ORACLE_PYTHON": "ON",
            "JEPA_ORACLE_BENCHMARKS": "OFF",
            "BUILD_TESTING": "OFF",
        }
        settings = [f"-D{name}={value}" for name, value in options.items()]
        subprocess.run(["cmake", "-S", SOURCE, "-B", build, "-G", "Ninja", "-Wno-dev", *settings], check=True)
        subprocess.run(["cmake", "--build", build, "--target", "jepa_oracle_core"], check=True)
        (built,) = (build / "python" / "jepa_oracle").glob("_core.*")
        target = Path(self.get_ext_fullpath(extension.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        self.copy_file(str(built), str(target))


os.chdir(SOURCE)
Path(SCRATCH).mkdir(parents=True, exist_ok=True)
setup(
    version=VERSION.group(1),
    packages=["jepa_oracle"],
    package_dir={"": "reference/python"},
    package_data={"jepa_oracle": ["py.typed", "*.pyi"]},
    ext_modules=[Extension("jepa_oracle._core", [])],
    cmdclass={"build_ext": BuildWithCMake},
    options={"build": {"build_base": SCRATCH}, "egg_info": {"egg_base": SCRATCH}},
)
