#!/usr/bin/env python3
"""Small data in the formats that people have, for the tutorials (docs/tutorials). Nothing but Python is needed.

    examples/data.py topics|pictures|genes|ratings|club|moons|sounds|iris   writes what it names into this folder

topics    texts.csv         document,word,count of 150 short texts about five things
pictures  swimmers/*.pgm    81 figures of a torso and four limbs, each in one of three positions
                            (as those of Donoho & Stodden 2003, section 5)
genes     genes.csv         300 genes × 36 samples as R's write.csv has them, some NA; samples.csv: their kinds
ratings   ratings.csv       reader,book,stars of 200 readers and 60 books, a third of the pairs
club      club.csv          who meets whom in a karate club (Zachary 1977); club-labels.csv: who went where later
moons     points.csv          400 points of two half-moons, each around an end of the other; points-labels.csv: whose
sounds    notes.wav         three notes, alone and together, three seconds
iris      iris.csv          lengths and widths of 150 flowers in cm (Fisher 1936); iris-species.csv: their species

Random numbers are those of a fixed seed.
"""

import math
import random
import sys
import wave
from array import array
from pathlib import Path

THINGS = {
    "sea": "ship harbour wave sail captain storm anchor island tide deck crew rope",
    "market": "price stock bank share profit trade bond dollar buyer growth tax debt",
    "kitchen": "bread butter oven salt onion flour soup pepper knife sugar recipe garlic",
    "court": "judge law trial witness jury lawyer guilty verdict crime prison appeal case",
    "music": "piano song violin chorus rhythm concert melody singer drum opera tune guitar",
}
EVERYWHERE = "the of and to in a was for that on".split()

CLUB = """1-2 1-3 1-4 1-5 1-6 1-7 1-8 1-9 1-11 1-12 1-13 1-14 1-18 1-20 1-22 1-32 2-3 2-4 2-8 2-14 2-18 2-20 2-22 2-31
3-4 3-8 3-9 3-10 3-14 3-28 3-29 3-33 4-8 4-13 4-14 5-7 5-11 6-7 6-11 6-17 7-17 9-31 9-33 9-34 10-34 14-34 15-33 15-34
16-33 16-34 19-33 19-34 20-34 21-33 21-34 23-33 23-34 24-26 24-28 24-30 24-33 24-34 25-26 25-28 25-32 26-32 27-30 27-34
28-34 29-32 29-34 30-33 30-34 31-33 31-34 32-33 32-34 33-34""".split()
# Sepal length and width, petal length and width in mm: 50 flowers of each of three species.
IRIS = """51351402 49301402 47321302 46311502 50361402 54391704 46341403 50341502 44291402 49311501 54371502 48341602
48301401 43301101 58401202 57441504 54391304 51351403 57381703 51381503 54341702 51371504 46361002 51331705
48341902 50301602 50341604 52351502 52341402 47321602 48311602 54341504 52411501 55421402 49311502 50321202
55351302 49361401 44301302 51341502 50351303 45231303 44321302 50351606 51381904 48301403 51381602 46321402
53371502 50331402 70324714 64324515 69314915 55234013 65284615 57284513 63334716 49243310 66294613 52273914
50203510 59304215 60224010 61294714 56293613 67314414 56304515 58274110 62224515 56253911 59324818 61284013
63254915 61284712 64294313 66304414 68284814 67305017 60294515 57263510 55243811 55243710 58273912 60275116
54304515 60344516 67314715 63234413 56304113 55254013 55264412 61304614 58264012 50233310 56274213 57304212
57294213 62294313 51253011 57284113 63336025 58275119 71305921 63295618 65305822 76306621 49254517 73296318
67255818 72366125 65325120 64275319 68305521 57255020 58285124 64325323 65305518 77386722 77266923 60225015
69325723 56284920 77286720 63274918 67335721 72326018 62284818 61304918 64285621 72305816 74286119 79386420
64285622 63285115 61265614 77306123 63345624 64315518 60304818 69315421 67315624 69315123 58275119 68325923
67335725 67305223 63255019 65305220 62345423 59305118""".split()
SPECIES = "setosa versicolor virginica".split()
WITH_TEACHER = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 17, 18, 20, 22}


def write(name, lines):
    Path(name).write_text("".join(line + "\n" for line in lines))


def poisson(draw, mean):
    limit, product, count = math.exp(-mean), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count


def topics(draw):
    lines = ["document,word,count"]
    for number in range(1, 151):
        main, other = draw.sample(sorted(THINGS), 2)
        mean = {word: 4.0 for word in EVERYWHERE}
        for thing, amount in ((main, 20.0), (other, 4.0)):
            words = THINGS[thing].split()
            for rank, word in enumerate(words):
                mean[word] = amount / (rank + 3)
        for word, amount in mean.items():
            if count := poisson(draw, amount):
                lines.append(f"{main}-{number},{word},{count}")
    write("texts.csv", lines)


def pictures(_):
    size, folder = 12, Path("swimmers")
    folder.mkdir(exist_ok=True)
    middle, length = size // 2, 3
    joints = [(middle - 2, middle - 1), (middle - 2, middle), (middle + 1, middle - 1), (middle + 1, middle)]
    outwards = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    for number in range(81):
        picture = [[0] * size for _ in range(size)]
        for row in range(middle - 2, middle + 2):
            picture[row][middle - 1] = picture[row][middle] = 1
        for limb, (row, column) in enumerate(joints):
            angle = number // 3**limb % 3 * math.pi / 4
            for step in range(1, length + 1):
                i = row + round(outwards[limb][0] * step * math.sin(angle))
                j = column + round(outwards[limb][1] * step * math.cos(angle))
                picture[i][j] = 1
        text = "\n".join(" ".join(str(255 * pixel) for pixel in row) for row in picture)
        write(folder / f"swimmer-{number:02}.pgm", [f"P2\n{size} {size}\n255\n{text}"])


def genes(draw):
    kinds = [kind for kind in ("B-cell", "T-cell", "myeloid") for _ in range(12)]
    programs = [[draw.expovariate(1) for _ in range(300)] for _ in set(kinds)]
    for k, program in enumerate(programs):  # each kind has genes of its own
        for gene in range(40 * k, 40 * (k + 1)):
            program[gene] += 6
    lines = ['"",' + ",".join(f'"{kind}.{number + 1}"' for number, kind in enumerate(kinds))]
    mixtures = [[draw.uniform(1, 2) if k == sorted(set(kinds)).index(kind) else draw.uniform(0, 0.3) for k in range(3)]
                for kind in kinds]
    for gene in range(300):
        values = []
        for mixture in mixtures:
            level = sum(share * program[gene] for share, program in zip(mixture, programs))
            values.append("NA" if draw.random() < 0.01 else f"{level * math.exp(draw.gauss(0, 0.15)):.4f}")
        lines.append(f'"gene{gene + 1}",' + ",".join(values))
    write("genes.csv", lines)
    write("samples.csv", ["sample,kind"] + [f"{kind}.{number + 1},{kind}" for number, kind in enumerate(kinds)])


def ratings(draw):
    likes = [draw.random() < 0.5 for _ in range(200)]
    kind = ["mystery" if book % 2 else "history" for book in range(60)]
    generous, good = [draw.gauss(0, 0.5) for _ in likes], [draw.gauss(0, 0.5) for _ in kind]
    lines = ["reader,book,stars"]
    for reader in range(200):
        for book in range(60):
            if draw.random() < 1 / 3:
                taste = 0.8 if likes[reader] == (kind[book] == "mystery") else -0.8
                stars = round(3.2 + generous[reader] + good[book] + taste + draw.gauss(0, 0.4))
                lines.append(f"reader{reader + 1},{kind[book]}-{book + 1},{min(5, max(1, stars))}")
    write("ratings.csv", lines)


def club(_):
    write("club.csv", ["one,other"] + [edge.replace("-", ",") for edge in CLUB])
    write("club-labels.csv", ["member,went with"] +
          [f"{member},{'teacher' if member in WITH_TEACHER else 'president'}" for member in range(1, 35)])


def moons(draw):
    points, labels = ["point,x,y"], ["point,moon"]
    for number in range(1, 401):
        upper, angle = number % 2 == 0, draw.uniform(0, math.pi)
        x, y = (math.cos(angle), math.sin(angle)) if upper else (1 - math.cos(angle), 0.5 - math.sin(angle))
        points.append(f"p{number},{x + draw.gauss(0, 0.1):.4f},{y + draw.gauss(0, 0.1):.4f}")
        labels.append(f"p{number},{'upper' if upper else 'lower'}")
    write("points.csv", points)
    write("points-labels.csv", labels)


def sounds(_):
    rate, samples = 8000, [0.0] * (3 * 8000)
    for note, times in ((262, (0.0, 1.0, 2.0)), (330, (0.5, 1.0, 2.5)), (392, (1.5, 2.0, 2.5))):
        for begin in times:
            for n in range(int(0.45 * rate)):
                t = n / rate
                tone = sum(math.sin(2 * math.pi * note * h * t) / h**2 for h in (1, 2, 3))
                samples[int(begin * rate) + n] += 0.2 * math.exp(-5 * t) * tone * min(1, n / 40)
    with wave.open("notes.wav", "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        data = array("h", (round(32000 * max(-1, min(1, sample))) for sample in samples))
        if sys.byteorder == "big":
            data.byteswap()
        out.writeframes(data.tobytes())


def iris(_):
    lines = [",".join(f"{flower[k]}.{flower[k + 1]}" for k in (0, 2, 4, 6)) for flower in IRIS]
    write("iris.csv", ["sepal length,sepal width,petal length,petal width"] + lines)
    write("iris-species.csv", ["species"] + [SPECIES[number // 50] for number in range(150)])


def main():
    makers = {
        maker.__name__: maker for maker in (topics, pictures, genes, ratings, club, moons, sounds, iris)
    }
    if len(sys.argv) != 2 or sys.argv[1] not in makers:
        sys.exit(f"usage: examples/data.py {'|'.join(makers)}")
    makers[sys.argv[1]](random.Random(1))


if __name__ == "__main__":
    main()
