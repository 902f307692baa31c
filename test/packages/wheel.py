"""One way to use the installed package beside others: wheel.py alone|first|last|threads|joblib|fork|spawn."""

import concurrent.futures
import multiprocessing
import sys


def objective(seed):
    import numpy as np
    import orthant_nmf

    X = np.random.RandomState(5).rand(60, 20)
    return float(orthant_nmf.recover(X, rank=3, starts=2, seed=seed).objective)


def sklearn():
    import numpy as np
    import scipy.linalg
    import sklearn.decomposition

    X = np.random.RandomState(5).rand(60, 20)
    scipy.linalg.svd(X)
    sklearn.decomposition.NMF(3, init="random", random_state=0, max_iter=300, tol=1e-2).fit(X)


def main(way):
    if way == "alone":
        got = [objective(0)]
    elif way == "first":
        got = [objective(0)]
        sklearn()
        got.append(objective(0))
    elif way == "last":
        sklearn()
        got = [objective(0)]
    elif way == "threads":
        sklearn()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            got = list(pool.map(objective, [0] * 16))
    elif way == "joblib":
        import joblib

        got = joblib.Parallel(2)(joblib.delayed(objective)(0) for _ in range(4))
    else:
        got = [objective(0)]
        with multiprocessing.get_context(way).Pool(2) as pool:
            got += pool.map(objective, [0] * 4)
    # Another number of threads may add in another order.
    assert max(got) - min(got) < 1e-9 * max(got), got
    print(f"Python {sys.version.split()[0]}, {way}: {got[0]:.9f}, {len(got)} times")


if __name__ == "__main__":
    main(sys.argv[1])
