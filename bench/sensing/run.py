#!/usr/bin/env python3
"""Recovery of planted matrices and of the paper's instances: how many, and what the others are.

    run.py planted [--program build/bin/orthant] [--instances 100] [--n 60] [--rank 3] [--per 3] [--starts 3]
                   [--measurement gaussian] [--asymmetric]
    run.py paper   [--program build/bin/orthant] [--starts 1000]
    run.py phase   [--program build/bin/orthant] [--instances 10] [--n 20] [--starts 3] [--asymmetric] [--out phase]

`planted`: m = per·n·rank measurements without noise. `paper`: the shares of the ends of random starts on Theorem 3's,
the sharper and Theorem 4's instances, with 95 % intervals. `phase`: success over rank and m/(n·rank), as a table, phase.csv
and a heat map phase.svg. An instance is recovered when a start ends within 1e-8 of the truth; what ends elsewhere is
told by its certificate.
"""
import argparse
import collections
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import time

RECOVERED = 1e-8


def orthant(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def end_of(start, solution):
    """What a start came to: recovered, or what its certificate says."""
    if start["distance"] <= RECOVERED:
        return "recovered"
    if start["minimum"] is None:
        return "saddle" if start["stationarity"] <= 1e-9 else "not stationary"
    minimum = solution["minima"][start["minimum"]]
    if minimum["verdict"] == "global_minimizer":
        return "another exact fit"
    spurious = ", spurious" if minimum["spurious"] else ""
    return minimum["verdict"].replace("_", " ") + spurious


def recover(program, folder, starts, *options):
    return json.loads(orthant(program, "recover", folder, "--starts", starts, "--json", *options))


def plant(program, folder, args, rank, measurements, seed):
    shape = ["--n", args.n, "--rank", rank, "--true-rank", rank]
    orthant(program, "instance", "planted", "--measurement", args.measurement, *shape, "--measurements",
            measurements, "--seed", seed, "--out", folder, "--quiet", *(["--asymmetric"] if args.asymmetric else []))


def best_end(solution):
    """Recovered by any start; else what the best start came to."""
    ends = [end_of(start, solution) for start in solution["starts"]]
    return "recovered" if "recovered" in ends else ends[solution["best_start"] - 1]


def interval(hits, of):
    """Wilson's, 95 %."""
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def planted(args):
    count, starts, worst, begun = collections.Counter(), collections.Counter(), 0.0, time.time()
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, "p")
        for seed in range(args.instances):
            plant(args.program, folder, args, args.rank, args.per * args.n * args.rank, seed)
            solution = recover(args.program, folder, args.starts, "--numeric")
            count[best_end(solution)] += 1
            for start in solution["starts"]:
                starts[end_of(start, solution)] += 1
                if start["distance"] <= RECOVERED:
                    worst = max(worst, start["distance"])
    kind = "asymmetric" if args.asymmetric else "symmetric"
    print(f"{args.measurement}, {kind}, n = {args.n}, r = {args.rank}, m = {args.per}nr, {args.starts} starts each: "
          f"{time.time() - begun:.0f} s")
    for name, counted in (("instances", count), ("starts", starts)):
        print(f"  {name:9} " + "; ".join(f"{hits} {end}" for end, hits in counted.most_common()))
    print(f"  largest distance of a recovered one {worst:.1g}")


INSTANCES = {
    "theorem3 α = 0.5": "theorem3 --n 5 --rank 2 --true-rank 2 --alpha 0.5 --epsilon 0.3",
    "theorem3 α = 0.8": "theorem3 --n 5 --rank 2 --true-rank 2 --alpha 0.8 --epsilon 0.1",
    "theorem3 α = 0.5, asymmetric": "theorem3 --n 5 --rank 2 --true-rank 2 --alpha 0.5 --epsilon 0.3 --asymmetric",
    "theorem3 α = 0.8, λ = 1/4": "theorem3 --n 5 --rank 2 --true-rank 2 --alpha 0.8 --epsilon 0.1 --asymmetric "
                                 "--balance 0.25",
    "sharper α = 0.5": "sharper_than_theorem3 --n 5 --rank 2 --true-rank 2 --alpha 0.5 --margin 0.1",
    "sharper α = 2": "sharper_than_theorem3 --n 5 --rank 2 --true-rank 2 --alpha 2 --margin 0.1",
    "theorem4 m = 3": "theorem4 --m 3 --rank 2 --true-rank 2",
    "theorem4 m = 6": "theorem4 --m 6 --rank 2 --true-rank 2",
    "theorem4 m = 6, r = 3": "theorem4 --m 6 --rank 3 --true-rank 2",
    "theorem4 m = 3, asymmetric": "theorem4 --m 3 --rank 2 --true-rank 2 --asymmetric",
}


def by_search(words):
    """Everything is observed in Theorem 4's symmetric instances, so that at rank 2 a direct method would leave nothing to
    random starts, unless the first is another."""
    direct = words.startswith("theorem4") and "--rank 2" in words and "--asymmetric" not in words
    return ["--init", "nndsvd"] if direct else []


def paper(args):
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, "p")
        for name, words in INSTANCES.items():
            orthant(args.program, "instance", *words.split(), "--out", folder, "--quiet")
            solution = recover(args.program, folder, args.starts, *by_search(words))
            ends = collections.Counter(end_of(start, solution) for start in solution["starts"])
            shares = []
            for end, hits in ends.most_common():
                low, high = interval(hits, args.starts)
                shares.append(f"{100 * hits / args.starts:.1f} % ({100 * low:.1f}–{100 * high:.1f}) {end}")
            print(f"{name:30} " + "; ".join(shares) + f"; {solution.get('led_on', 0)} led on", flush=True)


def heat_map(table, ranks, ratios, path):
    size, left, top = 44, 60, 20
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + size * len(ratios) + 20}" '
           f'height="{top + size * len(ranks) + 50}" font-family="sans-serif" font-size="12">']
    for i, rank in enumerate(ranks):
        out.append(f'<text x="{left - 8}" y="{top + size * i + 27}" text-anchor="end">r = {rank}</text>')
        for j, ratio in enumerate(ratios):
            share = table[rank, ratio]
            shade = f"rgb({round(255 - 222 * share)},{round(255 - 153 * share)},{round(255 - 83 * share)})"
            out.append(f'<rect x="{left + size * j}" y="{top + size * i}" width="{size}" height="{size}" '
                       f'fill="{shade}" stroke="white"/><text x="{left + size * (j + 0.5)}" '
                       f'y="{top + size * i + 27}" text-anchor="middle" '
                       f'fill="{"white" if share > 0.5 else "black"}">{100 * share:.0f}</text>')
    for j, ratio in enumerate(ratios):
        out.append(f'<text x="{left + size * (j + 0.5)}" y="{top + size * len(ranks) + 18}" '
                   f'text-anchor="middle">{ratio:g}</text>')
    out.append(f'<text x="{left}" y="{top + size * len(ranks) + 40}">m/(nr); % of instances recovered</text></svg>')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


def phase(args):
    ranks, ratios = [1, 2, 3, 4], [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3]
    table, why = {}, {}
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, "p")
        for rank in ranks:
            for ratio in ratios:
                ends = collections.Counter()
                for seed in range(args.instances):
                    plant(args.program, folder, args, rank, max(1, round(ratio * args.n * rank)), seed)
                    ends[best_end(recover(args.program, folder, args.starts, "--numeric"))] += 1
                table[rank, ratio] = ends["recovered"] / args.instances
                why[rank, ratio] = ends
                print(f"r = {rank}, m/(nr) = {ratio:<4g} " +
                      "; ".join(f"{hits} {end}" for end, hits in ends.most_common()), flush=True)
    with open(args.out + ".csv", "w", newline="", encoding="utf-8") as file:
        ends = sorted({end for counted in why.values() for end in counted})
        rows = csv.writer(file)
        rows.writerow(["rank", "m/(nr)", *ends])
        rows.writerows([rank, ratio, *(why[rank, ratio][end] for end in ends)] for rank, ratio in why)
    heat_map(table, ranks, ratios, args.out + ".svg")
    print(f"wrote {args.out}.csv and {args.out}.svg")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["planted", "paper", "phase"])
    parser.add_argument("--program", default="build/bin/orthant")
    parser.add_argument("--instances", type=int)
    parser.add_argument("--n", type=int)
    parser.add_argument("--rank", type=int, default=3)
    parser.add_argument("--per", type=int, default=3)
    parser.add_argument("--starts", type=int)
    parser.add_argument("--measurement", default="gaussian")
    parser.add_argument("--asymmetric", action="store_true")
    parser.add_argument("--out", default="phase")
    args = parser.parse_args()
    defaults = {"planted": (100, 60, 3), "paper": (0, 0, 1000), "phase": (10, 20, 3)}[args.what]
    args.instances, args.n, args.starts = (given if given is not None else default for given, default in
                                           zip((args.instances, args.n, args.starts), defaults))
    {"planted": planted, "paper": paper, "phase": phase}[args.what](args)


if __name__ == "__main__":
    main()
