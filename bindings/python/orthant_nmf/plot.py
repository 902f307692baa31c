"""Pictures by matplotlib: parts, minima, a survey of ranks. Each draws on `axes` (new ones without) and returns it."""

from __future__ import annotations

from typing import Any, Optional, Tuple

import numpy as np


def _axes(axes: Any, **options: Any) -> Any:
    if axes is not None:
        return axes
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError("plot needs matplotlib: pip install matplotlib") from None
    return pyplot.subplots(layout="constrained", **options)[1]


def _components(found: Any) -> np.ndarray:
    """Parts × columns, of an estimator, of a Recovery, or an array of that shape."""
    if hasattr(found, "components_"):
        return np.asarray(found.components_)
    if hasattr(found, "solution"):
        return np.asarray(found.R if found.R is not None else found.U).T
    return np.asarray(found)


def parts(found: Any, shape: Optional[Tuple[int, int]] = None, axes: Any = None) -> Any:
    """The parts over the columns: pictures of `shape` (rows, columns), else one image of parts × columns."""
    components = _components(found)
    if shape is None:
        axes = _axes(axes)
        axes.imshow(components / np.maximum(components.max(axis=1, keepdims=True), 1e-300), aspect="auto", cmap="Blues")
        axes.set(xlabel="column", ylabel="part", yticks=range(len(components)),
                 yticklabels=range(1, len(components) + 1))
        return axes
    if shape[0] * shape[1] != components.shape[1]:
        raise ValueError(f"shape = {shape[0]} × {shape[1]}; expected {components.shape[1]} entries")
    across = int(np.ceil(np.sqrt(len(components))))
    down = -(-len(components) // across)
    axes = _axes(axes, nrows=down, ncols=across, squeeze=False)
    for place, axis in enumerate(np.ravel(axes)):
        axis.set_axis_off()
        if place < len(components):
            axis.imshow(components[place].reshape(shape), cmap="gray")
            axis.set_title(str(place + 1), fontsize="small")
    return axes


def minima(found: Any, axes: Any = None) -> Any:
    """The distinct minima: objective above the best, and how many starts ended in each; spurious ones hollow."""
    solution = found.solution_ if hasattr(found, "solution_") else found.solution
    axes = _axes(axes)
    for minimum in solution["minima"]:
        axes.plot(minimum["objective"], minimum["hits"], "o", color="C0", markersize=8,
                  markerfacecolor="none" if minimum["spurious"] else "C0")
    axes.set(xlabel="objective", ylabel="starts", ylim=(0, None))
    axes.yaxis.get_major_locator().set_params(integer=True)
    return axes


def ranks(survey: Any, axes: Any = None) -> Any:
    """The held-out error of each rank of a `survey`; a line where a rank is recommended."""
    axes = _axes(axes)
    listed = [(each["rank"], each["held_out_loss"]) for each in survey["ranks"] if each["held_out_loss"] is not None]
    axes.plot(*zip(*listed), "o-")
    if survey["recommended_rank"] is not None:
        axes.axvline(survey["recommended_rank"], color="0.7", zorder=0)
    axes.set(xlabel="rank", ylabel="held-out loss")
    axes.xaxis.get_major_locator().set_params(integer=True)
    return axes
