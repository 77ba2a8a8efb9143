"""Time and memory of `analyze` on pairs in .npy, against NumPy's two matrix products.

    analyze_against_numpy.py PROGRAM [PAIRS [WIDTH]]

NumPy has both views in memory, each in one piece, and computes x' x and y' x: nothing else is counted. `analyze` reads
the file, estimates the same moments with errors bounded, resamples them 200 times and predicts the orders. Fails when it
needs more than 3 times NumPy's time at 10^6 pairs of 64 columns, or more than 500 MB. (Below 10^6 pairs the resamples,
whose cost does not depend on the number of pairs, weigh more, and the ratio is only shown.)
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

ALLOWED_RATIO = 3
ALLOWED_BYTES = 500e6
FULL_SIZE = 1_000_000
BLOCK = 10_000


def write_pairs(path, pairs, width):
    """Two noisy views of features of falling strength, block by block."""
    draw = np.random.default_rng(1)
    signal = np.linspace(1, 0.1, width)
    # Written, not mapped: a mapped file would count as memory of this process, and of its child until that starts.
    with open(path, "wb") as file:
        header = {"descr": "<f8", "fortran_order": False, "shape": (pairs, 2, width)}
        np.lib.format.write_array_header_1_0(file, header)
        for first in range(0, pairs, BLOCK):
            count = min(BLOCK, pairs - first)
            z = draw.standard_normal((count, 1, width)) * np.sqrt(signal)
            file.write((z + 0.5 * draw.standard_normal((count, 2, width))).tobytes())


def numpy_seconds(path):
    views = np.load(path)
    x, y = (np.ascontiguousarray(views[:, view]) for view in range(2))
    del views
    start = time.perf_counter()
    sxx, syx = x.T @ x / len(x), y.T @ x / len(x)
    return time.perf_counter() - start, sxx[0, 0], syx[0, 0]


def analyze_seconds(program, path):
    start = time.perf_counter()
    subprocess.run([program, "analyze", path, "--depth", "3", "--epsilon", "1e-3", "--json"], check=True,
                   stdout=subprocess.DEVNULL)
    return time.perf_counter() - start, 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def main():
    program = sys.argv[1]
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else FULL_SIZE
    width = int(sys.argv[3]) if len(sys.argv) > 3 else 64
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "pairs.npy")
        write_pairs(path, pairs, width)
        analysed, memory = analyze_seconds(program, path)
        multiplied = numpy_seconds(path)[0]
    ratio = analysed / multiplied
    print(f"analyze, {pairs} pairs of {width} columns: {analysed:.2f} s and {memory / 1e6:.0f} MB; "
          f"NumPy's two products: {multiplied:.2f} s; ratio {ratio:.2f}")
    if memory > ALLOWED_BYTES:
        sys.exit(f"more than {ALLOWED_BYTES / 1e6:.0f} MB")
    if pairs >= FULL_SIZE and ratio > ALLOWED_RATIO:
        sys.exit(f"more than {ALLOWED_RATIO} times NumPy's time")


if __name__ == "__main__":
    main()
