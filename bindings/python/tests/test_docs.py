"""What docs/python.md, README.md and docstrings show is what comes out."""

import doctest
import re

import numpy as np
import pytest

import orthant_nmf
from conftest import ROOT


@pytest.mark.parametrize("name", ["README.md", "docs/python.md", "docs/tutorials/python.md"])
def test_examples_of_documents(name, tmp_path, monkeypatch):
    path = ROOT / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside these tests")
    text = re.sub(r"^```.*$", "", path.read_text(), flags=re.M)  # a fence ends what is expected
    for needed in ("sklearn", "pandas"):
        if f"from {needed}" in text or f"import {needed}" in text or f", {needed} as" in text:
            pytest.importorskip(needed)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    test = doctest.DocTestParser().get_doctest(text, {}, name, str(path), 0)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0


@pytest.mark.parametrize("thing", [orthant_nmf.recover, orthant_nmf.NMF])
def test_examples_of_docstrings(thing):
    for test in doctest.DocTestFinder(recurse=False).find(thing, thing.__name__, globs=dict(vars(orthant_nmf), np=np,
                                                                                      NMF=orthant_nmf.NMF)):
        assert test.examples and doctest.DocTestRunner().run(test).failed == 0


def test_every_public_name_is_said(library):
    for name in orthant_nmf.__all__:
        assert getattr(orthant_nmf, name).__doc__, name
    assert set(orthant_nmf.__all__) <= set(dir(orthant_nmf)) and orthant_nmf.__version__.count(".") == 2
