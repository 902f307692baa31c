"""The estimators beside scikit-learn's own habits, which test_scikit_learn.py checks."""

import copy
import pickle
import warnings

import numpy as np
import pytest

from orthant_nmf import NMF, NonnegativeCompletion, NonnegativeKMeans, SymmetricNMF, recover, verify
from orthant_nmf._sklearn import ConvergenceWarning


class Annotated:
    """What looks like AnnData."""

    def __init__(self, X, obs_names, var_names):
        self.X, self.obs_names, self.var_names = X, obs_names, var_names

    @property
    def shape(self):
        return self.X.shape


def relative(A, B):
    return np.linalg.norm(A - B) / np.linalg.norm(B)


@pytest.mark.parametrize("loss", ["frobenius", 1, 0])
def test_transform_agrees_with_fit_transform(counts, loss):
    X = counts + 0.1
    model = NMF(3, beta_loss=loss, random_state=0, n_init=2, max_iter=500)
    W = model.fit_transform(X)
    assert relative(model.transform(X), W) < 1e-8
    assert relative(model.transform(X[2:5]), W[2:5]) < 1e-8
    assert model.certificate_["verdict"] == "strict_local_minimizer"
    fit = model.inverse_transform(W)
    misfit = {"frobenius": 0.5 * np.sum((X - fit) ** 2), 1: np.sum(X * np.log(X / fit) - X + fit),
              0: np.sum(X / fit - np.log(X / fit) - 1)}[loss]
    assert model.reconstruction_err_ == pytest.approx(np.sqrt(2 * misfit), rel=1e-7)


def test_what_is_kept(counts):
    model = NMF(3, random_state=0, n_init=4)
    assert model.fit(counts) is model and model.components_.shape == (3, 6) and model.n_components_ == 3
    assert len(model.minima_) == 2 and model.spurious_ is None and model.n_iter_ >= 1
    copied = pickle.loads(pickle.dumps(model))
    assert copied.certificate_ == model.certificate_ and "strict" in copied.report_
    assert np.array_equal(copied.transform(counts), model.transform(counts))
    assert list(model.get_feature_names_out()) == ["nmf0", "nmf1", "nmf2"]
    assert copy.deepcopy(model).report_._repr_html_().startswith("<iframe")
    with pytest.raises(AttributeError):
        NMF().certificate_


def test_seeds(counts):
    first, second = (NMF(3, random_state=5, n_init=2).fit(counts).components_ for _ in range(2))
    assert np.array_equal(first, second)
    np.random.seed(3)
    drawn = NMF(2, n_init=1).fit(counts).solution_["options"]["seed"]
    np.random.seed(3)
    assert NMF(2, n_init=1).fit(counts).solution_["options"]["seed"] == drawn != 0
    NMF(2, n_init=1, random_state=np.random.default_rng(0)).fit(counts)


def test_missing_entries_and_weights(counts):
    holes = counts.copy()
    holes[1, 2] = np.nan
    model = NMF(2, random_state=0, n_init=3)
    W = model.fit_transform(holes)
    seen = np.isfinite(holes)
    assert model.reconstruction_err_ == pytest.approx(np.linalg.norm((holes - W @ model.components_)[seen]))
    weighted = NMF(2, random_state=0, n_init=3).fit(counts, weights=seen.astype(float))
    assert weighted.certificate_["objective"] == pytest.approx(model.certificate_["objective"], rel=1e-9)
    twice = NMF(2, random_state=0, n_init=8).fit(np.r_[counts, counts[:1]])
    with pytest.raises(ValueError, match="expected 8, one for each row"):
        NMF(2).fit(counts, weights=[1, 2])
    by_rows = NMF(2, random_state=0, n_init=8).fit(counts, weights=[2, 1, 1, 1, 1, 1, 1, 1])
    assert by_rows.certificate_["objective"] == pytest.approx(twice.certificate_["objective"], rel=1e-9)


def test_starts_of_the_callers(counts):
    best = NMF(3, random_state=0, n_init=4).fit(counts)
    W = best.transform(counts)
    for model in (NMF(3, init=(W, best.components_), n_init=1), NMF(3, init="custom", n_init=1)):
        given = {} if model.init != "custom" else {"W": W, "H": best.components_}
        assert model.fit(counts, **given).certificate_["objective"] == pytest.approx(64.34199629, rel=1e-9)
    with pytest.raises(ValueError, match="custom"):
        NMF(3, init="custom").fit(counts)
    warm = NMF(3, random_state=0, n_init=4, warm_start=True).fit(counts)
    warm.set_params(n_init=1, random_state=99).fit(counts * 1.001)
    assert warm.certificate_["objective"] == pytest.approx(64.34199629 * 1.001**2, rel=1e-9)
    assert warm.solution_["starts"][0]["init"] == "factors"


def test_penalties_are_scikit_learns(counts):
    decomposition = pytest.importorskip("sklearn.decomposition")
    options = {"alpha_W": 0.02, "alpha_H": 0.05, "l1_ratio": 0.3}
    ours = NMF(3, random_state=0, n_init=8, **options)
    W, H = ours.fit_transform(counts), ours.components_
    theirs = decomposition.NMF(3, init="custom", max_iter=1, tol=0, **options)

    def objective(W, H):
        terms = theirs._compute_regularization(counts)
        l1W, l1H, l2W, l2H = terms
        return (0.5 * np.sum((counts - W @ H) ** 2) + l1W * W.sum() + l1H * H.sum()
                + l2W / 2 * np.sum(W**2) + l2H / 2 * np.sum(H**2))

    assert ours.certificate_["objective"] == pytest.approx(objective(W, H), rel=1e-10)
    with warnings.catch_warnings():  # that one step has not converged
        warnings.simplefilter("ignore")
        after = theirs.fit_transform(counts, W=W.copy(), H=H.copy())
    # A step of theirs from our end finds nothing lower.
    assert objective(after, theirs.components_) >= objective(W, H) * (1 - 1e-10)
    assert ours.reconstruction_err_ == pytest.approx(np.linalg.norm(counts - W @ H))
    assert relative(ours.transform(counts), W) < 1e-8


def test_words_of_scikit_learn(counts):
    for init in ("nndsvd", "nndsvda", "nndsvdar", "random", None):
        NMF(2, init=init, solver="cd", n_init=1, random_state=0).fit(counts)
    NMF(2, beta_loss="kullback-leibler", solver="mu", n_init=1, random_state=0).fit(counts)
    for parameters, line in (({"init": "x"}, "init"), ({"beta_loss": 3}, "beta_loss"), ({"l1_ratio": 2}, "l1_ratio"),
                             ({"solver": "x"}, "solver"), ({"n_jobs": 0}, "n_jobs"), ({"n_components": 9}, "rank"),
                             ({"alpha_W": 1.0, "alpha_H": 0.0}, "left|right")):
        with pytest.raises(ValueError, match=line):
            NMF(**{"n_components": 2, **parameters}).fit(counts)


def test_number_of_parts_by_itself():
    rng = np.random.default_rng(0)
    X = rng.random((40, 2)) ** 4 @ rng.random((2, 8)) ** 4 * (1 + 0.2 * rng.random((40, 8)))
    assert NMF("auto", random_state=0, n_init=2, certify=False).fit(X).n_components_ == 2


def test_completion():
    rng = np.random.default_rng(0)
    truth = rng.random((30, 2)) @ rng.random((2, 20))
    seen = rng.random((30, 20)) < 0.7
    X = np.where(seen, truth, np.nan)
    model = NonnegativeCompletion(2, random_state=0, n_init=5).fit(X)
    filled = model.complete(X)
    assert np.array_equal(filled[seen], truth[seen]) and np.abs(filled - truth).max() < 1e-4
    assert np.abs(model.complete() - truth).max() < 1e-4
    assert model.entries([3, 7], [5, 1]) == pytest.approx(truth[[3, 7], [5, 1]], abs=1e-4)
    assert relative(model.transform(X), model.W_) < 1e-8
    sparse = pytest.importorskip("scipy.sparse")
    rows, columns = np.nonzero(seen)
    stored = sparse.coo_matrix((truth[seen], (rows, columns)), shape=truth.shape).tocsr()
    assert np.abs(NonnegativeCompletion(2, random_state=0).fit(stored).complete(stored) - truth).max() < 1e-4


def test_completion_with_offsets_and_a_chosen_weight():
    rng = np.random.default_rng(1)
    truth = 3 + rng.random((30, 1)) + rng.random((1, 20)) + rng.random((30, 2)) @ rng.random((2, 20))
    X = np.where(rng.random(truth.shape) < 0.7, truth + 0.1 * rng.random(truth.shape), np.nan)
    model = NonnegativeCompletion(2, l2="auto", offsets=True, random_state=0, n_init=2).fit(X)
    assert model.components_.shape == (4, 20) and np.all(model.components_[2] == 1)
    assert relative(model.transform(X), model.W_) < 1e-8
    assert np.sqrt(np.mean((model.complete() - truth) ** 2)) < 0.15


def test_symmetric():
    rng = np.random.default_rng(0)
    groups = np.repeat([0, 1, 2], 6)
    X = (groups[:, None] == groups) + 0.1 * rng.random((18, 18))
    X = X + X.T
    model = SymmetricNMF(3, random_state=0)
    U = model.fit_transform(X)
    assert U.shape == (18, 3) and not hasattr(model, "transform")
    assert len({tuple(model.labels_[groups == group]) for group in range(3)}) == 3
    assert model.reconstruction_err_ == pytest.approx(np.linalg.norm(X - U @ U.T))
    assert "svg" in model.report_ or "<html" in model.report_.lower()
    SymmetricNMF(2, n_init=1).fit((X * (1 + 1e-16 * rng.random(X.shape))).astype(np.float32))
    with pytest.raises(ValueError, match="symmetric"):
        SymmetricNMF(2).fit(X + np.triu(X, 1))
    with pytest.raises(ValueError, match="square"):
        SymmetricNMF(2).fit(X[:5])


def test_names_of_annotated_data_are_those_of_features(counts):
    annotated = Annotated(counts, [f"cell {i}" for i in range(len(counts))], [f"g{j}" for j in range(counts.shape[1])])
    model = NMF(2, n_init=1, random_state=0).fit(annotated)
    assert list(model.feature_names_in_) == annotated.var_names
    np.testing.assert_array_equal(model.transform(annotated), model.transform(counts))
    turned = Annotated(counts[:, ::-1], annotated.obs_names, annotated.var_names[::-1])
    with pytest.raises(ValueError, match="feature names should match .* column 1 is"):
        model.transform(turned)


@pytest.mark.parametrize("components", [[2, 3], "2:3", 2.5, True])
def test_numbers_of_components_that_are_none(counts, components):
    with pytest.raises(ValueError, match="n_components = .*; expected a whole number, or 'auto'"):
        NMF(components).fit(counts)


def test_what_ended_early_is_said(counts):
    with pytest.warns(ConvergenceWarning, match="before its point was stationary"):
        NMF(3, max_iter=1, n_init=1, random_state=0).fit(counts)
    with pytest.warns(UserWarning, match="W and H are not used"):
        NMF(2, n_init=1).fit(counts, W=np.ones((len(counts), 2)), H=np.ones((2, counts.shape[1])))


def test_a_survey_that_is_not_clear_is_said():
    noise = np.random.default_rng(3).poisson(1, (20, 12)).astype(float)
    with pytest.warns(UserWarning, match="Not clear"):
        model = NMF(random_state=0, n_init=2).fit(noise)
    assert model.survey_["recommended_rank"] is None


def test_a_feature_of_no_part_changes_no_row():
    seen = np.array([[2.0, 5, 3, 0], [4, 9, 3, 0], [1, 3, 3, 0], [7, 2, 1, 0]])
    model = NMF(2, beta_loss="kullback-leibler", random_state=0).fit(seen)
    unseen = seen.copy()
    unseen[0, 3] = 7
    np.testing.assert_array_equal(model.transform(unseen), model.transform(seen))


def test_clusters_with_a_proof():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((60, 3)) + 20 * (np.arange(60) % 3)[:, None] - 20
    model = NonnegativeKMeans(3, random_state=0).fit(X)
    assert model.optimal_ and model.gap_ == 0 and model.certificate_["unique"]
    assert np.array_equal(model.predict(X), model.labels_) and len(set(model.labels_[::3])) == 1
    assert np.isclose(-model.score(X), model.inertia_, rtol=1e-12)
    assert np.allclose(model.transform(X).min(axis=1) ** 2, ((X - model.cluster_centers_[model.labels_]) ** 2).sum(axis=1))
    assert "Optimal" in model.report_
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.predict(X), model.labels_) and again.optimal_
    plain = NonnegativeKMeans(3, random_state=0, certify=False).fit(X)
    assert plain.certificate_ is None and plain.gap_ is None and not plain.optimal_
    with pytest.raises(ValueError, match="rank = 61; expected 1 ≤ rank ≤ rows = 60"):
        NonnegativeKMeans(61).fit(X)


def test_clusters_of_the_function(tmp_path):
    X = np.array([[0.0, 1], [1, 0], [9, 9], [-8, 9], [-9, 8.0]])
    found = recover(X, 3, model="kmeans", labels=["a", "a", "b", "c", "c"], row_names=list("uvwxy"))
    assert found.optimal and found["agreement"]["errors"] == 0 and found.labels.tolist() in ([0, 0, 2, 1, 1], [1, 1, 2, 0, 0])
    assert np.allclose(found.centres[found.labels[2]], X[2]) and "optimal: proved" in repr(found)
    found.write(tmp_path)
    assert verify(tmp_path)["accepted"]
    with pytest.raises(ValueError, match="offsets with model = kmeans"):
        recover(X, 2, model="kmeans", offsets=True)
