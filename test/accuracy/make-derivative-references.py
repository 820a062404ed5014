#!/usr/bin/env python3
"""Writes references/operations/NAME.json: value, first and second derivatives of every operation.

Usage: make-derivative-references.py [--points N] [NAME ...]   (needs mpmath)

A file holds the program's text, its parameters, how many points come before those over the whole range
of doubles, and base64 columns over the points:
  args    one column of doubles per parameter
  value   the correctly rounded doubles of the value and of each derivative; NaN: not defined
  rest    (exact - value) in thousandths of the last place of value, 16-bit integers
  scale   the largest term of a derivative that is a sum, or null
Each number is computed at rising precision until 60 digits stay. Formulas are checked against numerical
differentiation of the value before anything is written.
"""
import argparse
import base64
import json
import math
import os
import random
import struct
import sys

from mpmath import mp, mpf

sys.dont_write_bytecode = True  # no cache folder beside the sources
from functions import draw
from operations import OPERATIONS

HERE = os.path.dirname(os.path.abspath(__file__))
ORDERS = {1: [(0,), (1,), (2,)], 2: [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]}


def terms(function, point):
    result = function(*[mpf(value) for value in point])
    return result if isinstance(result, tuple) else (result,)


def settled(function, point):
    """The sum of the terms and the largest, to 60 digits; None where the function has no real value."""
    last = None
    for digits in (80, 160, 700, 1400, 2800):
        with mp.workdps(digits):
            try:
                parts = terms(function, point)
            except (ZeroDivisionError, ValueError, OverflowError):
                return None
            if any(not isinstance(part, mpf) or not mp.isfinite(part) for part in parts):
                return None
            total, largest = mp.fsum(parts), max(abs(part) for part in parts)
        with mp.workdps(80):
            if last is not None and total != 0 and abs(total - last) <= abs(total) * mpf(10) ** -60:
                return total, largest
        last = total
    if last == 0:
        return last, largest
    raise ArithmeticError("no 60 digits at %r" % (point,))


def rounded(found):
    """The pair (value, rest) of a number; an infinity beyond the doubles, NaN where its terms are there but it is not."""
    if found is None:
        return math.nan, 0
    exact, largest = found
    value = float(exact)
    if math.isinf(value):
        return value, 0
    if math.isinf(float(largest)):
        return math.nan, 0
    with mp.workdps(80):
        return value, int(mp.nint((exact - mpf(value)) / mpf(math.ulp(value)) * 1000))


def verify(name, entry, points):
    """Compares formulas with numerical differentiation where the value is well scaled; kinks are left out."""
    checked = 0
    for point in points:
        isKink = any((2 * value).is_integer() for value in point)
        if isKink or not all(1e-2 < abs(value) < 50 for value in point) or len(set(map(abs, point))) < len(point):
            continue
        for function, order in list(zip(entry["exact"], ORDERS[len(point)]))[1:]:
            if name in ("nthRoot", "polygamma") and order[-1] > 0 and len(point) == 2:
                continue  # whole numbers only
            found = settled(function, point)
            if found is None:
                continue
            with mp.workdps(60):
                numeric = mp.diff(lambda *at: mp.fsum(terms(entry["exact"][0], at)), tuple(map(mpf, point)) if len(point) > 1 else mpf(point[0]), order if len(point) > 1 else order[0])
                if abs(numeric - found[0]) > mpf(10) ** -20 * max(found[1], mpf(10) ** -10):
                    raise ArithmeticError("%s %r at %r: %s is not %s" % (name, order, point, found[0], numeric))
            checked += 1
        if checked >= 24:
            return


def sample(entry, count, rng):
    """Edge points first, then the regions in turn; only points with a value and finite slopes count."""
    points, index = [], 0
    queue = [tuple(map(float, point)) for point in entry["edges"]]
    while len(points) < count:
        if queue:
            point = queue.pop(0)
        else:
            point = tuple(draw(interval, rng) for interval in entry["regions"][index % len(entry["regions"])])
            index += 1
        if index > 20 * count:
            raise ArithmeticError("too few points")
        row = [settled(function, point) for function in entry["exact"]]
        if all(found is not None and math.isfinite(float(found[0])) for found in row[:1 + len(point)]):
            points.append((point, row))
    return points


def sample_wide(entry, count, rng):
    """Points over the whole range of doubles, wherever the function has a real value, finite or beyond the doubles."""
    points, regions = [], entry["wide"]
    for index in range(20 * count):
        if len(points) == count:
            break
        point = tuple(draw(interval, rng) for interval in regions[index % len(regions)])
        row = [settled(function, point) for function in entry["exact"]]
        if row[0] is not None:
            points.append((point, row))
    return points


def packed(code, numbers):
    return base64.b64encode(struct.pack("<%d%s" % (len(numbers), code), *numbers)).decode()


def write(name, entry, count):
    rows = sample(entry, count, random.Random(name))
    verify(name, entry, [point for point, _ in rows])
    rows += sample_wide(entry, count // 2, random.Random(name + " wide"))
    results = [[row[k] for _, row in rows] for k in range(len(entry["exact"]))]
    pairs = [[rounded(found) for found in column] for column in results]
    isSum = [any(found is not None and found[1] != abs(found[0]) for found in column) for column in results]
    data = {
        "text": entry["text"], "params": entry["params"], "ordinary": count,
        "args": [packed("d", [point[k] for point, _ in rows]) for k in range(len(entry["params"]))],
        "value": [packed("d", [value for value, _ in column]) for column in pairs],
        "rest": [packed("h", [rest for _, rest in column]) for column in pairs],
        "scale": [packed("d", [float(found[1]) if found else 0 for found in column]) if s else None for column, s in zip(results, isSum)],
    }
    with open(os.path.join(HERE, "references", "operations", name + ".json"), "w") as file:
        json.dump(data, file, separators=(",", ":"))
        file.write("\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=520)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    os.makedirs(os.path.join(HERE, "references", "operations"), exist_ok=True)
    for name in options.names or OPERATIONS:
        write(name, OPERATIONS[name], options.points)
        print(name, flush=True)


main()
