"""scikit-learn's names and words for what the library's options say."""

from __future__ import annotations

import os
from numbers import Integral, Real
from typing import Any, Dict, Optional, Tuple

import numpy as np

_LOSSES = {2: "frobenius", 1: "kullback-leibler", 0: "itakura-saito"}
#: "nndsvda" and "nndsvdar" fill the zeros of "nndsvd" because multiplicative updates cannot leave them; these can.
_INITS = {None: "random", "random": "random", "nndsvd": "nndsvd", "nndsvda": "nndsvd", "nndsvdar": "nndsvd",
          "spa": "spa"}
#: scikit-learn asks for "mu" with divergences since its "cd" has none; both leave the choice to the library here.
_SOLVERS = {"cd": "auto", "mu": "auto"}


def loss_of(beta_loss: Any) -> str:
    """A word, or β = 2, 1, 0."""
    if isinstance(beta_loss, str):
        return beta_loss  # the library knows the words
    if isinstance(beta_loss, Real) and beta_loss in _LOSSES:  # 1.0 is 1
        return _LOSSES[beta_loss]  # type: ignore[index]
    raise ValueError(f"beta_loss = {beta_loss!r}; expected 2 or 'frobenius', 1 or 'kullback-leibler', 0 or "
                     "'itakura-saito'")


def init_of(init: Any) -> str:
    if init in _INITS:
        return _INITS[init]
    raise ValueError(f"init = {init!r}; expected 'random', 'nndsvd', 'spa', 'custom' with W and H, or (W, H)")


def solver_of(solver: str) -> str:
    return _SOLVERS.get(solver, solver)


def seed_of(random_state: Any) -> int:
    """A number is the program's seed. None draws one from numpy's global generator, as scikit-learn does."""
    if isinstance(random_state, Integral):
        return int(random_state)
    if random_state is None:
        return int(np.random.randint(2**31 - 1))
    if isinstance(random_state, np.random.Generator):
        return int(random_state.integers(2**31 - 1))
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(2**31 - 1))
    raise ValueError(f"random_state = {random_state!r}; expected a number, None or a generator of numpy")


def threads_of(n_jobs: Optional[int]) -> Optional[int]:
    """−1 is all cores, −2 all but one; None leaves it to OpenMP (and so to threadpoolctl)."""
    if n_jobs is None or n_jobs > 0:
        return n_jobs
    cores = len(os.sched_getaffinity(0))
    if n_jobs == 0:
        raise ValueError("n_jobs = 0; expected a number of threads, or −1 for all cores")
    return max(1, cores + 1 + n_jobs)


def penalties(alpha_W: float, alpha_H: Any, l1_ratio: float, shape: Tuple[int, int]) -> Dict[str, float]:
    """Weights of the L1 and L2 terms, such that the objective is scikit-learn's.

    Its terms for X, n samples × m features, are α_W ρ m ΣW + α_H ρ n ΣH + ½α_W(1 − ρ)m‖W‖² + ½α_H(1 − ρ)n‖H‖².
    """
    if not 0 <= l1_ratio <= 1:
        raise ValueError(f"l1_ratio = {l1_ratio}; expected 0 to 1")
    samples, features = shape
    left = alpha_W * features
    right = (alpha_W if isinstance(alpha_H, str) and alpha_H == "same" else alpha_H) * samples
    return {"l1_left": left * l1_ratio, "l1_right": right * l1_ratio,
            "l2_left": left * (1 - l1_ratio), "l2_right": right * (1 - l1_ratio)}
