"""The package among processes, threads, signals and other libraries."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import orthant_nmf as orthant


def python(code, **options):
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            **options)


def output(code, **options):
    with python(code, **options) as process:
        return process.communicate(timeout=120)[0]


def test_the_same_bits_as_the_program(program, digits, tmp_path):
    subprocess.run([program, "recover", "digits", "--rank", "6", "--starts", "3", "--seed", "2", "--threads", "2",
                    "--numeric", "--quiet", "--out", str(tmp_path)], check=True)
    found = orthant.recover(digits, 6, starts=3, seed=2, threads=2, numeric=True)
    from_file = orthant.recover("digits", 6, starts=3, seed=2, threads=2, numeric=True)
    model = orthant.NMF(6, n_init=3, random_state=2, n_jobs=2, certify=False).fit(digits)
    for name in "LR":
        written = np.load(tmp_path / f"{name}.npy")
        assert np.array_equal(written, getattr(found, name)) and np.array_equal(written, getattr(from_file, name))
    assert np.array_equal(model.components_, found.R.T)
    solution = json.loads((tmp_path / "solution.json").read_text())
    assert solution["minima"][0]["objective"] == found.minima[0]["objective"]


def test_eight_threads(counts):
    expected = {rank: np.array(orthant.recover(counts, rank, starts=3, threads=1).L) for rank in (2, 3)}
    wrong = []

    def work(rank):
        for _ in range(3):
            if not np.array_equal(orthant.recover(counts, rank, starts=3, threads=1).L, expected[rank]):
                wrong.append(rank)

    threads = [threading.Thread(target=work, args=(2 + k % 2,)) for k in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not wrong


def test_other_threads_go_on(digits):
    counted = [0]
    done = threading.Event()

    def count():
        while not done.wait(0.005):
            counted[0] += 1

    counter = threading.Thread(target=count)
    counter.start()
    orthant.recover(digits, 12, starts=40, max_seconds=0.5, numeric=True)
    done.set()
    counter.join()
    assert counted[0] > 20


FORKING = """
import multiprocessing, sys
import numpy as np
import orthant_nmf
X = np.random.RandomState(0).rand(30, 8)

def work(seed):
    return orthant_nmf.recover(X, 3, starts=2, seed=seed, threads=2).objective

if __name__ == "__main__":
    expected = [work(seed) for seed in range(3)]
    for way in ("fork", "spawn"):
        with multiprocessing.get_context(way).Pool(2) as pool:
            assert pool.map(work, range(3)) == expected, way
    print("same")
"""


def test_forked_and_spawned_processes(tmp_path):
    (tmp_path / "forking.py").write_text(FORKING)
    done = subprocess.run([sys.executable, str(tmp_path / "forking.py")], capture_output=True, text=True, timeout=120)
    assert done.stdout == "same\n", done.stderr


def test_control_c(digits, tmp_path):
    np.save(tmp_path / "digits.npy", digits)
    code = f"""
import numpy as np, orthant_nmf
X = np.load({str(tmp_path / 'digits.npy')!r})
orthant_nmf.recover(X[:50], 2, starts=1)
print("begun", flush=True)
try:
    orthant_nmf.recover(X, 20, starts=100000, numeric=True)
except KeyboardInterrupt:
    print("interrupted")
"""
    with python(code) as process:
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.5)
        began = time.time()
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[0]
    assert said == "interrupted\n" and time.time() - began < 20


@pytest.mark.parametrize("order", ["first", "last"])
def test_beside_other_libraries(order):
    lines = ["import orthant_nmf", "orthant_nmf.copositive('horn')"]
    others = ["import numpy", "import scipy.linalg", "scipy.linalg.svd(numpy.ones((50, 50)))", """
try:
    import sklearn.cluster
    sklearn.cluster.KMeans(2, n_init=1).fit(numpy.random.rand(50, 2))
except ImportError:
    pass"""]
    lines = lines + others + lines if order == "first" else others + lines
    pytest.importorskip("scipy")
    assert output("\n".join([*lines, "print('well')"])) == "well\n"


MEMORY = """
import resource
import warnings
import numpy as np
from orthant_nmf import NMF
NMF(2, n_init=1).fit(np.random.RandomState(0).rand(10, 6))
warnings.simplefilter("ignore")  # of twenty iterations nobody expects convergence
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
X = np.empty((10000, 2000))
rng = np.random.default_rng(0)
H = rng.random((10, 2000))
for line in range(0, 10000, 100):
    X[line:line + 100] = rng.random((100, 10)) @ H
NMF(10, n_init=1, random_state=0, max_iter=20, certify=False).fit(X)
print((peak() - before) / X.nbytes)
"""


def test_memory_beyond_the_data():
    assert float(output(MEMORY)) <= 1.15


def test_errors_of_loading(tmp_path):
    code = """
import orthant_nmf
try:
    orthant_nmf.copositive('horn')
except ImportError as error:
    print(error)
"""
    for place, line in ((str(tmp_path / "none.so"), "no such file"), (__file__, "cannot be loaded"),
                        ("libc", "no such file")):
        said = output(code, env={**os.environ, "ORTHANT_LIBRARY": place})
        assert line in said and said.count("\n") == 1
    assert "OPENBLAS_CORETYPE" not in os.environ


WITHOUT = """
import sys
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("sklearn", "scipy", "pandas", "matplotlib", "tqdm"):
            raise ImportError(name)
sys.meta_path.insert(0, Hide())
import numpy as np
import orthant_nmf
from orthant_nmf import NMF
X = np.random.RandomState(0).rand(10, 6)
model = NMF(2, random_state=0).set_params(n_init=2)
W = model.fit_transform(X)
assert np.allclose(model.transform(X), W, rtol=1e-8) and model.get_params()["n_init"] == 2
assert list(model.get_feature_names_out()) == ["nmf0", "nmf1"]
assert repr(model) == "NMF(n_components=2, n_init=2, random_state=0)"
for wrong, line in ((X * np.inf, "infinity"), (X[:, :0], "at least"), (-X, "Negative")):
    try:
        NMF(2).fit(wrong)
    except ValueError as error:
        assert line in str(error), error
    else:
        raise AssertionError(line)
for wrong in (lambda: model.set_params(x=1), lambda: NMF(2).transform(X), lambda: model.transform(X[:, 1:])):
    try:
        wrong()
    except ValueError:
        continue
    raise AssertionError(wrong)
try:
    orthant_nmf.plot.parts(model)
except ImportError as error:
    assert "pip install" in str(error)
import contextlib, io
with contextlib.redirect_stderr(io.StringIO()):  # where there is no tqdm a line tells of progress
    orthant_nmf.recover(X, 2, progress=True)
print("well")
"""


def test_without_what_is_optional():
    assert output(WITHOUT) == "well\n"


def test_threads_are_those_of_openmp(counts):
    threadpoolctl = pytest.importorskip("threadpoolctl")
    orthant.recover(counts, 2, starts=1)  # the library must be there to be limited
    with threadpoolctl.threadpool_limits(1):
        assert orthant.recover(counts, 2, starts=1).solution["options"]["threads"] == 1
    assert orthant.recover(counts, 2, starts=1, threads=1).solution["options"]["threads"] == 1
