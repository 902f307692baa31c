#!/usr/bin/env python3
"""Makes the files of this folder, which other programs write, and what they hold as .npy.

They are kept, so that tests need none of the packages that make them.
"""

import gzip
import io
import wave
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import scipy.signal
import scipy.sparse
from PIL import Image

HERE = Path(__file__).parent
X = np.array([[1.5, 0, 2, 0.25], [0, 3, 0, 1], [4, 0, 0.125, 0], [7, 8, 0, 9], [0, 0, 0, 6]])
HOLES = X.copy()
HOLES[1, 2] = HOLES[3, 0] = HOLES[4, 3] = np.nan
GENES = ["Actb", "Gapdh", "Actb", "Xist"]
CELLS = [f"cell {i}" for i in range(5)]


def keep(name, data):
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def packed(data):
    return gzip.compress(data, mtime=0)


def npy(array):
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def tables():
    frame = pd.DataFrame(HOLES, columns=["a", "b", "c", "d"])
    keep("pandas.csv", frame.to_csv().encode())
    frame.index = pd.Index(CELLS, name="cell")
    keep("pandas_named.csv", frame.to_csv().encode())
    keep("pandas.tsv", frame.to_csv(sep="\t", na_rep="NaN").encode())
    text = frame.to_csv().encode()
    keep("pandas.csv.gz", packed(text))
    keep("two_members.csv.gz", packed(text[:50]) + packed(text[50:]))

    def word(x):
        return "NA" if np.isnan(x) else f"{x:.15g}"

    # What R's write.csv(x) and write.table(x) write.
    rows = [",".join([f'"r{i + 1}"'] + [word(x) for x in row]) for i, row in enumerate(HOLES)]
    keep("write_csv.csv", ('"","a","b","c","d"\n' + "\n".join(rows) + "\n").encode())
    rows = [" ".join([f'"{i + 1}"'] + [word(x) for x in row]) for i, row in enumerate(HOLES)]
    keep("write_table.txt", ('"a" "b" "c" "d"\n' + "\n".join(rows) + "\n").encode())


def arrays():
    keep("dense.npy", npy(X))
    keep("holes.npy", npy(HOLES))
    keep("dense.npy.gz", packed(npy(X)))
    lines = [f"{i + 1} {j + 1} {X[i, j]}" for i, j in zip(*np.nonzero(X))]
    head = f"%%MatrixMarket matrix coordinate real general\n5 4 {len(lines)}\n"
    keep("sparse.mtx.gz", packed((head + "\n".join(lines) + "\n").encode()))


def archives():
    def save(function, *arguments, **options):
        out = io.BytesIO()
        function(out, *arguments, **options)
        return out.getvalue()

    keep("dense.npz", save(np.savez, X))
    keep("two.npz", save(np.savez_compressed, counts=X.astype(">i2"), holes=HOLES.astype("f4")))
    for kind in ("csr", "csc", "coo"):
        keep(f"{kind}.npz", save(scipy.sparse.save_npz, getattr(scipy.sparse, kind + "_matrix")(X)))
    again = scipy.sparse.coo_matrix(([1.0, 2.0, 4.0], ([0, 0, 1], [1, 1, 0])), shape=(2, 3))
    keep("repeated.npz", save(scipy.sparse.save_npz, again, compressed=False))


def group(parent, name, kind, matrix, **types):
    sparse = getattr(scipy.sparse, kind + "_matrix")(matrix)
    out = parent.create_group(name)
    out.attrs["encoding-type"] = kind + "_matrix"
    out.attrs["encoding-version"] = "0.1.0"
    out.attrs["shape"] = np.array(matrix.shape)
    for part in ("data", "indices", "indptr"):
        array = getattr(sparse, part)
        out.create_dataset(part, data=array.astype(types.get(part, array.dtype)), chunks=True, compression="gzip")


def hdf5():
    with h5py.File(HERE / "plain.h5", "w") as file:
        file["X"] = X
        file["more/float32"] = HOLES.astype("f4")
        file.create_dataset("more/chunked", data=X, chunks=(2, 3), compression="gzip", shuffle=True)
        for kind in ("u1", ">i2", "i4", "u4", "i8", ">u8", "f2"):
            file["integers/" + kind.strip(">")] = np.floor(X).astype(kind)
        file["large"] = np.array([[1, 2**53 + 1]], dtype="i8")
        file["cube"] = np.zeros((2, 2, 2))
        file["words"] = np.array([[b"a", b"b"]])
        file["infinite"] = np.array([[1, np.inf]])
    with h5py.File(HERE / "cells.h5ad", "w") as file:
        file.attrs["encoding-type"] = "anndata"
        group(file, "X", "csr", X)
        group(file, "layers/spliced", "csc", 2 * X, data="f4", indices="i8")
        file["layers/dense"] = 3 * X
        obs = file.create_group("obs")
        obs.attrs["_index"] = "cell"
        obs["cell"] = np.array(CELLS, dtype=object)
        obs["n"] = np.arange(5)
        var = file.create_group("var")
        var.attrs["_index"] = "_index"
        var["_index"] = np.array(GENES, dtype="S6")
    with h5py.File(HERE / "ten_x.h5", "w") as file:
        cells = scipy.sparse.csc_matrix(np.floor(X).T)  # a column for each cell
        matrix = file.create_group("matrix")
        matrix["barcodes"] = np.array([f"AAAC-{i}" for i in range(5)], dtype="S6")
        matrix["data"] = cells.data.astype("i4")
        matrix["indices"] = cells.indices.astype("i8")
        matrix["indptr"] = cells.indptr.astype("i8")
        matrix["shape"] = np.array(cells.shape, dtype="i4")
        features = matrix.create_group("features")
        features["id"] = np.array([f"ENS{j}" for j in range(4)], dtype="S4")
        features["name"] = np.array(GENES, dtype="S6")
    for name, genomes in (("ten_x_old.h5", ["mm10"]), ("ten_x_two.h5", ["GRCh38", "mm10"])):
        with h5py.File(HERE / name, "w") as file:  # as Cell Ranger 2 wrote them
            for genome in genomes:
                matrix = file.create_group(genome)
                matrix["barcodes"] = np.array([f"AAAC-{i}" for i in range(5)], dtype="S6")
                matrix["data"] = cells.data.astype("i4")
                matrix["indices"] = cells.indices.astype("i8")
                matrix["indptr"] = cells.indptr.astype("i8")
                matrix["shape"] = np.array(cells.shape, dtype="i4")
                matrix["genes"] = np.array([f"ENS{j}" for j in range(4)], dtype="S4")
                matrix["gene_names"] = np.array(GENES, dtype="S6")


def hostile():
    """Files that are whole and lie."""
    with h5py.File(HERE / "hostile.h5", "w", libver="latest") as file:
        for name in ("indices", "wide", "indptr", "short", "nan", "fractions", "empty_rows", "no_shape", "strange"):
            group(file, name, "csr", X, indices="i8" if name == "wide" else "i4")

        def put(path, array):
            del file[path]
            file[path] = array

        sparse = scipy.sparse.csr_matrix(X)
        wrong = sparse.indices.copy()
        wrong[1] = 7
        put("indices/indices", wrong)
        put("wide/indices", sparse.indices.astype("i8") + 2**40)
        put("indptr/indptr", np.array([0, 99, 4, 4, 4, len(wrong)]))
        put("short/indptr", np.array([0, len(wrong)]))
        put("nan/data", np.full(len(wrong), np.nan))
        put("fractions/indices", sparse.indices.astype("f8"))
        file["empty_rows"].attrs["shape"] = np.array([2**31 - 1, 4])
        del file["no_shape"].attrs["shape"]
        file["strange"].attrs["encoding-type"] = "awkward"
        file.create_dataset("never_written", shape=(10**6, 10**6), dtype="f8", chunks=(100, 100), compression="gzip")
        file.create_dataset("elsewhere", shape=(2, 2), dtype="f8", external=[("/etc/hostname", 0, 32)])
        file["linked"] = h5py.ExternalLink("plain.h5", "/X")
        file["dangling"] = h5py.SoftLink("/nowhere")


def ten_x():
    X = np.array([[1, 0, 3], [0, 2, 0]])
    lines = [f"{i + 1} {j + 1} {X[i, j]}" for i, j in zip(*np.nonzero(X))]
    head = f"%%MatrixMarket matrix coordinate integer general\n%metadata_json: {{}}\n2 3 {len(lines)}\n"
    keep("ten_x/matrix.mtx.gz", packed((head + "\n".join(lines) + "\n").encode()))
    keep("ten_x/features.tsv.gz", packed(b"ENS1\tActb\tGene Expression\nENS2\tXist\tGene Expression\n"))
    keep("ten_x/barcodes.tsv.gz", packed(b"AAAC-1\nAAAG-1\nAAAT-1\n"))


def pictures():
    grey = (np.arange(12, dtype="u1") * 20).reshape(3, 4)
    deep = (np.arange(12, dtype="u2") * 5000).reshape(3, 4)
    colour = np.stack([grey, 255 - grey, grey // 2], axis=2)

    def save(array, **options):
        out = io.BytesIO()
        Image.fromarray(array).save(out, "PNG", **options)
        return out.getvalue()

    keep("pictures/b.png", save(grey))
    keep("pictures/a.png", save(colour))
    keep("pictures/more/c.PGM", b"P5\n# a comment\n4 3\n255\n" + grey[::-1].tobytes())
    keep("pictures/more/d.pgm", ("P2 4 3 255\n" + " ".join(str(x) for x in grey.flat)).encode())
    keep("deep.png", save(deep))
    keep("deep.pgm", b"P5 4 3 65535\n" + deep.astype(">u2").tobytes())
    out = io.BytesIO()
    Image.fromarray(grey).convert("RGB").convert("P").save(out, "PNG", transparency=3)
    keep("palette.png", out.getvalue())
    luminance = np.rint(colour.astype(float) @ [0.299, 0.587, 0.114])
    keep("pictures.npy", npy(np.stack([luminance, grey, grey[::-1], grey]).reshape(4, 12)))
    keep("deep.npy", npy(deep))
    palette = np.asarray(Image.open(io.BytesIO(out.getvalue())).convert("RGB")).astype(float)
    keep("palette.npy", npy(np.rint(palette @ [0.299, 0.587, 0.114])))


def sound():
    rate, window, hop = 8000, 64, 24
    t = np.arange(300) / rate
    left = np.rint(12000 * np.sin(2 * np.pi * 1000 * t))
    right = np.rint(9000 * np.cos(2 * np.pi * 2500 * t))
    with wave.open(str(HERE / "two_tones.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.stack([left, right], axis=1).astype("<i2").tobytes())
    mono = (left + right) / 2 / 32768
    hann = scipy.signal.get_window("hann", window)
    starts = range(0, len(mono) - window + 1, hop)
    keep("two_tones.npy", npy(np.stack([np.abs(np.fft.rfft(hann * mono[s : s + window])) for s in starts], axis=1)))


if __name__ == "__main__":
    for make in (tables, arrays, archives, hdf5, hostile, ten_x, pictures, sound):
        make()
