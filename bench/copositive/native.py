"""Compile the two C++ peers into the build folder and call them."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).resolve().parent
FOLDER = SOURCE.parents[1] / "build" / "bench-copositive"


def program(name: str) -> Path:
    """The compiled SOURCE/name.cpp, rebuilt when the source is newer."""
    source, target = SOURCE / f"{name}.cpp", FOLDER / name
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["g++", "-O2", "-std=c++17", "-o", str(target), str(source)], check=True)
    return target


def write_text(matrix: np.ndarray, path: Path) -> None:
    """The order, then the rows; 17 digits give every double back."""
    np.savetxt(path, matrix, fmt="%.17g", header=str(len(matrix)), comments="")


def clique_number(adjacency: np.ndarray) -> int:
    """ω of the graph with this 0/1 adjacency matrix."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.txt"
        write_text(adjacency.astype(int), path)
        out = subprocess.run([str(program("clique")), str(path)], check=True, capture_output=True, text=True)
    return int(out.stdout)
