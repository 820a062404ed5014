#!/usr/bin/env python3
"""Writes references/NAME.json: high-precision values at exactly known doubles.

Usage: make-references.py [--points N] [--out FOLDER] [NAME ...]   (needs mpmath)

A file holds one entry per line of the table in functions.py:
  args   one list of doubles per parameter (decimal text that parses to that very double)
  value  the correctly rounded double of the exact result at these doubles
  rest   (exact result - value) in thousandths of the last place of value
so that an error in ulp is |computed - value - rest|, without loss.
"""
import argparse
import json
import math
import os
import random
import sys

from mpmath import mp, mpf

sys.dont_write_bytecode = True  # no cache folder beside the sources
from functions import TABLE, draw

mp.dps = 80


def sample(entry, count, rng):
    """Edge points first, then the regions in turn; a region holds one interval per parameter."""
    points = [tuple(float(value) for value in point) for point in entry["edges"]]
    regions = entry["regions"]
    index = 0
    while len(points) < count:
        points.append(tuple(draw(interval, rng) for interval in regions[index % len(regions)]))
        index += 1
    return points


def reference(function, point):
    """The pair (value, rest), or None where the function has no finite real value."""
    try:
        exact = function(*[mpf(value) for value in point])
    except (ZeroDivisionError, ValueError):
        return None
    if not isinstance(exact, mpf) or not mp.isfinite(exact):
        return None
    value = float(exact)
    if math.isinf(value):
        return None
    rest = (exact - mpf(value)) / mpf(math.ulp(value))
    return value, int(mp.nint(rest * 1000))


def short(value):
    """The shortest text of a double that parses to it."""
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def write(name, entry, count, folder):
    rng = random.Random(name)
    rows = []
    for point in sample(entry, count, rng):
        pair = reference(entry["function"], point)
        if pair is not None:
            rows.append((point, *pair))
    columns = [[point[k] for point, _, _ in rows] for k in range(len(rows[0][0]))]
    args = ",".join("[" + ",".join(short(v) for v in column) + "]" for column in columns)
    value = ",".join(short(v) for _, v, _ in rows)
    rest = ",".join(str(r) for _, _, r in rows)
    text = '{"args":[%s],\n"value":[%s],\n"rest":[%s]}\n' % (args, value, rest)
    json.loads(text)
    with open(os.path.join(folder, name + ".json"), "w") as file:
        file.write(text)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=520)
    parser.add_argument("--out", default=os.path.join(here, "references"))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    for name in options.names or TABLE:
        write(name, TABLE[name], options.points, options.out)
        print(name)


main()
