"""The same counts from Python, by the packages."""

import numpy as np

import orthant_nmf

counts = np.array([3, 9, 8, 2, 5, 9, 7, 9, 1, 9, 0, 7, 4, 8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2,
                   8, 6, 0, 1, 2, 9, 0, 4, 0, 4, 7, 9, 6, 6, 6, 9, 7, 2, 5, 1, 0, 2, 7, 3.0]).reshape(8, 6)
found = orthant_nmf.recover(counts, rank=3, starts=4)
print(f"Python: orthant_nmf in {orthant_nmf.__path__[0]}, objective {found.objective:.6f}")
assert orthant_nmf.__path__[0] == "/usr/lib/python3/dist-packages/orthant_nmf"
assert abs(found.objective - 64.3419963) < 1e-6
