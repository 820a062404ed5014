#!/usr/bin/env python3
"""Writes references/models.json: values and gradients of whole models at hard points, from 600 digits.

Usage: make-model-references.py [--out FOLDER]   (needs mpmath)

An entry holds the text of a program, a point of doubles, and the correctly rounded value and gradient:
one list of numbers for each parameter, in order of declaration.
"""
import argparse
import json
import os
import sys

from mpmath import mp, mpf

sys.dont_write_bytecode = True  # no cache folder beside the sources
from models import MODELS

mp.dps = 600


def exact(value):
    return [exact(v) for v in value] if isinstance(value, list) else mpf(value)


def places(value, path=()):
    """The paths to the numbers of a nested list, in order."""
    if not isinstance(value, list):
        return [path]
    return [p for i, v in enumerate(value) for p in places(v, path + (i,))]


def replaced(value, path, number):
    if not path:
        return number
    return [replaced(v, path[1:], number) if i == path[0] else v for i, v in enumerate(value)]


def at(value, path):
    for i in path:
        value = value[i]
    return value


def gradient(function, point, name):
    whole = point[name]

    def slope(path):
        return mp.diff(lambda x: function(**{**point, name: replaced(whole, path, x)}), at(whole, path))

    return [number(slope(path)) for path in places(whole)]


def number(x):
    value = float(x)
    return repr(value) if value in (float("inf"), float("-inf")) else value


def entries():
    for text, parameters, function, points in MODELS:
        for values in points:
            point = {name: exact(value) for name, value in values.items()}
            yield {
                "text": text, "point": values, "value": number(function(**point)),
                "gradient": [gradient(function, point, name) for name in parameters],
            }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "references"))
    folder = parser.parse_args().out
    with open(os.path.join(folder, "models.json"), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(entry) for entry in entries()) + "\n]\n")


main()
