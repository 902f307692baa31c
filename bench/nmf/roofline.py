"""The figures of docs/roofline.md from the JSON of bench_inner_loops."""


def line_of(lines: list, **fields):
    return next((line for line in lines if all(line[name] == value for name, value in fields.items())), None)


def peaks(lines: list, threads: list) -> list:
    rows = ["| threads | dgemm GF/s | sgemm GF/s | copy GB/s |", "|---:|---:|---:|---:|"]
    for count in threads:
        double, single, copy = (line_of(lines, threads=count, what=what) for what in ("dgemm", "sgemm", "copy"))
        rows.append(f"| {count} | {double['gflops']:.0f} | {single['gflops']:.0f} | {copy['gbytes']:.1f} |")
    return rows


def path(line: dict) -> str:
    return line["on"] if line["on"] != "sparse" else "c"


def inner_loops(lines: list, threads: list) -> list:
    """Every line but those of the machine; the share of the peak is that of dgemm, or sgemm for single."""
    shown = [f"ms, {count} thread{'s' if count > 1 else ''}" for count in threads]
    rows = ["| on | what | rank | " + " | ".join(f"{name} | GF/s | GB/s | of peak | of thin gemm" for name in shown) + " |",
            "|---|---|---:|" + "---:|---:|---:|---:|---:|" * len(threads)]
    for first in (line for line in lines if line["threads"] == threads[0]):
        if first["what"] in ("dgemm", "sgemm", "copy"):
            continue
        cells = []
        for count in threads:
            line = line_of(lines, threads=count, on=first["on"], what=first["what"], rank=first["rank"])
            peak = line_of(lines, threads=count, what="sgemm" if "single" in line["what"] or "sgemm" in line["what"]
                           else "dgemm")
            share = f"{100 * line['share']:.0f} %" if "share" in line else "–"
            cells.append(f"{1e3 * line['seconds']:.3g} | {line['gflops']:.1f} | {line['gbytes']:.1f} | "
                         f"{100 * line['gflops'] / peak['gflops']:.0f} % | {share}")
        rows.append(f"| {path(first)} | {first['what']} | {first['rank']} | " + " | ".join(cells) + " |")
    return rows


def markdown(document: dict, machine_line: str) -> str:
    lines = document["lines"]
    threads = sorted({line["threads"] for line in lines})
    return "\n".join([f"{machine_line} OpenBLAS kernels: {document['blas']}; ours: {document['instructions']}.", "",
                      *peaks(lines, threads), "", *inner_loops(lines, threads)])
