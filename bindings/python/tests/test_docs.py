"""What docs/python.md, README.md and docstrings show is what comes out."""

import doctest
import json
import os
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


@pytest.mark.parametrize("thing", [orthant_nmf.recover, orthant_nmf.NMF, orthant_nmf.NonnegativeKMeans])
def test_examples_of_docstrings(thing):
    names = dict(vars(orthant_nmf), np=np, NMF=orthant_nmf.NMF, NonnegativeKMeans=orthant_nmf.NonnegativeKMeans)
    for test in doctest.DocTestFinder(recurse=False).find(thing, thing.__name__, globs=names):
        assert test.examples and doctest.DocTestRunner().run(test).failed == 0


def test_every_public_name_is_said(library):
    for name in orthant_nmf.__all__:
        assert getattr(orthant_nmf, name).__doc__, name
    assert set(orthant_nmf.__all__) <= set(dir(orthant_nmf)) and orthant_nmf.__version__.count(".") == 2


def options_page(library):
    """docs/options.md: what the library says of its options."""
    lines = ["# Options", "",
             "What every command takes: in Python, R, Julia and C by these names, on the command line with hyphens in the",
             "place of underscores (`max_seconds`, `--max-seconds`). This page is made from what the library says of",
             "itself (`orthant_commands`); a test compares the two."]
    for command in json.loads(library.orthant_commands()):
        lines += ["", f"## {command['command']}", "", command["help"][0].upper() + command["help"][1:] + ".", "",
                  "| option | is | default | |", "|---|---|---|---|"]
        for option in command["options"]:
            kind = option.get("expected") or option["type"]
            default = "" if option["default"] in (None, "") else json.dumps(option["default"]).strip('"')
            lines.append(f"| `{option['name']}` | {kind} | {default} | {option['help']} |".replace("  |", " |"))
    return "\n".join(lines) + "\n"


def test_page_of_options(library):
    """ORTHANT_WRITE_DOCS=1 writes the page."""
    path = ROOT / "docs" / "options.md"
    if os.environ.get("ORTHANT_WRITE_DOCS"):
        path.write_text(options_page(library))
    elif not path.is_file():
        pytest.skip("docs/options.md is not beside these tests")
    assert path.read_text() == options_page(library), "ORTHANT_WRITE_DOCS=1 in the environment of this test writes it"
