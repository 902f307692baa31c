"""The functions, with the names of the program."""

import gc
import pickle

import numpy as np
import pytest

import orthant_nmf as orthant


def test_recover_finds_both_minima(counts):
    found = orthant.recover(counts, 3, starts=4)
    assert found.certificate.verdict == "strict_local_minimizer" and found.certificate["rigor"] == "verified"
    assert found.spurious is None and [minimum["spurious"] for minimum in found.minima] == [None, True]
    assert found.L.shape == (8, 3) and found.R.shape == (6, 3) and found.U is None
    assert found.objective == pytest.approx(0.5 * np.sum((counts - found.L @ found.R.T) ** 2))
    L, R = found.minimum(1)
    assert 0.5 * np.sum((counts - L @ R.T) ** 2) == pytest.approx(found.minima[1]["objective"])
    assert "strict local minimizer" in repr(found)


def test_results_outlive_the_job(counts):
    L = orthant.recover(counts, 3, starts=1).L
    total = L.sum()
    gc.collect()
    [orthant.recover(counts, 2, starts=1) for _ in range(3)]
    assert L.sum() == total and not L.flags.writeable


def test_pages_and_pickles(counts, tmp_path):
    found = orthant.recover(counts, 2, starts=2)
    again = pickle.loads(pickle.dumps(found))
    assert np.array_equal(again.L, found.L) and again.solution == found.solution
    assert "<iframe" in found._repr_html_() and "<html" in again.report.lower()
    again.report.save(tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size > 10000
    with pytest.raises(ValueError, match="pickled"):
        again.write(tmp_path)


def test_write_and_verify(counts, tmp_path):
    orthant.recover(counts, 3, starts=2).write(tmp_path / "out")
    assert {"L.npy", "R.npy", "solution.json", "certificate.json"} <= {p.name for p in (tmp_path / "out").iterdir()}
    assert orthant.verify(tmp_path / "out")["accepted"] is True
    text = (tmp_path / "out" / "certificate.json").read_text()
    assert '"strict_local_minimizer"' in text
    (tmp_path / "out" / "certificate.json").write_text(text.replace('"strict_local_minimizer"', '"global_minimizer"'))
    assert orthant.verify(tmp_path / "out")["accepted"] is False


def test_certify_anybodys_factors(counts):
    found = orthant.recover(counts, 3, starts=4)
    worse = orthant.certify(counts, *found.minimum(1), witness=(found.L, found.R))
    assert worse.verdict == "strict_local_minimizer" and worse.spurious is True and worse["rigor"] == "verified"
    same = orthant.certify(counts, W=found.L, H=found.R.T)
    assert same["objective"] == pytest.approx(found.objective, rel=1e-12)
    assert orthant.certify(counts, np.ones((8, 2)), np.ones((6, 2))).verdict in ("not_stationary", "saddle")
    assert pickle.loads(pickle.dumps(worse)) == worse


def test_certify_scikit_learns_result(counts):
    decomposition = pytest.importorskip("sklearn.decomposition")
    model = decomposition.NMF(3, init="random", random_state=0, tol=1e-10, max_iter=20000)
    W = model.fit_transform(counts)
    judged = orthant.certify(counts, W=W, H=model.components_, stationarity=1e-5)
    assert judged.verdict in ("strict_local_minimizer", "undecided", "not_stationary")
    assert judged["objective"] == pytest.approx(model.reconstruction_err_**2 / 2, rel=1e-6)


def test_symmetric_factors(counts):
    found = orthant.recover(counts @ counts.T, 2, model="symmetric", starts=3)
    assert found.L is None and found.U.shape == (8, 2)
    judged = orthant.certify(counts @ counts.T, U=found.U)
    assert judged["objective"] == pytest.approx(found.objective)


def test_atlas_of_distances(tmp_path):
    X = np.subtract.outer(np.arange(6.0), np.arange(6.0)) ** 2
    found = orthant.atlas(X, 2, starts=12)
    assert found["starts"] == 12 == sum(m["hits"] for m in found["minima"]) + found["saddles"] + found["unfinished"]
    for k, minimum in enumerate(found["minima"]):
        L, R = found.factors(k)
        assert np.sum((X - L @ R.T) ** 2) / 2 == pytest.approx(minimum["objective"], rel=1e-9)
        assert orthant.certify(X, L, R)["verdict"] == minimum["verdict"]
    assert [p["trust"] for p in found.parts] and found.factors(0)[0].shape == (6, 2)
    with pytest.raises(IndexError, match="minimum = 99"):
        found.factors(99)
    with pytest.raises(ValueError, match="starts = 0"):
        orthant.atlas(X, 2, starts=0)
    found.write(tmp_path / "map")
    assert (tmp_path / "map" / "atlas.json").is_file()


def test_escape_from_a_spurious_point(tmp_path):
    theorem = orthant.instances.theorem3(n=5, rank=2, true_rank=2, alpha="1/2", epsilon="1/10")
    found = orthant.escape(problem=theorem)
    assert found.improved and found["proved_lower"] and found.left.spurious
    assert found.reached.verdict == "global_minimizer" and found.reached["rigor"] != "numeric"
    assert found.U.shape == (5, 2) and found.L is None
    found.write(tmp_path / "e")
    assert orthant.verify(tmp_path / "e" / "reached")["accepted"]
    assert not orthant.escape(found.U @ found.U.T, U=found.U).improved
    with pytest.raises(ValueError, match="escape: expected L and R"):
        orthant.escape(found.U, W=found.U)


def test_the_rank_of_a_symmetric_matrix():
    U = np.random.default_rng(1).random((9, 3)) * (np.arange(27).reshape(9, 3) % 2)
    found = orthant.recover(U @ U.T, "auto", model="symmetric")
    assert found.U.shape == (9, 3) and found.certificate.verdict == "global_minimizer"
    with pytest.raises(ValueError, match="rank = auto with model = nmf"):
        orthant.recover(U, "auto")


def test_instances(tmp_path):
    theorem = orthant.instances.theorem3(n=2, alpha="1/2", epsilon="1/10")
    judged = orthant.certify(problem=theorem)
    assert (judged.verdict, judged.spurious, judged["rigor"]) == ("strict_local_minimizer", True, "exact")
    theorem.write(tmp_path / "t3")
    assert orthant.certify(problem=tmp_path / "t3")["objective"] == 0.46875
    found = orthant.recover(problem=theorem, starts=4)
    assert found.certificate.verdict == "global_minimizer" and found.solution["problem"]["recovered"] >= 1
    at_point = orthant.recover(problem=tmp_path / "t3", starts=1, init="point")
    assert (at_point.spurious, at_point.U.tolist()) == (True, [[0.0], [0.5]])
    with pytest.raises(ValueError, match="problem with X"):
        orthant.recover([[1.0]], 1, problem=theorem)
    assert orthant.rip(theorem)["upper"] == pytest.approx((51 / 800) ** 0.5)
    with pytest.raises(ValueError, match="theorem4"):
        orthant.instances.nothing()


def test_copositive_and_reproduce():
    assert orthant.copositive("horn")["verdict"] == "copositive"
    answer = orthant.copositive(np.array([[1.0, -2], [-2, 1]]))
    assert answer["verdict"] == "not_copositive" and sum(answer["witness"]) == pytest.approx(1)
    assert orthant.reproduce(only="lemma-10")["as_expected"] is True


def test_project(counts):
    found = orthant.recover(counts, 3, starts=2)
    projected = orthant.project(counts, found.R)
    assert np.abs(np.asarray(projected) - found.L).max() < 1e-9
    assert projected["objective"] == pytest.approx(found.objective)
    assert orthant.project(counts, found.L, side="right").R.shape == (6, 3)


def test_survey(counts):
    compared = orthant.survey(counts, "1:3", starts=2)
    assert [each["rank"] for each in compared["ranks"]] == [1, 2, 3] and compared["sentence"] in repr(compared)
    assert orthant.recover(counts, [2, 3], starts=2, folds=0)["recommended_rank"] is None
    with pytest.raises(ValueError, match="several"):
        orthant.survey(counts, 3)


def test_start_and_labels(counts):
    found = orthant.recover(counts, 3, starts=4)
    again = orthant.recover(counts, 3, starts=1, init=found.minimum(1))
    assert again.objective == pytest.approx(found.minima[1]["objective"], rel=1e-12)
    assert orthant.recover(counts, 2, starts=1, labels=list("aabbaabb")).solution["agreement"]["classes"] == ["a", "b"]
    with pytest.raises(ValueError, match="^labels: 3 labels; expected 8"):
        orthant.recover(counts, 2, labels=list("abc"))


def test_options_are_the_librarys(counts):
    names = {option["name"] for option in orthant.options("recover")}
    assert {"rank", "starts", "seed", "loss", "threads", "max_seconds"} <= names
    assert "starts : integer = 10" in repr(orthant.options())
    for options, line in (({"strats": 3}, "starts"), ({"starts": "x"}, "starts"), ({"loss": "none"}, "frobenius"),
                          ({"l2_left": float("nan")}, "finite"), ({"seed": object()}, "expected")):
        with pytest.raises(ValueError, match=line):
            orthant.recover(counts, 2, **options)
    with pytest.raises(ValueError, match="rank"):
        orthant.recover(counts, 7)


def test_progress_is_told_and_can_stop(digits):
    told = []

    def tell(share, words):
        told.append((share, words))
        return len(told) == 3

    found = orthant.recover(digits, 15, starts=500, numeric=True, progress=tell)
    assert len(told) == 3 and all(0 <= share <= 1 for share, _ in told)
    assert len(found.solution["starts"]) < 500

    def fail(share, words):
        raise KeyError("of the caller")

    with pytest.raises(KeyError, match="of the caller"):
        orthant.recover(digits, 15, starts=500, numeric=True, progress=fail)


def test_labels_may_hold_anything_or_be_unknown(counts):
    known = ["T cell, CD4", 'B "x"\ncell', None, float("nan")] * 2
    agreement = orthant.recover(counts, 2, labels=known, starts=2).solution["agreement"]
    assert agreement["classes"] == ["B 'x' cell", "T cell, CD4"] and agreement["unknown"] == 4


def test_what_recover_found_is_a_witness_and_a_factor(counts):
    found = orthant.recover(counts, 3, starts=4)
    other = found.minimum(len(found.minima) - 1)
    assert orthant.certify(counts, *other, witness=found).spurious
    np.testing.assert_allclose(orthant.project(counts, found).L, found.L, atol=1e-9)
    assert "Not clear" in repr(orthant.survey(counts, [3], starts=1, folds=2)) or orthant.survey(counts, [3], folds=2).rank == 3


def test_an_infinite_objective_is_said():
    W = np.ones((6, 2))
    W[0] = 0
    X = np.arange(1.0, 25).reshape(6, 4)
    assert "objective infinite" in repr(orthant.certify(X, W=W, H=[[1.0] * 4] * 2, loss="kullback-leibler"))
