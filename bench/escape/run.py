#!/usr/bin/env python3
"""From spurious points to better ones, and the staircase of ranks: how often, with which certificates.

    run.py spurious  [--program build/bin/orthant] [--check build/bin/orthant-verify] [--every 1] [--overparameterised]
    run.py staircase [--program build/bin/orthant] [--check …] [--n 50] [--true-rank 5] [--instances 100]

`spurious`: `orthant escape` from the point of every instance of a grid of 200 of Theorem 3 (r, r⋆, n, α, ε), of the sharper
example and of Theorem 4. Reached is a global minimizer whose certificate `orthant-verify` accepts. With --overparameterised,
beside it what is usually done: r + k columns, k = 1 … 5, the further ones small and random, solved from the same point; global is then an
objective of at most 1e-20 of ½‖b‖².

`staircase`: `recover --rank auto` of A = UUᵀ, U ≥ 0 of n×r⋆ with half of its entries zero, no noise.

Last, in both: was any point that was called a global minimizer above another one that was found of the same data?
"""
import argparse
import collections
import json
import os
import resource
import subprocess
import sys
import tempfile

import numpy as np


def call(*words):
    """Exit code, output, and the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def answer(*words):
    done, cpu = call(*words)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}: {done.stderr}")
    return json.loads(done.stdout), cpu


def theorem3_grid():
    """200 instances: 20 of (r, r⋆, n), 10 of (α, ε). α is a share of its bound (r/r⋆ + 2ε²r)^(−1/4)."""
    sizes = [(r, s, r + s + more) for r in range(1, 5) for s in range(1, r + 1) for more in (0, 3)]
    for r, s, n in sizes:
        for share in (0.2, 0.4, 0.6, 0.8, 0.95):
            for epsilon in ("1/10", "1/1000"):
                bound = (r / s + 2 * eval(epsilon) ** 2 * r) ** -0.25
                alpha = f"{int(1000 * share * bound)}/1000"
                yield ["theorem3", "--n", n, "--rank", r, "--true-rank", s, "--alpha", alpha, "--epsilon", epsilon]


def sharper_grid():
    for r in range(1, 5):
        for s in range(1, r + 1):
            for alpha in ("1/4", "1/2"):
                yield ["sharper_than_theorem3", "--n", r + s, "--rank", r, "--true-rank", s, "--alpha", alpha, "--margin", "1/100"]


def theorem4_grid():
    for r in range(2, 6):
        for s in range(2, r + 1):
            for m in (r + 1, 2 * r + 1):
                yield ["theorem4", "--m", m, "--rank", r, "--true-rank", s]


def is_global(certificate):
    return certificate["verdict"] == "global_minimizer"


def accepted(args, folder):
    return call(args.check, folder)[0].returncode == 0


def overparameterised(args, folder, place, seed):
    """For k = 1 … 5: the objective, as a share of ½‖b‖², from the point with k small random columns beside it."""
    problem = json.load(open(os.path.join(folder, "problem.json")))
    U = point_of(args, folder, place)
    random = np.random.default_rng(seed)
    start = os.path.join(place, "start")
    os.makedirs(start, exist_ok=True)
    lost = []
    for more in range(1, 6):
        if problem["rank"] + more > len(U) * (len(U) + 1) // 2:  # more are of no use, and refused
            lost.append(lost[-1])
            continue
        small = 1e-3 * random.random((U.shape[0], more))
        np.save(os.path.join(start, "U.npy"), np.hstack([U, small]))
        found, _ = answer(args.program, "recover", folder, "--rank", problem["rank"] + more, "--init", start, "--starts", 1,
                          "--numeric", "--json")
        lost.append(found["certificate"]["relative_error"] ** 2)
    return lost


def point_of(args, folder, place):
    """U of the problem folder, as the program writes it that is asked to do nothing."""
    out = os.path.join(place, "point")
    call(args.program, "recover", folder, "--init", "point", "--starts", 1, "--max-iterations", 0, "--numeric", "--out", out)
    return np.load(os.path.join(out, "U.npy"))


def spurious(args):
    sets = {"Theorem 3": list(theorem3_grid()), "sharper": list(sharper_grid()), "Theorem 4": list(theorem4_grid())}
    print("instances   number  left: spurious, proved  reached: global  accepted  proved lower  CPU s, median and most  by")
    failed, beaten = [], []
    over = collections.defaultdict(list)
    for name, instances in sets.items():
        chosen = instances[:: args.every]
        left = reached = checked = lower = 0
        seconds, how = [], collections.Counter()
        for number, words in enumerate(chosen):
            with tempfile.TemporaryDirectory() as place:
                folder, out = os.path.join(place, "p"), os.path.join(place, "e")
                call(args.program, "instance", *words, "--out", folder, "--quiet")
                found, cpu = answer(args.program, "escape", folder, "--out", out, "--json", "--threads", 1)
                seconds.append(cpu)
                left += found["left"]["spurious"] is True and found["left"]["rigor"] != "numeric"
                lower += found["proved_lower"]
                there = found["reached"]
                if there is not None and is_global(there) and there["rigor"] != "numeric":
                    reached += 1
                    checked += accepted(args, os.path.join(out, "reached"))
                else:
                    failed.append((words, found["ended"]))
                if is_global(found["left"]) and there is not None:
                    beaten.append(words)
                how[" + ".join(step["by"] for step in found["steps"] if step["lower"])] += 1
                if args.overparameterised and name == "Theorem 3":
                    over[name].append(overparameterised(args, folder, place, number))
        seconds.sort()
        print(f"{name:10}  {len(chosen):6}  {left:22}  {reached:15}  {checked:8}  {lower:12}  {seconds[len(seconds) // 2]:11.3f} "
              f"{seconds[-1]:10.3f}  {dict(how)}", flush=True)
    for name, rows in over.items():
        print(f"\n{name}: the same points with k small random columns beside them; instances that come to zero")
        for more in range(5):
            print(f"  k = {more + 1}: {sum(row[more] <= 1e-20 for row in rows):4} of {len(rows)}")
    for words, ended in failed:
        print("not global:", *words, "--", ended)
    print(f"called global and beaten: {len(beaten)}")


def staircase(args):
    found_global = checked = 0
    ranks, seconds, beaten, failed = collections.Counter(), [], 0, []
    for number in range(args.instances):
        random = np.random.default_rng(number)
        U = random.random((args.n, args.true_rank)) * (random.random((args.n, args.true_rank)) < 0.5)
        with tempfile.TemporaryDirectory() as place:
            file, out = os.path.join(place, "a.npy"), os.path.join(place, "s")
            A = U @ U.T
            np.save(file, (A + A.T) / 2)
            found, cpu = answer(args.program, "recover", file, "--model", "symmetric", "--rank", "auto", "--out", out, "--json",
                                "--threads", 1)
            seconds.append(cpu)
            ranks[found["rank"]] += 1
            if is_global(found["certificate"]) and found["certificate"]["rigor"] != "numeric":
                found_global += 1
                checked += accepted(args, out)
                at_truth = 0.5 * np.sum((np.load(os.path.join(out, "U.npy")) @ np.load(os.path.join(out, "U.npy")).T - A) ** 2)
                beaten += at_truth > 1e-16 * np.sum(A ** 2)
            else:
                failed.append((number, found["rank"], found["certificate"]["objective"], found["left_out"]))
    seconds.sort()
    print(f"n = {args.n}, r⋆ = {args.true_rank}, {args.instances} instances: {found_global} global, {checked} accepted; ranks found "
          f"{dict(sorted(ranks.items()))}; CPU s, median {seconds[len(seconds) // 2]:.2f}, most {seconds[-1]:.2f}")
    for one in failed:
        print("not global:", *one)
    print(f"called global and above zero: {beaten}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", choices=["spurious", "staircase"])
    parser.add_argument("--program", default="build/bin/orthant")
    parser.add_argument("--check", default="build/bin/orthant-verify")
    parser.add_argument("--every", type=int, default=1, help="only every so many of the instances")
    parser.add_argument("--overparameterised", action="store_true")
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--true-rank", type=int, default=5)
    parser.add_argument("--instances", type=int, default=100)
    args = parser.parse_args()
    {"spurious": spurious, "staircase": staircase}[args.which](args)


if __name__ == "__main__":
    main()
