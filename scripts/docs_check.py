#!/usr/bin/env python3
"""Whether what the documents say of the project holds.

    scripts/docs_check.py [--programs build/bin]     check README.md, *.md and docs/
    scripts/docs_check.py --quote                    put the files as they are into the blocks that quote them
    scripts/docs_check.py --self-test                the check sees what it looks for

* Links lead to files and headings that are there.
* `orthant …`, `orthant-verify …`: the subcommand and every flag are in --help. `make …`, `scripts/…`, `--preset …`
  exist. A flag by itself is one of a program or script.
* Files of the project that are named, here and in comments of the sources, exist.
* The arrows between rooms in docs/architecture.md are the link lines of CMakeLists.txt.
* A block after <!-- file: PATH --> is that file.
* A block after <!-- run --> is what its lines `$ command` print, in one folder a document that has examples/ in it.
  Words are compared, since long lines are broken. Times, iterations and what is made of rounding errors differ between machines; lines that
  begin with one of WORDS may, after <!-- run; may differ: WORDS -->. A command without lines after it only has to run.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("include", "src", "checker", "app", "test", "examples", "bench", "cmake", "scripts")
SOURCES = (".hpp", ".cpp", ".inc", ".cmake", ".py", ".sh", ".txt")
FILE_NAME = re.compile(r"(?<![\w/.{*<>-])((?:[a-z_][\w-]*/)+[\w.-]+?\.(?:hpp|cpp|cmake|py|sh|md))(?![\w*])")
COMMAND = re.compile(r"\s*(?:\$ )?((?:build/bin/)?(?:orthant|orthant-verify|make|cmake|scripts/[\w./-]+) .*)")
# Flags of other programs that the documents name; those of scripts are read from them.
OTHERS = {"--help", "--version", "--preset", "--build", "--test-dir", "--install", "--prefix", "--cflags", "--libs"}


def blocks(text):
    """(line, what the comment before it says, lines) of every fenced block."""
    lines = text.split("\n")
    comment, begin = "", None
    for number, line in enumerate(lines, 1):
        if line.startswith("```"):
            if begin is None:
                begin, held = number, []
            else:
                yield begin, comment, held
                comment, begin = "", None
        elif begin is not None:
            held.append(line)
        elif line.strip():
            found = re.fullmatch(r"<!-- (.*) -->", line.strip())
            comment = found.group(1) if found else ""


def without_blocks(text):
    """The text with fenced blocks blanked; lines stay where they are."""
    inside, out = False, []
    for line in text.split("\n"):
        fence = line.startswith("```")
        inside ^= fence
        out.append("" if fence or inside else line)
    return "\n".join(out)


def slug(heading):
    words = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


class Check:
    def __init__(self, root, programs=None, helps=None):
        self.root, self.programs, self.mistakes = root, programs, []
        self.helps = helps if helps is not None else self.read_helps()
        makefile = (root / "Makefile").read_text() if (root / "Makefile").is_file() else ""
        self.targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
        presets = root / "CMakePresets.json"
        self.presets = set(re.findall(r'"name": "(\w+)"', presets.read_text())) if presets.is_file() else set()
        self.files = [path for folder in FOLDERS if (root / folder).is_dir() for path in (root / folder).rglob("*")
                      if path.is_file() and "node_modules" not in path.parts]
        scripts = [path for path in self.files if path.relative_to(root).parts[0] in ("scripts", "bench")
                   and path.suffix in (".py", ".sh", ".mjs", ".cpp")]
        self.flags = OTHERS.union(*self.helps.values(),
                                  *(re.findall(r"--[a-z][\w-]*", path.read_text()) for path in scripts))
        self.names = {"/" + str(path.relative_to(root)) for path in self.files}

    def say(self, path, line, what):
        self.mistakes.append(f"{path.relative_to(self.root)}:{line}: {what}")

    # ------------------------------------------------------------ programs

    def help_of(self, *words):
        run = subprocess.run([self.programs / words[0], *words[1:], "--help"], capture_output=True, text=True)
        return set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", run.stdout)), run.stdout

    def read_helps(self):
        """(program, subcommand or "") → its flags."""
        if self.programs is None:
            return {}
        helps = {("orthant-verify", ""): self.help_of("orthant-verify")[0]}
        flags, text = self.help_of("orthant")
        helps["orthant", ""] = flags
        for name in re.findall(r"^  ([a-z]+) ", text[text.index("Subcommands:"):], re.M):
            helps["orthant", name] = self.help_of("orthant", name)[0]
        return helps

    def command(self, path, line, text, whole):
        """One command: `whole` when it is a line of a block, else words within a sentence."""
        try:
            words = shlex.split(text, comments=True)
        except ValueError:
            words = text.split()
        # What a pipe or a list of commands holds is commands too.
        for index, word in enumerate(words):
            if word in ("|", "&&", ";", "||"):
                self.command(path, line, shlex.join(words[index + 1:]), whole)
                words = words[:index]
                break
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words.pop(0)
        if not words:
            return
        program = words[0].removeprefix("build/bin/")
        if program in ("orthant", "orthant-verify") and self.helps:
            subcommand = words[1] if program == "orthant" and len(words) > 1 else ""
            if subcommand.startswith("-") or not re.fullmatch(r"[a-z]*", subcommand):
                subcommand = ""
            if (program, subcommand) not in self.helps:
                if whole:
                    self.say(path, line, f"{program} has no subcommand {subcommand}")
                return
            for word in words[1:]:
                flag = word.split("=")[0]
                if re.fullmatch(r"--[a-z][\w-]*", flag) and flag not in self.helps[program, subcommand]:
                    self.say(path, line, f"{program} {subcommand} has no flag {flag}")
        elif program == "make":
            for word in words[1:]:
                if re.fullmatch(r"[a-z][a-z-]*", word) and word not in self.targets:
                    self.say(path, line, f"make has no target {word}")
        elif program == "cmake" and "--preset" in words[:-1]:
            preset = words[words.index("--preset") + 1]
            if re.fullmatch(r"\w+", preset) and preset not in self.presets:
                self.say(path, line, f"no preset {preset}")
        elif program.startswith("scripts/") and not (self.root / program).exists():
            self.say(path, line, f"no {program}")

    # ------------------------------------------------------------ names of files

    def named_files(self, path, line, text):
        for name in FILE_NAME.findall(text):
            made = name.endswith(".md") and not (self.root / name.split("/")[0]).exists()  # by a program
            there = (self.root / name).exists() or (path.parent / name).exists()
            if not there and not made and not any(known.endswith("/" + name) for known in self.names):
                self.say(path, line, f"no file {name}")

    def comments(self):
        """The files that comments name."""
        for path in self.files:
            if path.suffix not in (".hpp", ".cpp", ".inc") or "planted" in path.parts:
                continue
            for number, line in enumerate(path.read_text().split("\n"), 1):
                found = re.search(r"//.*", line)
                if found and not re.search(r"https?:", line):
                    self.named_files(path, number, found.group())

    # ------------------------------------------------------------ documents

    def document(self, path):
        text = path.read_text()
        prose = without_blocks(text)
        for number, line in enumerate(prose.split("\n"), 1):
            self.links(path, number, line)
            self.named_files(path, number, re.sub(r"\]\([^)]*\)|https?:\S*", "", line))
            for code in re.findall(r"`([^`]+)`", line):
                self.command(path, number, code, whole=False)
                if re.fullmatch(r"--[a-z][\w-]*", code) and self.helps:
                    if code not in self.flags:
                        self.say(path, number, f"no program has the flag {code}")
        for begin, comment, lines in blocks(text):
            joined = "\n".join(lines).replace("\\\n", " ").split("\n")
            for line in joined:
                if found := COMMAND.fullmatch(line):
                    self.command(path, begin, found.group(1), whole=True)
            if comment.startswith("file: "):
                self.quote(path, begin, comment.removeprefix("file: "), lines)

    def links(self, path, number, line):
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            file = path.parent / name if name else path
            if not file.exists():
                self.say(path, number, f"a link to {name}, which is not there")
            elif anchor and file.suffix == ".md":
                headings = re.findall(r"^#+ (.*)$", without_blocks(file.read_text()), re.M)
                if anchor not in map(slug, headings):
                    self.say(path, number, f"a link to #{anchor}, which is no heading of {file.name}")

    def quote(self, path, begin, name, lines):
        file = self.root / name
        if not file.is_file():
            self.say(path, begin, f"no file {name}")
        elif file.read_text().rstrip("\n") != "\n".join(lines).rstrip("\n"):
            self.say(path, begin, f"the block is not {name} as it is")

    def references(self):
        """Entries of refs.bib whose braces do not close."""
        for entry in re.split(r"\n(?=@)", (self.root / "docs" / "refs.bib").read_text()):
            if entry.count("{") != entry.count("}"):
                self.mistakes.append(f"docs/refs.bib: braces of {entry.splitlines()[0]} do not close")

    def arrows(self):
        """The rooms of docs/architecture.md, `name/ … → lower, lower`, as orthant_layer links them."""
        path = self.root / "docs" / "architecture.md"
        links = re.findall(r"^ *orthant_layer\((\w+)((?: \w+)*)\)", (self.root / "CMakeLists.txt").read_text(), re.M)
        room, said = None, {}
        for number, line in enumerate(path.read_text().split("\n"), 1):
            if begins := re.match(r"(?:  )?([a-z]+)/ ", line):
                room = begins.group(1)
            if arrow := re.search(r"→ (\w+(?:, \w+)*)$", line):
                said.setdefault(room, (number, arrow.group(1)))
        for name, lower in dict(links).items():  # of a room with several lines the last, which is that of an ordinary build
            expected = ", ".join(lower.split()) or "std"
            number, found = said.get(name, (1, "nothing"))
            if found != expected:
                self.say(path, number, f"{name} → {found}; it links {expected}")

    # ------------------------------------------------------------ what commands print

    def outputs(self, path):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "examples").symlink_to(self.root / "examples")
            paths = [self.programs, self.programs / "examples"]
            environment = dict(os.environ, PATH=":".join(map(str, paths)) + ":" + os.environ["PATH"],
                               OMP_WAIT_POLICY="passive")
            for begin, comment, lines in blocks(path.read_text()):
                if comment != "run" and not comment.startswith("run;"):
                    continue
                differ = comment.partition("may differ:")[2].replace(",", " ").split()
                for command, expected in commands_of(lines):
                    run = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
                    if run.returncode >= 126:
                        self.say(path, begin, f"`{command.splitlines()[0]}` does not run: {run.stdout.strip()}")
                    if not expected:
                        continue  # what it prints is not shown
                    unlike = difference(kept(expected, differ), kept(run.stdout.split("\n"), differ))
                    if unlike:
                        self.say(path, begin, f"`{command.splitlines()[0]}` prints something else: {unlike}")


def commands_of(lines):
    """(command, the lines that it prints) of a block."""
    out = []
    for line in lines:
        if line.startswith("$ "):
            out.append([line[2:], []])
        elif out and out[-1][0].endswith("\\") and not out[-1][1]:
            out[-1][0] += "\n" + line
        elif out:
            out[-1][1].append(line)
    return [(re.sub(r"\s+#.*$", "", command), printed) for command, printed in out]


def kept(lines, differ):
    """The words of the lines, but for lines that begin with a word that may differ."""
    return [word for line in lines if not (line.split() and line.split()[0] in differ) for word in line.split()]


def number_in(word):
    found = re.fullmatch(r"[(]?([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)[,.;:)%]*", word)
    return float(found.group(1)) if found else None


def difference(expected, printed):
    """The first words that differ, or None."""
    for index in range(max(len(expected), len(printed))):
        a, b = (words[index] if index < len(words) else "(nothing)" for words in (expected, printed))
        if a == b:
            continue
        after = expected[index + 1] if index + 1 < len(expected) else ""
        x, y = number_in(a), number_in(b)
        if x is not None and y is not None:
            counted = after.strip("(),.;:") in ("s", "iterations", "passes")
            tiny = abs(x) < 1e-6 and abs(y) < 1e-6
            if counted or tiny or abs(x - y) <= 1e-5 * max(abs(x), abs(y)):
                continue
        around = slice(max(0, index - 3), index + 3)
        return f"{' '.join(expected[around])!r} is now {' '.join(printed[around])!r}"
    return None


def with_quotes(text):
    """The text with every quoted file as it is."""
    def quoted(found):
        file = ROOT / found.group(2)
        return found.group(1) + (file.read_text() if file.is_file() else found.group(3)) + "```\n"
    return re.sub(r"(<!-- file: (\S+) -->\n```\w*\n)(.*?)```\n", quoted, text, flags=re.S)


def self_test():
    """A document with one mistake of every kind, each of which must be said."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "src").mkdir()
        (root / "src" / "there.hpp").write_text("/// see src/gone.hpp and src/there.hpp\n")
        (root / "Makefile").write_text("demo: ## x\n")
        bin = root / "bin"
        bin.mkdir()
        (bin / "say").write_text("#!/bin/sh\necho objective 1.25, found in 3.5 s\n")
        (bin / "say").chmod(0o755)
        (root / "README.md").write_text(
            "# One\n[a](#one) [b](#two) [c](gone.md) `make demo` `make nothing` src/there.hpp src/missing.hpp\n"
            "`orthant recover --rank 3 --range 3` `--rank` `--nothing`\n"
            "```\n$ orthant undo x\n```\n<!-- file: src/there.hpp -->\n```\nelse\n```\n"
            "<!-- run -->\n```\n$ say\nobjective 1.25, found in\n4.5 s\n$ say\nobjective 1.26, found in 3.5 s\n```\n"
            "<!-- run; may differ: objective -->\n```\n$ say\nobjective 2\n```\n")
        helps = {("orthant", ""): set(), ("orthant", "recover"): {"--rank"}, ("orthant-verify", ""): set()}
        check = Check(root, bin, helps)
        check.document(root / "README.md")
        (root / "docs").mkdir()
        (root / "docs" / "architecture.md").write_text("  low/  a → std\n  top/  x → y → low\n")
        (root / "CMakeLists.txt").write_text("orthant_layer(low)\northant_layer(mid low)\northant_layer(top mid low)\n")
        (root / "docs" / "refs.bib").write_text("@book{A,\n title = {T}\n\n@book{B,\n title = {T}\n}\n")
        check.arrows()
        check.references()
        check.comments()
        check.outputs(root / "README.md")
        expected = ["#two", "gone.md", "no target nothing", "no file src/missing.hpp", "no flag --range",
                    "the flag --nothing", "no subcommand undo", "the block is not src/there.hpp",
                    "no file src/gone.hpp", "braces of @book{A,", "mid → nothing; it links low", "top → low; it links mid, low",
                    "'objective 1.26, found in' is now 'objective 1.25, found in'"]
        missed = [what for what in expected if not any(what in mistake for mistake in check.mistakes)]
        if missed or len(check.mistakes) != len(expected):
            sys.exit("docs: the check says\n  " + "\n  ".join(check.mistakes) + "\nand misses " + str(missed))
    print(f"{len(expected)} planted mistakes found, nothing else")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--programs", type=Path, default=ROOT / "build" / "bin", help="folder of the programs")
    parser.add_argument("--self-test", action="store_true", help="check the check")
    parser.add_argument("--quote", action="store_true", help="renew quoted files")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    documents = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md"), *ROOT.glob("*/**/README.md")})
    documents = [path for path in documents if not {"node_modules", "build"} & set(path.relative_to(ROOT).parts)
                 and not path.relative_to(ROOT).parts[0].startswith("build-")]
    if options.quote:
        for path in documents:
            path.write_text(with_quotes(path.read_text()))
        return None
    check = Check(ROOT, options.programs.resolve())
    for path in documents:
        check.document(path)
        check.outputs(path)
    check.comments()
    check.arrows()
    check.references()
    for mistake in check.mistakes:
        print(mistake)
    print(f"{len(documents)} documents, {len(check.mistakes)} mistakes")
    sys.exit(1 if check.mistakes else 0)


if __name__ == "__main__":
    main()
