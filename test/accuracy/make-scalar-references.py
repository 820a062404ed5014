#!/usr/bin/env python3
"""Exact values and derivatives of scalar programs; needs gmpy2 (57 digits).

On Debian: apt-get install python3-gmpy2, and PYTHON=/usr/bin/python3 for the npm script.

Reads one program per line, {"point", "direction", "tape", "hash"}, from standard input; writes records to
standard output, little-endian: hash (uint32), then doubles: value, gradient entries, second derivative along
the direction; then float32 bounds of what rounding may do to each of them, in the same order. The bounds follow
every operation: its own rounding, and what errors of its operands do to values and derivatives, with majorants
(sums of magnitudes over paths) in place of sums that may cancel. Where a derivative or a value of one operation
is itself a sum of terms that cancel, its own rounding counts the terms (TERMS). A program without reference has a
NaN value.
"""
import json
import math
import struct
import sys

import gmpy2
from gmpy2 import mpfr

gmpy2.get_context().precision = 190
U = 2.0 ** -53
ONE, ZERO = mpfr(1), mpfr(0)
PI = gmpy2.const_pi()


# Truncated series [f, f', f''/2, f'''/6] in one variable.
def s_mul(a, b):
    return [sum((a[i] * b[k - i] for i in range(k + 1)), ZERO) for k in range(4)]


def s_pow(a, p):
    """a^p for a constant p, by a*y' = p*a'*y."""
    y = [a[0] ** p]
    for k in range(1, 4):
        y.append(sum((p * i - (k - i)) * a[i] * y[k - i] for i in range(1, k + 1)) / (k * a[0]))
    return y


def s_exp(a):
    y = [gmpy2.exp(a[0])]
    for k in range(1, 4):
        y.append(sum(i * a[i] * y[k - i] for i in range(1, k + 1)) / k)
    return y


def s_add(a, b, times=1):
    return [x + times * y for x, y in zip(a, b)]


def s_const(c):
    return [mpfr(c), ZERO, ZERO, ZERO]


def s_of(x):
    return [x, ONE, ZERO, ZERO]


def from_slope(value, slope):
    """The series with this value whose derivative is the series slope."""
    return [value, slope[0], slope[1] / 2, slope[2] / 3]


def shifted_square(x, c, times):
    """c + times*x^2"""
    return [c + times * x * x, 2 * times * x, mpfr(times), ZERO]


def bernoulli(count):
    """B2, B4, B6, …"""
    row, found = [], []
    for m in range(2 * count + 1):
        row.append(gmpy2.mpq(1, m + 1))
        for j in range(m, 0, -1):
            row[j - 1] = j * (row[j - 1] - row[j])
        if m > 0 and m % 2 == 0:
            found.append(row[0])
    return found


# Of the expansions of the three derivatives of digamma at a large y, in powers of 1/y^2.
EXPANSION = [[mpfr(b * f) for f in (1, 2 * k + 3, (2 * k + 3) * (2 * k + 4))] for k, b in enumerate(bernoulli(32))][::-1]
LARGE = 40


def psis(x):
    """digamma and its first three derivatives; recurrences lead to a large argument."""
    s1, s2, s3, y = ZERO, ZERO, ZERO, x
    while y < LARGE:
        r = 1 / y
        r2 = r * r
        s1, s2, s3, y = s1 + r2, s2 + r2 * r, s3 + r2 * r2, y + 1
    r = 1 / y
    r2 = r * r
    t1, t2, t3 = ZERO, ZERO, ZERO
    for c1, c2, c3 in EXPANSION:
        t1, t2, t3 = (t1 + c1) * r2, (t2 + c2) * r2, (t3 + c3) * r2
    return [gmpy2.digamma(x), s1 + r * (1 + r / 2 + t1), -2 * s2 - r2 * (1 + r + t2), 6 * s3 + r2 * r * (2 + 3 * r + t3)]


def trig(x):
    s, c = gmpy2.sin_cos(x)
    return [s, c, -s / 2, -c / 6], [c, -s, -c / 2, s / 6]


def hyper(x):
    s, c = gmpy2.sinh_cosh(x)
    return [s, c, s / 2, c / 6], [c, s, c / 2, s / 6]


def over(a, b):
    return s_mul(a, s_pow(b, -1))


def gamma(x):
    y = gmpy2.gamma(x)
    p0, p1, p2, _ = psis(x)
    return [y, y * p0, y * (p0 * p0 + p1) / 2, y * (p0 ** 3 + 3 * p0 * p1 + p2) / 6]


def lgamma(x):
    p0, p1, p2, _ = psis(x)
    return [gmpy2.lgamma(x)[0], p0, p1 / 2, p2 / 6]


def digamma(x):
    p0, p1, p2, p3 = psis(x)
    return [p0, p1, p2 / 2, p3 / 6]


def scaled(a, c):
    return [c * x for x in a]


def sigmoid(x):
    return s_pow(s_add(s_const(1), s_exp([-x, -ONE, ZERO, ZERO])), -1)


def cdf(x):
    slope = scaled(s_exp([-x * x / 2, -x, mpfr(-0.5), ZERO]), 1 / gmpy2.sqrt(2 * PI))
    return from_slope(gmpy2.erfc(-x / gmpy2.sqrt(mpfr(2))) / 2, slope)


def erf_slope(x, sign):
    return scaled(s_exp([-x * x, -2 * x, -ONE, ZERO]), sign * 2 / gmpy2.sqrt(PI))


def root(x, n):
    return s_pow(s_of(x), ONE / n)


def odd(f, x):
    """An odd function known for x > 0."""
    if x > 0:
        return f(x)
    a = f(-x)
    return [-a[0], a[1], -a[2], a[3]]


def flipped(f, x):
    """f(1/x)"""
    y = f(1 / x)
    return compose(y, s_pow(s_of(x), -1))


def compose(f, g):
    d = [ZERO, *g[1:]]
    d2 = s_mul(d, d)
    d3 = s_mul(d2, d)
    return [f[0], *(f[1] * d[k] + f[2] * d2[k] + f[3] * d3[k] for k in (1, 2, 3))]


def inverse(f, slope_of, power):
    return lambda x: from_slope(f(x), s_pow(slope_of(x), power))


def log(x):
    return [gmpy2.log(x), 1 / x, -1 / (2 * x * x), 1 / (3 * x ** 3)]


def constant(f):
    return lambda x: s_const(f(x))


HALF = mpfr(0.5)
asin = inverse(gmpy2.asin, lambda x: shifted_square(x, ONE, -1), -HALF)
atan = inverse(gmpy2.atan, lambda x: shifted_square(x, ONE, 1), -1)
asinh = inverse(gmpy2.asinh, lambda x: shifted_square(x, ONE, 1), -HALF)
acosh = inverse(gmpy2.acosh, lambda x: shifted_square(x, -ONE, 1), -HALF)
atanh = inverse(gmpy2.atanh, lambda x: shifted_square(x, ONE, -1), -1)


def acos(x):
    a = asin(x)
    return [gmpy2.acos(x), -a[1], -a[2], -a[3]]


def elu(x, alpha):
    return s_of(x) if x > 0 else scaled(s_add(s_exp(s_of(x)), s_const(1), -1), alpha)


def leaky(x, slope):
    return s_of(x) if x > 0 else scaled(s_of(x), slope)


def half_away(x):
    return gmpy2.floor(x + HALF) if x > 0 else gmpy2.ceil(x - HALF)


UNARY = {
    "neg": lambda x, c: scaled(s_of(x), -1), "abs": lambda x, c: scaled(s_of(x), 1 if x > 0 else -1),
    "sign": lambda x, c: s_const(1 if x > 0 else -1),
    "sqrt": lambda x, c: root(x, 2), "cbrt": lambda x, c: odd(lambda y: root(y, 3), x), "nthRoot": lambda x, c: root(x, c),
    "square": lambda x, c: s_mul(s_of(x), s_of(x)), "cube": lambda x, c: s_pow(s_of(x), 3),
    "floor": lambda x, c: s_const(gmpy2.floor(x)), "ceil": lambda x, c: s_const(gmpy2.ceil(x)),
    "fix": lambda x, c: s_const(gmpy2.trunc(x)), "round": lambda x, c: s_const(half_away(x)),
    "exp": lambda x, c: s_exp(s_of(x)), "expm1": lambda x, c: from_slope(gmpy2.expm1(x), s_exp(s_of(x))),
    "log": lambda x, c: log(x), "log2": lambda x, c: scaled(log(x), 1 / gmpy2.log(mpfr(2))),
    "log10": lambda x, c: scaled(log(x), 1 / gmpy2.log(mpfr(10))), "log1p": lambda x, c: log(1 + x),
    "sin": lambda x, c: trig(x)[0], "cos": lambda x, c: trig(x)[1], "tan": lambda x, c: over(*trig(x)),
    "sec": lambda x, c: s_pow(trig(x)[1], -1), "csc": lambda x, c: s_pow(trig(x)[0], -1), "cot": lambda x, c: over(*trig(x)[::-1]),
    "asin": lambda x, c: asin(x), "acos": lambda x, c: acos(x), "atan": lambda x, c: atan(x),
    "asec": lambda x, c: flipped(acos, x), "acsc": lambda x, c: flipped(asin, x), "acot": lambda x, c: flipped(atan, x),
    "sinh": lambda x, c: hyper(x)[0], "cosh": lambda x, c: hyper(x)[1], "tanh": lambda x, c: over(*hyper(x)),
    "sech": lambda x, c: s_pow(hyper(x)[1], -1), "csch": lambda x, c: s_pow(hyper(x)[0], -1), "coth": lambda x, c: over(*hyper(x)[::-1]),
    "asinh": lambda x, c: asinh(x), "acosh": lambda x, c: acosh(x), "atanh": lambda x, c: atanh(x),
    "asech": lambda x, c: flipped(acosh, x), "acsch": lambda x, c: flipped(asinh, x), "acoth": lambda x, c: flipped(atanh, x),
    "erf": lambda x, c: from_slope(gmpy2.erf(x), erf_slope(x, 1)), "erfc": lambda x, c: from_slope(gmpy2.erfc(x), erf_slope(x, -1)),
    "gamma": lambda x, c: gamma(x),
    "lgamma": lambda x, c: lgamma(x), "digamma": lambda x, c: digamma(x),
    "sigmoid": lambda x, c: sigmoid(x), "softplus": lambda x, c: from_slope(gmpy2.log1p(gmpy2.exp(x)), sigmoid(x)),
    "relu": lambda x, c: leaky(x, 0), "leaky_relu": lambda x, c: leaky(x, mpfr("0.01")), "leaky": leaky,
    "elu": lambda x, c: elu(x, 1), "eluc": elu,
    "gelu": lambda x, c: s_mul(s_of(x), cdf(x)), "silu": lambda x, c: s_mul(s_of(x), sigmoid(x)),
    "addc": lambda x, c: s_add(s_of(x), s_const(c)), "mulc": lambda x, c: scaled(s_of(x), c),
    "csub": lambda x, c: s_add(s_const(c), s_of(x), -1), "divc": lambda x, c: scaled(s_of(x), 1 / c),
    "cdiv": lambda x, c: scaled(s_pow(s_of(x), -1), c), "powi": lambda x, c: s_pow(s_of(x), int(c)),
    "powc": lambda x, c: s_pow(s_of(x), c), "cpow": lambda x, c: s_exp([x * gmpy2.log(c), gmpy2.log(c), ZERO, ZERO]),
    "inv": lambda x, c: s_pow(s_of(x), -1),
}


def mirrored_digamma(x, right):
    """The terms of digamma(1 - x) - pi*cot(pi*x) on the left; on the right there is one, whose size is given."""
    if x > 0:
        return right
    y = max(1 - x, 1.5)
    return abs(math.log(y) - 1 / (2 * y)) + abs(math.pi / math.tan(math.pi * (x - round(x))))


def lgamma_terms(x, g):
    """log(pi/(x*sin(pi*x))) - lgamma(-x) on the left."""
    value = g[0] if x > 0 else abs(math.lgamma(-x)) + abs(math.log(math.pi / abs(x * math.sin(math.pi * (x - round(x))))))
    return value, mirrored_digamma(x, g[1]), g[2]


def gamma_terms(x, g):
    """gamma*digamma"""
    return g[0], g[0] * mirrored_digamma(x, g[1] / g[0]), g[2]


def digamma_terms(x, g):
    """The second derivative is a sum of cubes, of both signs on the left."""
    steps = range(math.ceil(max(0, -x)))
    return mirrored_digamma(x, g[0]), g[1], g[2] + sum(4 / abs(x + k) ** 3 for k in steps)


def gelu_terms(x, g):
    """Phi(x) + x*phi(x), and 2*phi(x) - x^2*phi(x)"""
    phi = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return g[0], math.erfc(-x / math.sqrt(2)) / 2 + abs(x) * phi, (2 + x * x) * phi


def silu_terms(x, g):
    """s + x*t, and 2*t + x times the derivative of t, for the sigmoid s and its derivative t"""
    s = math.exp(min(x, 0)) / (1 + math.exp(-abs(x)))
    slope = s * (math.exp(min(-x, 0)) / (1 + math.exp(-abs(x))))
    return g[0], s + abs(x) * slope, slope * (2 + abs(x * math.tanh(x / 2)))


def sech_terms(x, g):
    """sech*tanh^2 - sech^3"""
    y = 1 / math.cosh(x)
    return g[0], g[1], y * math.tanh(x) ** 2 + y ** 3


def asech_terms(x, g):
    """1/(x^2*(1 - x^2)^(3/2)) - 2/(1 - x^2)^(3/2)"""
    return g[0], g[1], (1 / (x * x) + 2) / (1 - x * x) ** 1.5


# Where an operation is computed as a sum of terms: their magnitudes added up, from the argument and the magnitudes that the sums have.
TERMS = {
    "gelu": gelu_terms, "silu": silu_terms, "sech": sech_terms, "asech": asech_terms, "lgamma": lgamma_terms, "digamma": digamma_terms,
    "gamma": gamma_terms,
}


class Node:
    """A value, its derivatives by each variable and along the direction (last), the second one along it; and
    the same as majorants (m_) and error bounds (e_)."""
    __slots__ = ("v", "d", "s", "e", "md", "ed", "ms", "es")

    def __init__(self, v, d, s, e, md, ed, ms, es):
        self.v, self.d, self.s, self.e, self.md, self.ed, self.ms, self.es = v, d, s, e, md, ed, ms, es


def apply(series, a, terms=None):
    f, f1, f2, f3 = series[0], series[1], 2 * series[2], 6 * series[3]
    g, g1, g2, g3 = abs(float(f)), abs(float(f1)), abs(float(f2)), abs(float(f3))
    h, h1, h2 = terms(float(a.v), (g, g1, g2)) if terms else (g, g1, g2)
    t, mt, et = a.d[-1], a.md[-1], a.ed[-1]
    return Node(
        f, [f1 * x for x in a.d], f2 * t * t + f1 * a.s,
        g1 * a.e + 4 * U * h,
        [g1 * m for m in a.md], [g1 * e + g2 * m * a.e + 4 * U * h1 * m for e, m in zip(a.ed, a.md)],
        g2 * mt * mt + g1 * a.ms,
        g1 * a.es + g2 * a.ms * a.e + 2 * g2 * mt * et + g3 * mt * mt * a.e + 8 * U * (h2 * mt * mt + h1 * a.ms))


def add(a, b, sign=1):
    md = [x + y for x, y in zip(a.md, b.md)]
    v = a.v + sign * b.v
    ms = a.ms + b.ms
    return Node(v, [x + sign * y for x, y in zip(a.d, b.d)], a.s + sign * b.s, a.e + b.e + U * abs(float(v)), md,
                [x + y + U * m for x, y, m in zip(a.ed, b.ed, md)], ms, a.es + b.es + U * ms)


def mul(a, b):
    v, p, q = a.v * b.v, abs(float(a.v)), abs(float(b.v))
    md = [p * y + q * x for x, y in zip(a.md, b.md)]
    ms = p * b.ms + 2 * a.md[-1] * b.md[-1] + q * a.ms
    ed = [p * fy + q * fx + a.e * y + b.e * x + 2 * U * m for x, y, fx, fy, m in zip(a.md, b.md, a.ed, b.ed, md)]
    es = p * b.es + q * a.es + a.e * b.ms + b.e * a.ms + 2 * (a.md[-1] * b.ed[-1] + b.md[-1] * a.ed[-1]) + 4 * U * ms
    return Node(v, [a.v * y + b.v * x for x, y in zip(a.d, b.d)], a.v * b.s + 2 * a.d[-1] * b.d[-1] + b.v * a.s,
                p * b.e + q * a.e + U * abs(float(v)), md, ed, ms, es)


def unary(name, a, c=ZERO):
    return apply(UNARY[name](a.v, c), a, TERMS.get(name))


def div(a, b):
    return mul(a, unary("inv", b))


def hypot(*args):
    squares = [unary("square", a) for a in args]
    total = squares[0]
    for square in squares[1:]:
        total = add(total, square)
    return unary("sqrt", total)


def atan2(y, x):
    flip = abs(y.v) > abs(x.v)
    a = unary("atan", div(x, y) if flip else div(y, x))
    a = unary("neg", a) if flip else a
    a.v = gmpy2.atan2(y.v, x.v)
    a.e += 4 * U * abs(float(a.v))
    return a


def mod(x, y):
    return add(x, unary("mulc", y, gmpy2.floor(x.v / y.v)), -1)


def factorial(a):
    """gamma(x + 1), and the sum has a rounding of its own"""
    v = a.v + 1
    return unary("gamma", Node(v, a.d, a.s, a.e + U * abs(float(v)), a.md, a.ed, a.ms, a.es))


def stop_gradient(a):
    """No derivative, but the value's error goes on."""
    none = [0.0] * len(a.md)
    return Node(a.v, [ZERO] * len(a.d), ZERO, a.e, none, none, 0.0, 0.0)


CHOICES = {
    "iflt": lambda v: v[0] < v[1], "ifge": lambda v: v[0] >= v[1], "ifne": lambda v: v[0] != v[1], "ifnot": lambda v: v[0] > v[1],
    "ifand": lambda v: v[0] < v[1] and v[2] > v[3], "ifor": lambda v: v[0] < v[1] or v[2] > v[3], "ifchain": lambda v: v[0] < v[1] < v[2],
}
SEVERAL = {
    "factorial": factorial, "stop_gradient": stop_gradient,
    "add": add, "sub": lambda a, b: add(a, b, -1), "mul": mul, "div": div, "hypot": hypot, "hypot3": hypot, "atan2": atan2, "mod": mod,
    "pow": lambda a, b: unary("exp", mul(b, unary("log", a))), "logBase": lambda a, b: div(unary("log", a), unary("log", b)),
    "min": lambda *a: min(a, key=lambda n: n.v), "max": lambda *a: max(a, key=lambda n: n.v),
    "min3": lambda *a: min(a, key=lambda n: n.v), "max3": lambda *a: max(a, key=lambda n: n.v),
}


def step(op, args, c):
    if op in UNARY:
        return unary(op, args[0], mpfr(c))
    if op in CHOICES:
        return args[-2] if CHOICES[op]([a.v for a in args]) else args[-1]
    return SEVERAL[op](*args)


def run(program):
    point, direction = program["point"], program["direction"]
    n = len(point)
    nodes = []
    for i, x in enumerate(point):
        d = [ONE if i == j else ZERO for j in range(n)] + [mpfr(direction[i])]
        nodes.append(Node(mpfr(x), d, ZERO, 0.0, [abs(float(y)) for y in d], [0.0] * (n + 1), 0.0, 0.0))
    for op, args, c in program["tape"]:
        nodes.append(step(op, [nodes[i] for i in args], c))
    f = nodes[-1]
    return [float(f.v), *(float(x) for x in f.d[:n]), float(f.s)], [f.e, *f.ed[:n], f.es]


def main():
    records = []  # written at the end: the reader is busy with the programs before
    for line in sys.stdin:
        program = json.loads(line)
        n = len(program["point"]) + 2
        try:
            values, bounds = run(program)
        except (ArithmeticError, ValueError) as error:
            print(f"hash {program['hash']}: {error}", file=sys.stderr)
            values, bounds = [math.nan] * n, [math.inf] * n
        bounds = [min(b * (1 + 1e-6), 3e38) if b == b else 3e38 for b in bounds]
        records.append(struct.pack(f"<I{n}d{n}f", program["hash"], *values, *bounds))
    sys.stdout.buffer.write(b"".join(records))


main()
