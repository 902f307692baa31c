"""`nmf(adata, 10)` writes factors into AnnData: cells (`obs`) × parts in obsm, genes (`var`) × parts in varm.

Any object with X (or layers), obsm, varm and uns will do; the package anndata is not imported.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, Optional

from ._estimators import NMF


def nmf(adata: Any, n_components: Any = "auto", *, layer: Optional[str] = None, key_added: Optional[str] = None,
        **parameters: Any) -> Any:
    """Factors X (or a layer) by `NMF` and writes the result into `adata`.

    Parameters
    ----------
    adata : AnnData, cells × genes, nonnegative; in memory (a backed one: `adata.to_memory()` first)
    n_components : int or "auto", as of NMF
    layer : a name in adata.layers in the place of X
    key_added : in the place of "nmf" in the names below
    **parameters : of NMF: n_init, random_state, beta_loss …

    Writes
    ------
    adata.obsm["X_nmf"] : cells × n_components
    adata.varm["nmf"] : genes × n_components
    adata.uns["nmf"] : parameters, verdict, rigor, objective, reconstruction_err, `solution` (JSON), n_iter

    Returns
    -------
    NMF : the fitted estimator

    Raises
    ------
    ValueError : a layer that is not there, a backed matrix, or what `NMF.fit` refuses
    """
    if layer is not None and layer not in adata.layers:
        raise ValueError(f"layer = {layer}; expected one of {', '.join(adata.layers.keys()) or 'none'}")
    X = adata.X if layer is None else adata.layers[layer]
    if getattr(adata, "isbacked", False) and layer is None:
        raise ValueError("adata is backed by a file; expected it in memory: adata.to_memory()")
    if hasattr(adata, "obs_names") and hasattr(adata, "var_names"):
        X = SimpleNamespace(X=X, obs_names=adata.obs_names, var_names=adata.var_names)
    model = NMF(n_components, **parameters)
    key = key_added or "nmf"
    W = model.fit_transform(X)
    adata.obsm["X_" + key] = W
    adata.varm[key] = model.components_.T.copy()
    certificate = model.certificate_
    adata.uns[key] = {
        "params": {"n_components": model.n_components_, "layer": layer or "X",
                   **{name: value for name, value in parameters.items() if isinstance(value, (str, int, float))}},
        "verdict": certificate["verdict"], "rigor": certificate["rigor"], "objective": certificate["objective"],
        "reconstruction_err": model.reconstruction_err_, "n_iter": model.n_iter_,
        "solution": json.dumps(model.solution_)}
    return model
