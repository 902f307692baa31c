"""AnnData and pictures."""

from types import SimpleNamespace

import numpy as np
import pytest

import orthant_nmf as orthant


def annotated(counts):
    return SimpleNamespace(X=counts, layers={"half": counts / 2}, obsm={}, varm={}, uns={}, obs_names=list("abcdefgh"),
                           var_names=[f"g{k}" for k in range(6)])


def test_anndata(counts):
    data = annotated(counts)
    model = orthant.anndata.nmf(data, 3, random_state=0, n_init=4)
    assert data.obsm["X_nmf"].shape == (8, 3) and data.varm["nmf"].shape == (6, 3)
    assert data.uns["nmf"]["verdict"] == "strict_local_minimizer" and data.uns["nmf"]["params"]["n_init"] == 4
    assert model.solution_["data"]["column_names"] == data.var_names
    orthant.anndata.nmf(data, 3, layer="half", key_added="halves", random_state=0, n_init=4)
    assert np.allclose(data.obsm["X_halves"] @ data.varm["halves"].T * 2, data.obsm["X_nmf"] @ data.varm["nmf"].T)
    with pytest.raises(ValueError, match="half"):
        orthant.anndata.nmf(data, 3, layer="x")
    data.isbacked = True
    with pytest.raises(ValueError, match="to_memory"):
        orthant.anndata.nmf(data, 3)


def test_pictures(counts):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    found = orthant.recover(counts, 3, starts=4)
    assert len(orthant.plot.parts(found).images) == 1
    assert orthant.plot.parts(found, shape=(2, 3)).shape == (2, 2)
    assert len(orthant.plot.minima(found).lines) == 2
    assert orthant.plot.ranks(orthant.survey(counts, "1:3", starts=1)).get_xlabel() == "rank"
    with pytest.raises(ValueError, match="6 entries"):
        orthant.plot.parts(found, shape=(2, 2))


def test_bar(counts, digits):
    pytest.importorskip("tqdm")
    orthant.recover(digits, 10, starts=20, numeric=True, progress=True)
