#!/usr/bin/env python3
"""What the Python package costs beside the library: time on digits, memory on large data.

    PYTHONPATH=bindings/python ORTHANT_LIBRARY=build/liborthant.so.0.1 bench/python/bars.py

* digits, rank 10, ten starts: seconds of the call beyond those that the library counts, as a share of them.
* 10,000 × 2,000 doubles and floats: peak memory of NMF(10) in a process of its own, from before the data to the end of
  the fit, over the size of the data; with one start and with ten (which run side by side, a thread each).
* 10⁷ stored entries in rows: the same for the search, from the data on.
"""

import gzip
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import orthant_nmf as orthant

DENSE = """
import resource, sys
import numpy as np
from orthant_nmf import NMF
NMF(2, n_init=1).fit(np.random.RandomState(0).rand(10, 6))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
X = np.empty((10000, 2000), sys.argv[1])
rng = np.random.default_rng(0)
H = rng.random((10, 2000))
for line in range(0, 10000, 100):
    X[line:line + 100] = rng.random((100, 10)) @ H
NMF(10, n_init=int(sys.argv[2]), random_state=0, max_iter=20).fit(X)
print(f"{(peak() - before) / X.nbytes:.2f}")
"""

SPARSE = """
import numpy as np, scipy.sparse as sparse
import orthant_nmf as orthant
rng = np.random.default_rng(0)
rows, each, columns = 100000, 100, 20000
index = np.empty((rows, each), np.int32)
for line in range(0, rows, 1000):
    index[line:line + 1000] = np.arange(each) * 200 + rng.integers(0, 200, (1000, each))
X = sparse.csr_matrix((rng.random(rows * each), index.ravel(), np.arange(0, rows * each + 1, each, dtype=np.int32)),
                      shape=(rows, columns))
def resident():
    return next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmRSS"))
before, seen = resident(), [0]
orthant.recover(X, 5, starts=1, numeric=True, max_iterations=5, progress=lambda *_: seen.append(resident()) and False)
print(f"{(max(seen) - before) / (X.data.nbytes + X.indices.nbytes + X.indptr.nbytes):.2f}")
"""


def alone(code, *arguments):
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main():
    with gzip.open(Path(__file__).resolve().parents[2] / "data" / "digits.npy.gz") as file:
        digits = np.load(file).astype(float)
    orthant.copositive("horn")  # loads the library
    shares = []
    for _ in range(3):
        began = time.perf_counter()
        found = orthant.recover(digits, 10, starts=10, numeric=True)
        certificate = found.certificate
        spent = time.perf_counter() - began
        counted = found.solution["seconds"]["total"]
        shares.append((spent - counted) / counted)
    print(f"digits: {counted:.2f} s in the library, {100 * min(shares):.1f} % beyond; {certificate}")
    for kind in ("float64", "float32"):
        for starts in ("1", "10"):
            print(f"dense {kind}, {starts} start(s): peak {alone(DENSE, kind, starts)} × the data")
    print(f"sparse: {alone(SPARSE)} × the data, beyond them")


if __name__ == "__main__":
    main()
