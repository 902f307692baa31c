#!/usr/bin/env python3
"""How often a start ends in a spurious local minimum, and what helps.

    python3 run.py [--orthant build/bin/orthant] [--starts 200] [--kinds theorem3,sharper,clusters,gaussian,planted]

For every instance and method the share of starts whose end is a local minimum with a lower point known: of those that finished
(unfinished ones are no failures), in percent; behind a slash the share of which the certificate has a proof. `escape` is the share of the distinct
spurious minima of `auto`, weighed by their hits, from which `orthant escape` does not come to a global minimizer.
"""
import argparse
import json
import os
import subprocess
import tempfile



def orthant(program, *words):
    out = subprocess.run([program, *words, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                         env=dict(os.environ, OMP_WAIT_POLICY="passive"))
    return json.loads(out.stdout) if out.returncode == 0 else None


def instances(kinds):
    """(kind, δ or what stands for it, r, r⋆, words for `orthant instance`)"""
    if "theorem3" in kinds:
        for epsilon in ("0.1", "0.2", "0.3", "0.5"):
            for rank, true_rank in ((1, 1), (2, 1), (2, 2), (3, 2)):
                yield "theorem3", rank, true_rank, ["theorem3", "--n", "5", "--rank", str(rank), "--true-rank", str(true_rank),
                                                    "--alpha", "0.5", "--epsilon", epsilon]
    if "sharper" in kinds:
        for alpha in ("0.1", "0.3", "0.5", "0.9"):
            yield "sharper", 1, 1, ["sharper_than_theorem3", "--alpha", alpha]
    if "clusters" in kinds:
        for m in ("3", "6"):
            yield "theorem4", 2, 2, ["theorem4", "--m", m, "--rank", "2", "--true-rank", "2"]
            yield "clusters", 3, 3, ["imbalanced_clusters", "--m", m, "--small", "1,2"]
    if "gaussian" in kinds:
        for factor in (1.0, 1.5, 2.0, 4.0):
            for rank, true_rank in ((2, 2), (3, 2)):
                free = 2 * 12 * true_rank
                yield f"gaussian, m = {factor:g}·2nr⋆", rank, true_rank, [
                    "planted", "--rows", "12", "--cols", "12", "--rank", str(rank), "--true-rank", str(true_rank), "--density", "0.6",
                    "--measurement", "gaussian", "--measurements", str(int(factor * free)), "--seed", "3"]
    if "planted" in kinds:
        for rank, true_rank in ((4, 4), (6, 4), (8, 8)):
            yield "exact NMF", rank, true_rank, ["planted", "--rows", "30", "--cols", "30", "--rank", str(rank), "--true-rank",
                                                 str(true_rank), "--density", "0.5", "--measurement", "full", "--seed", "3"]


METHODS = {
    "projected gradient": ["--solver", "projected_gradient"],
    "auto": [],
    "signless first": ["--init", "signless"],
    "moves": ["--effort", "4"],
}


def failures(solution):
    finished = len(solution["starts"]) - solution["unfinished"]
    spurious = sum(m["hits"] for m in solution["minima"] if m["spurious"])
    proved = sum(m["hits"] for m in solution["minima"] if m["spurious"] and m["rigor"] != "numeric")
    return (100 * spurious / finished, 100 * proved / finished) if finished else (float("nan"),) * 2


def one_by_one(program, folder, words, starts):
    """Methods that are about one start: as many runs."""
    bad = good = 0
    for seed in range(1, starts + 1):
        solution = orthant(program, "recover", folder, "--starts", "1", "--seed", str(seed), "--numeric", *words)
        if solution is None:
            return float("nan")
        certificate = solution["certificate"]
        bad += certificate["spurious"] is True
        good += certificate["spurious"] is not True
    return 100 * bad / (bad + good)


def ends_of_escape(program, folder, starts, scratch):
    """From the end of each of some starts of `auto`: the share that does not come to a global minimizer."""
    stuck = tried = 0
    for seed in range(1, starts + 1):
        out = os.path.join(scratch, f"end{seed}")
        found = subprocess.run([program, "recover", folder, "--starts", "1", "--seed", str(seed), "--numeric", "--quiet", "--out", out],
                               check=False, env=dict(os.environ, OMP_WAIT_POLICY="passive"))
        if found.returncode != 0:
            continue
        escaped = orthant(program, "escape", folder, "--factors", out, "--numeric")
        if escaped is None:
            continue
        last = escaped["reached"] or escaped["left"]
        tried += 1
        stuck += last["verdict"] != "global_minimizer"
    return 100 * stuck / tried if tried else float("nan")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--orthant", default="build/bin/orthant")
    parser.add_argument("--starts", type=int, default=200)
    parser.add_argument("--kinds", default="theorem3,sharper,clusters,gaussian,planted")
    arguments = parser.parse_args()
    program = arguments.orthant
    few = max(5, arguments.starts // 10)
    print("| instance | δ | r, r⋆ | projected gradient | auto | signless first | moves | auto, then escape |\n|---|---|---|---|---|---|---|---|")
    for kind, rank, true_rank, words in instances(arguments.kinds.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            folder = os.path.join(scratch, "p")
            made = orthant(program, "instance", *words, "--out", folder)
            if made is None:
                print(f"| {kind} | no such instance: {' '.join(words)} |")
                continue
            delta = made["known"].get("delta", "–")
            delta = f"{delta:.3g}" if isinstance(delta, float) else delta
            cells = []
            for method in ("projected gradient", "auto"):
                solution = orthant(program, "recover", folder, "--starts", str(arguments.starts), *METHODS[method])
                share = failures(solution) if solution else (float("nan"),) * 2
                cells.append(f"{share[0]:.1f} / {share[1]:.1f}")
            for method in ("signless first", "moves"):
                cells.append(f"{one_by_one(program, folder, METHODS[method], few):.0f}")
            cells.append(f"{ends_of_escape(program, folder, few, scratch):.0f}")
            print(f"| {kind} | {delta} | {rank}, {true_rank} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
