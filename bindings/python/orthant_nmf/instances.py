"""Named instances with known answers: `instances.theorem3(n=5, alpha="1/2")`, `instances.planted(rows=50, …)`.

Each name of `orthant instance --help` is a function of its options. Fractions are texts, "1/3".
"""

from __future__ import annotations

from typing import Any, Callable

from ._documents import Found
from ._job import Job


class Instance(Found):
    """A problem: what it is and what is known of it.

    `write(folder)` makes its folder; `certify(problem=instance)` judges its point.
    """

    def __repr__(self) -> str:
        return f"<instance: {self['factorization']}, {self['rows']} × {self['cols']}, rank {self['rank']}>"


def instance(name: str, **options: Any) -> Instance:
    """The instance of that name. Raises ValueError, with the names that there are."""
    job = Job("instance")
    job.run({"name": name, **options})
    return Instance.of(job, "instance.json")


def __getattr__(name: str) -> Callable[..., Instance]:
    if name.startswith("_"):
        raise AttributeError(name)

    def named(**options: Any) -> Instance:
        return instance(name, **options)

    named.__name__ = named.__qualname__ = name
    named.__doc__ = f"The instance {name}. Options: orthant_nmf.options('instance')."
    return named
