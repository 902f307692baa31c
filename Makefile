# The two commands of the README are `make demo` and `make test`; `make help` lists the rest.
# Everything here is a thin line over CMake presets, ctest and scripts/.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.PHONY: build demo test release-tests sanitize-build suite asan tsan fuzz test-processors coverage tidy docs-check format \
        house install uninstall wheel wheel-test dist clean help say-build install-build install-dist install-test

jobs := $(shell nproc)
# Every folder of app/ is a program of that name.
programs := $(notdir $(wildcard app/*))
examples := $(basename $(notdir $(wildcard examples/step-*.cpp)))
fuzz_targets := $(basename $(notdir $(wildcard test/fuzz/fuzz_*.cpp)))
# Where `make install` puts library, headers and programs: `make install PREFIX=$HOME/.local`.
PREFIX ?= /usr/local
# With which Pythons `make wheel-test` tries the wheel.
PYTHONS ?= python3
# How long each fuzz target runs: `make fuzz FUZZ_SECONDS=600`.
FUZZ_SECONDS ?= 10

# Rooms whose tests run loops in several threads, or searches side by side.
threaded_rooms := linalg operators solvers copositive recover

# Two test programs at a time, each with threads of its own: threads that wait must not spin. Before that, what
# LLVM's OpenMP left of processes that were killed: an empty one kills the next process of the same number.
ctest := find /dev/shm -maxdepth 1 -name '__KMP_REGISTERED_LIB_*' -size 0 -user "$$(id -un)" -delete || true; OMP_WAIT_POLICY=passive ctest --output-on-failure --no-tests=error --parallel $(jobs)

# Configured without the tests at first, which need more packages; once they are in, they stay in.
build: say-build install-build ## install what is missing and build the programs into build/bin (the default)
	cmake --preset release $(if $(wildcard build/CMakeCache.txt),,-DORTHANT_TESTS=OFF)
	cmake --build build --parallel $(jobs) --target $(programs)

demo: build ## build, recover the bundled digits, certify, write demo/report.html
	build/bin/orthant recover digits --rank 10 --starts 20 --image-shape 8x8 --out demo
	@test -s demo/report.html -a -s demo/solution.json
	@echo "Open demo/report.html in a browser; the same numbers for programs are in demo/solution.json."

test: release-tests sanitize-build suite ## install what is missing, build, run every test: release, sanitizers, fuzzing
	$(ctest) --test-dir build-suite

asan: install-test sanitize-build ## only the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	$(ctest) --test-dir build-sanitize

fuzz: install-test ## only the fuzz targets, FUZZ_SECONDS each (default 10)
	cmake --preset sanitize
	cmake --build build-sanitize --parallel $(jobs) --target $(fuzz_targets)
	$(MAKE) suite
	$(ctest) --test-dir build-suite --tests-regex '^fuzz\.'

tsan: install-test ## only the tests of what runs in several threads, under ThreadSanitizer
	cmake --preset tsan
	cmake --build build-tsan --parallel $(jobs) --target $(addsuffix _test,$(threaded_rooms))
	scripts/thread-tests.sh $(threaded_rooms)

test-processors: release-tests ## the release tests as other processors, instruction sets and thread counts run them
	scripts/test-processors.sh

release-tests: install-test
	cmake --preset release -DORTHANT_TESTS=ON
	cmake --build build --parallel $(jobs)

sanitize-build:
	cmake --preset sanitize
	cmake --build build-sanitize --parallel $(jobs)

suite:
	cmake -S scripts/test-suite -B build-suite -DFUZZ_SECONDS=$(FUZZ_SECONDS) >/dev/null

# Said before anything happens.
say-build:
	@test -e build/bin/orthant || printf '%s\n' \
	  "Builds orthant. What is missing is installed first, from Debian (a compiler and libraries: 400 MB on a bare" \
	  "machine) and from npm (the charts of the report: 36 MB). Then it compiles: 2 to 5 minutes on two cores, 40 MB."

install-build:
	@scripts/install-dependencies.sh build
	@scripts/install-npm.sh

install-dist:
	@scripts/install-dependencies.sh dist
	@scripts/install-npm.sh

install-test:
	@scripts/install-dependencies.sh test
	@scripts/install-npm.sh

coverage: install-test ## which share of the lines the tests run: one figure, and build-coverage/lines.txt by file
	@scripts/install-dependencies.sh coverage
	cmake --preset coverage
	cmake --build build-coverage --parallel $(jobs)
	scripts/coverage.sh

tidy: install-test ## what clang-tidy says of the sources by .clang-tidy; nothing is the goal
	@scripts/install-dependencies.sh tidy
	scripts/tidy.sh

docs-check: build ## links, commands, flags, quoted files and quoted output of the documents
	cmake --preset release -DORTHANT_TESTS=ON
	cmake --build build --parallel $(jobs) --target $(programs) $(examples)
	scripts/docs_check.py

install: build ## install library, headers and programs under PREFIX (default /usr/local)
	cmake --build build --parallel $(jobs) --target orthant_shared orthant_static
	cmake --install build --prefix $(PREFIX)
	@cp build/install_manifest.txt build/installed.txt

uninstall: ## remove what `make install` wrote
	@scripts/uninstall.sh build/installed.txt

wheel: install-dist ## build dist/orthant_nmf-….whl, the Python package with every library that it needs
	scripts/wheel.sh dist

wheel-test: wheel ## try the wheel beside scikit-learn, in a fresh virtual environment of each of PYTHONS
	test/packages/wheel_test.sh dist/orthant_nmf-*.whl $(PYTHONS)

dist: build install-dist ## build the wheel, the Debian packages and the archive of the programs, in dist/
	cmake --build build --parallel $(jobs) --target $(programs) orthant_shared orthant_static
	cpack --config build/CPackConfig.cmake -B dist >build/cpack.log || { cat build/cpack.log; exit 1; }
	rm -r dist/_CPack_Packages
	scripts/archive.sh build dist
	$(MAKE) wheel
	@ls -sh dist

format: ## format every C++ file
	scripts/format.sh

house: ## count files, lines, long functions, damaged comments; `scripts/house.py --list` names them
	@scripts/house.py

clean: ## remove every build folder, the demo and dist/
	rm -rf build build-* demo dist

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 17
