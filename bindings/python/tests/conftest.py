"""ORTHANT_LIBRARY says where the library of the build is, ORTHANT_PROGRAM where the program: else these tests skip."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session", autouse=True)
def library():
    from orthant_nmf._library import library

    try:
        return library()
    except ImportError as error:
        if "ORTHANT_LIBRARY" in os.environ:
            raise
        pytest.skip(f"no library: {error}")


@pytest.fixture
def program():
    found = os.environ.get("ORTHANT_PROGRAM")
    if not found:
        pytest.skip("ORTHANT_PROGRAM is not set")
    return found


@pytest.fixture
def counts():
    """8 × 6, with two local minima of rank 3 (README.md)."""
    return np.array([[3, 9, 8, 2, 5, 9], [7, 9, 1, 9, 0, 7], [4, 8, 3, 3, 7, 8], [8, 7, 6, 2, 3, 2],
                     [8, 6, 0, 1, 2, 9], [0, 4, 0, 4, 7, 9], [6, 6, 6, 9, 7, 2], [5, 1, 0, 2, 7, 3]], dtype=float)


@pytest.fixture(scope="session")
def digits():
    path = ROOT / "data" / "digits.npy.gz"
    if not path.is_file():
        pytest.skip("the bundled digits are not beside these tests")
    with gzip.open(path) as file:
        return np.load(file).astype(float)
