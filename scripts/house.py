#!/usr/bin/env python3
"""Counts by which the house is kept: how much there is, and what should not be there.

    scripts/house.py            print the counts
    scripts/house.py --check    also fail where a bar is exceeded (the test house.bars_hold)
    scripts/house.py --list     also name what was counted

Counted are .hpp, .cpp and .inc files of include/, src/, checker/ and app/, tests aside. The arrows between rooms
are checked by test/layers.
"""

import argparse
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

COLUMNS = 110  # of .clang-format: where a formatter that reflows comments breaks them

# What may be reached but not exceeded.
BARS = {
    "lines of app": 2850,
    "functions over 80 lines": 0,
    "comments with a broken list or formula": 0,
    "names of two types": 0,
}


def sources(root):
    for folder in ("include", "src", "checker", "app"):
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root).parts
            if path.suffix in (".hpp", ".cpp", ".inc") and "test" not in parts and "node_modules" not in parts:
                yield path


# ---------------------------------------------------------------- functions


def blank(text):
    """The text with comments, strings and preprocessor lines blanked; lines stay where they are."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
        r"|^[ \t]*#(?:\\\n|[^\n])*",
        re.S | re.M,
    )
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def functions(text):
    """(first line, lines) of every function that is defined at the scope of a namespace or a class."""
    text = blank(text)
    stack = []  # kinds of the open braces, with the line where a function begins
    head = 0  # where the words before the next brace begin
    line = 1
    for position, letter in enumerate(text):
        if letter == "\n":
            line += 1
        elif letter == "{":
            words = text[head:position]
            inside = any(kind == "function" for kind, _ in stack)
            scope = re.search(r"\b(namespace|class|struct|union|enum|extern)\b", words)
            scope = scope and not words.rstrip().endswith(")")
            if inside or (not scope and "(" not in words):
                kind = "block"
            elif scope and not re.search(r"\)\s*(const|noexcept|override|final|\s)*$", words):
                kind = "scope"
            else:
                kind = "function"
            begins = line - words.lstrip().count("\n")
            stack.append((kind, begins))
            head = position + 1
        elif letter == "}":
            if stack:
                kind, begins = stack.pop()
                if kind == "function":
                    yield begins, line - begins + 1
            head = position + 1
        elif letter == ";":
            head = position + 1


# ---------------------------------------------------------------- comments


def width(text):
    return sum(0 if unicodedata.combining(letter) else 1 for letter in text)


MARK = re.compile(r"\{|(?:[*•-]|\d+\.|\(?[a-z0-9]\))\s")
GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
NUMBERED = re.compile(r" {2,}\(\d+\)$")
RELATION = re.compile(r"[=≤≥<>≠∈⊆≈]\s")


def broken_comments(text):
    """Lines of comments that a reflow has damaged: the second line of a pair, numbered from 1.

    A formatter that reflows fills a line up to the limit and goes on at the same depth, where the author had begun a
    new item or aligned a formula. So: an indented line that is an item of a list or is aligned by gaps, full to the
    limit, and after it a line at the same depth that begins no item and is not aligned with it. Or a line of prose that
    begins with a relation sign: a formula cut in two.
    """
    before = None
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r"(\s*)///?( *)(\S.*)?$", line)
        if not match or not match.group(3):
            before = None
            continue
        depth, words = len(match.group(2)), match.group(3)
        if before:
            before_line, before_depth, before_words = before
            full = width(before_line) + 1 + width(words.split()[0]) > COLUMNS
            gaps, before_gaps = ({gap.end() for gap in GAP.finditer(each)} for each in (words, before_words))
            item = MARK.match(before_words) or before_gaps
            aligned = gaps & before_gaps or NUMBERED.search(words)
            if depth == before_depth and full:
                if depth >= 3 and item and not MARK.match(words) and not aligned:
                    yield number
                elif depth < 3 and RELATION.match(words):
                    yield number
        before = (line, depth, words)


# ---------------------------------------------------------------- includes


def single_users(root, files):
    """Headers of a room that one file uses, beside the header's own .cpp."""
    users = defaultdict(set)
    for path in files:
        for name in re.findall(r'#include "([^"]+)"', path.read_text()):
            for base in (root / "src", root / "app", root, path.parent):
                if (base / name).is_file():
                    users[(base / name).resolve()].add(path)
                    break
    for path in files:
        if path.suffix == ".hpp" and "include" not in path.relative_to(root).parts[:1]:
            others = {user for user in users[path.resolve()] if user.with_suffix("") != path.with_suffix("")}
            if len(others) == 1:
                yield path, others.pop()


# ---------------------------------------------------------------- counts


def names_of_two_types(texts):
    """Types of one namespace with one name: the linker takes the destructor of either for both."""
    found = defaultdict(set)
    for path, text in texts.items():
        spaces = []
        for line in text.split("\n"):
            if begins := re.match(r"namespace( [\w:]+)? \{", line):
                spaces.append(begins.group(1) or "(unnamed)")
            elif line.startswith("}  // namespace") and spaces:
                spaces.pop()
            type_of = re.match(r"(?:struct|class|enum class) (\w+)(?!\w|::)[^;]*\{", line)
            if type_of and "(unnamed)" not in spaces:
                found[" ".join(spaces) + " " + type_of.group(1)].add(str(path))
    return sorted(f"{name.split()[-1]}: {', '.join(sorted(paths))}" for name, paths in found.items() if len(paths) > 1)


def audit(root):
    """name → (count, list of what was counted)."""
    files = list(sources(root))
    lines = {path: path.read_text().count("\n") for path in files}
    name = lambda path: str(path.relative_to(root))
    in_folder = lambda *folders: [path for path in files if path.relative_to(root).parts[0] in folders]
    house = in_folder("src", "checker", "app")

    lengths = sorted(
        ((length, f"{name(path)}:{begins}") for path in files for begins, length in functions(path.read_text())),
        reverse=True,
    )
    over = [f"{place}: {length} lines" for length, place in lengths if length > 80]
    broken = [f"{name(path)}:{line}" for path in files for line in broken_comments(path.read_text())]
    twice = names_of_two_types({name(path): path.read_text() for path in house})
    single = [f"{name(path)}, by {name(user)}" for path, user in single_users(root, files)]
    longest_file = max(files, key=lines.get)

    return {
        "files of src, checker and app": (len(house), []),
        "lines of src, checker and app": (sum(lines[path] for path in house), []),
        "lines a file": (round(sum(lines[path] for path in house) / len(house)), []),
        "lines of the longest file": (lines[longest_file], [name(longest_file)]),
        "lines of app": (sum(lines[path] for path in in_folder("app")), []),
        "public headers": (len(in_folder("include")), []),
        "lines of public headers": (sum(lines[path] for path in in_folder("include")), []),
        "lines of the longest function": (lengths[0][0], [lengths[0][1]]),
        "functions over 80 lines": (len(over), over),
        "headers with one user": (len(single), single),
        "comments with a broken list or formula": (len(broken), broken),
        "names of two types": (len(twice), twice),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="fail where a bar is exceeded")
    parser.add_argument("--list", action="store_true", help="name what was counted")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help=argparse.SUPPRESS)
    options = parser.parse_args()
    counts = audit(options.root)
    exceeded = 0
    for what, (count, listed) in counts.items():
        bar = BARS.get(what)
        above = bar is not None and count > bar
        exceeded += above
        print(f"{count:8,}  {what}" + ("" if bar is None else f" (bar {bar:,})") + ("  ← exceeded" if above else ""))
        if options.list or above:
            for line in listed:
                print(f"            {line}")
    if options.check and exceeded:
        sys.exit(f"house: {exceeded} of {len(BARS)} bars exceeded")


if __name__ == "__main__":
    main()
