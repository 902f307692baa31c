"""scikit-learn's own checks of estimators, without an expected failure, and life in its company."""

import numpy as np
import pytest

from orthant_nmf import NMF, NonnegativeCompletion, NonnegativeKMeans, SymmetricNMF

sklearn = pytest.importorskip("sklearn")


def checks():
    from sklearn.utils import estimator_checks

    each = getattr(estimator_checks, "estimator_checks_generator", None)  # 1.6 and later
    for estimator in (NMF(), SymmetricNMF(), NonnegativeCompletion(2, n_init=2), NonnegativeKMeans(3, n_init=2)):
        if each is None:
            yield from estimator_checks.check_estimator(estimator, generate_only=True)
        else:
            yield from each(estimator)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("estimator, check", list(checks()), ids=lambda value: getattr(
    getattr(value, "func", None), "__name__", type(value).__name__))
def test_check_estimator(estimator, check):
    try:
        check(estimator)
    except Exception as raised:
        if type(raised).__name__ != "SkipTest":
            raise
        pytest.skip(str(raised))


def test_pipelines_and_searches(digits):
    from sklearn.base import clone
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline

    labels = np.arange(60) % 2
    model = make_pipeline(NMF(3, n_init=1, random_state=0, certify=False, tol=1e-6), LogisticRegression())
    search = GridSearchCV(clone(model), {"nmf__n_components": [2, 3]}, cv=2, n_jobs=2).fit(digits[:60], labels)
    assert search.best_params_["nmf__n_components"] in (2, 3)


def test_names_of_pandas_and_set_output(counts):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(counts, columns=[f"x{k}" for k in range(6)])
    model = NMF(2, random_state=0, n_init=1).set_output(transform="pandas")
    W = model.fit_transform(table)
    assert list(W.columns) == ["nmf0", "nmf1"] and list(model.feature_names_in_) == list(table.columns)
    assert np.allclose(model.transform(table), W, rtol=1e-8)
    assert model.solution_["data"]["column_names"] == list(table.columns)


def test_dropped_in_for_topics():
    """scikit-learn's topic extraction, the import changed, on a corpus of its size that needs no network."""
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    rng = np.random.default_rng(0)
    words = [[f"{topic}{number}" for number in range(30)] for topic in ("space", "music", "law", "sport")]
    corpus = [" ".join([*rng.choice(words[k % 4], 40), *rng.choice(sum(words, []), 8)]) for k in range(120)]
    tfidf_vectorizer = TfidfVectorizer(max_df=0.95, min_df=2, max_features=1000, stop_words="english")
    tfidf = tfidf_vectorizer.fit_transform(corpus)
    assert CountVectorizer().fit_transform(corpus).shape[0] == 120
    for options in ({"beta_loss": "frobenius", "l1_ratio": 1},
                    {"beta_loss": "kullback-leibler", "solver": "mu", "max_iter": 1000, "l1_ratio": 0.5}):
        nmf = NMF(n_components=4, random_state=1, init="nndsvda", alpha_W=0.00005, alpha_H=0.00005, **options)
        nmf.fit(tfidf)
        names = tfidf_vectorizer.get_feature_names_out()
        topics = {names[topic.argmax()].rstrip("0123456789") for topic in nmf.components_}
        assert topics == {"space", "music", "law", "sport"}


def test_dropped_in_for_pictures_with_missing_pixels(digits):
    pictures = digits[:150].copy()
    hidden = np.random.default_rng(0).random(pictures.shape) < 0.2
    pictures[hidden] = np.nan
    nmf = NMF(n_components=8, random_state=0, n_init=1, certify=False, tol=1e-7)
    restored = nmf.inverse_transform(nmf.fit_transform(pictures))
    error = np.sqrt(np.mean((restored - digits[:150])[hidden] ** 2))
    assert error < 0.75 * np.std(digits[:150][hidden])
