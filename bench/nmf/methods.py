"""What is compared: how each method is run once, and what comes back as a record of results.py."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import data
from judge import JUDGES

HERE = Path(__file__).resolve().parent


class Skipped(Exception):
    """This method cannot run here, and why."""


@dataclass
class Setting:
    """Where the programs and the data are, and how long a run may take."""
    orthant: Path
    folder: Path
    small: bool
    limits: dict
    flags: list = field(default_factory=list)

    def data_set(self, name: str) -> data.Set:
        return data.resized(data.SETS[name], self.small)

    def place(self) -> Path:
        return data.folder_of(self.folder, self.small)


def environment(threads: int) -> dict:
    """Every library gets the same threads, and OpenBLAS the kernels of this processor: releases older than the
    processor fall back on slow ones, which orthant mends for itself (docs/architecture.md) and peers do not."""
    variables = dict(os.environ, OPENBLAS_NUM_THREADS=str(threads), OMP_NUM_THREADS=str(threads))
    if core := best_core():
        variables.setdefault("OPENBLAS_CORETYPE", core)
    return variables


def best_core() -> str:
    flags = re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    words = flags.group(1).split() if flags else []
    return "SkylakeX" if "avx512dq" in words else "Haswell" if "avx2" in words else ""


def run_process(command: list, threads: int, limit: float):
    """Output, wall-clock seconds and peak of resident memory (MB) of a child. A child that overstays is ended."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors, tempfile.NamedTemporaryFile("r") as peak:
        words = [sys.executable, "-SE", HERE / "peak.py", peak.name, *command]
        begun = time.perf_counter()
        child = subprocess.Popen([str(word) for word in words], stdout=out, stderr=errors, env=environment(threads),
                                 cwd=HERE, start_new_session=True)
        try:
            child.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        seconds = time.perf_counter() - begun
        out.seek(0)
        errors.seek(0)
        if child.returncode not in (0, 3):
            text = errors.read().decode(errors="replace").strip().splitlines()
            raise Skipped(f"exit {child.returncode}: {text[-1] if text else 'no message'}")
        return out.read().decode(), seconds, int(peak.read()) * 1024 / 1e6  # KiB to MB


# Peers: one process a run, which prints its curve.

def sklearn(*options: str):
    def run(setting: Setting, name: str, threads: int, seed: int, limit: float) -> dict:
        command = ["/usr/bin/python3", HERE / "peer_sklearn.py", name, "--folder", setting.folder.resolve(), "--seed",
                   seed, "--seconds", limit, *options]
        if setting.small:
            command.append("--small")
        return json.loads(run_process(command, threads, 20 * limit + 600)[0])
    return run


def rcppml(setting: Setting, name: str, threads: int, seed: int, limit: float) -> dict:
    s = setting.data_set(name)
    command = ["Rscript", HERE / "peer_rcppml.R", data.columns_file(s, setting.place().resolve()), s.rank, seed,
               threads, limit]
    return json.loads(run_process(command, threads, 20 * limit + 600)[0])


@dataclass(frozen=True)
class Peer:
    name: str
    title: str
    run: object
    loss: str = "frobenius"
    sets: tuple = ("a1", "a2", "b", "c")
    seeds: int = 10 ** 9  # at most so many: for what takes very long


PEERS = (
    Peer("sklearn-cd", "scikit-learn CD", sklearn()),
    Peer("sklearn-cd-nndsvda", "scikit-learn CD, NNDSVDa", sklearn("--init", "nndsvda")),
    Peer("sklearn-mu", "scikit-learn MU", sklearn("--algorithm", "mu")),
    Peer("rcppml", "RcppML", rcppml),
    Peer("sklearn-mu-kl", "scikit-learn MU, KL", sklearn("--algorithm", "mu", "--loss", "kullback-leibler"),
         "kullback-leibler", ("c",), seeds=1),
)


# orthant: one process a run, to a target or to stationarity.

@dataclass(frozen=True)
class Ours:
    name: str
    title: str
    options: tuple = ()
    loss: str = "frobenius"
    sets: tuple = ("a1", "a2", "b", "c", "d1", "d2", "e")

    # The objective of orthant is half the squared distance; divergences are as they are.
    @property
    def scale(self) -> float:
        return 2.0 if self.loss == "frobenius" else 1.0


OURS = (
    Ours("orthant", "orthant"),
    Ours("orthant-hals", "orthant HALS", ("--solver", "hals")),
    Ours("orthant-newton", "orthant Newton", ("--solver", "newton")),
    Ours("orthant-nndsvd", "orthant, NNDSVD", ("--init", "nndsvd"), sets=("a1", "a2", "b", "c")),
    Ours("orthant-spa", "orthant, SPA", ("--init", "spa"), sets=("a1", "a2", "b", "c")),
    Ours("orthant-kl", "orthant, KL", ("--loss", "kullback-leibler"), "kullback-leibler", ("c",)),
)

METHODS = {method.name: method for method in (*OURS, *PEERS)}
DEFAULT = ("orthant", "sklearn-cd", "rcppml", "orthant-kl", "sklearn-mu-kl")
STATIONARITY = 1e-8


def supports(program: Path, flag: str) -> bool:
    shown = subprocess.run([program, "recover", "--help"], capture_output=True, text=True, check=False)
    return flag in shown.stdout


def run_ours(setting: Setting, method: Ours, name: str, threads: int, seed: int, target=None, out=None) -> dict:
    """To `target` (an objective as the judges mean it), or to stationarity when there is none."""
    for flag in [option for option in method.options if option.startswith("--")]:
        if not supports(setting.orthant, flag):
            raise Skipped(f"this orthant has no {flag}")
    s, limit = setting.data_set(name), setting.limits[name]
    command = [setting.orthant.resolve(), "recover", data.program_file(s, setting.place()).resolve(), "--rank", s.rank,
               "--starts", 1, "--seed", seed, "--threads", threads, "--numeric", "--json", "--quiet", "--max-seconds",
               4 * limit, "--stationarity", STATIONARITY, *method.options, *setting.flags]
    if s.model == "symmetric":
        command += ["--model", "symmetric"]
    elif s.model == "completion":
        command += ["--observed", "entries"]
    if target is not None:
        if not supports(setting.orthant, "--target-objective"):
            raise Skipped("this orthant has no --target-objective")
        command += ["--target-objective", repr(target / method.scale)]
    if out is not None:
        command += ["--out", out]
    text, _, peak = run_process(command, threads, 8 * limit + 600)
    document = json.loads(text)
    start = document["starts"][0]
    trace = start.get("trace", {})
    record = {name: start.get(name) for name in ("iterations", "stationarity", "status", "passes")}
    # All that the start needed, the surrogate and the starting point included; like the peers' times not what
    # judges the result.
    record["seconds"] = start["seconds"]
    before = document["seconds"]["prepare"]
    record["objective"] = method.scale * start["objective"]
    record["stages"] = [f"{stage['method']} on {stage['on']}" for stage in start.get("stages", [])]
    record["curve"] = [[before + t, method.scale * f]
                       for t, f in zip(trace.get("seconds", []), trace.get("objective", []))]
    record["peak_mb"], record["before_mb"] = round(peak, 1), round(empty_peak(setting, threads), 1)
    return record


_empty: dict = {}


def empty_peak(setting: Setting, threads: int) -> float:
    """Peak memory of orthant on a 2×2 matrix: what the program takes before it has data."""
    if threads not in _empty:
        with tempfile.TemporaryDirectory() as folder:
            tiny = Path(folder) / "tiny.npy"
            np.save(tiny, np.array([[1.0, 2.0], [3.0, 4.0]]))
            _empty[threads] = run_process([setting.orthant.resolve(), "recover", tiny, "--rank", 1, "--starts", 1,
                                           "--threads", threads, "--numeric", "--json"], threads, 60)[2]
    return _empty[threads]


def finish(setting: Setting, method: Ours, name: str, threads: int, seed: int) -> dict:
    """To stationarity; the objective of the factors that were written is recomputed by NumPy."""
    s = setting.data_set(name)
    with tempfile.TemporaryDirectory() as out:
        record = run_ours(setting, method, name, threads, seed, out=out)
        if s.model == "nmf":
            W, H = (np.load(Path(out) / file) for file in ("L.npy", "R.npy"))
            judged = JUDGES[method.loss](data.load(s, setting.place()))(W, H)
            if abs(judged - record["objective"]) > 1e-6 * abs(judged):
                print(f"*** {method.name} {name}: objective {record['objective']!r} by orthant, {judged!r} by NumPy",
                      file=sys.stderr)
            record["judged"] = judged
    return record
