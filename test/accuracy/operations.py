"""The table behind make-derivative-references.py: the exact value and derivatives of every operation.

A derivative that is a sum is written as a tuple of its terms: the largest is what an error is measured
against. Plain formulas are enough, as the precision is raised until the result no longer changes.
"""
from mpmath import mp, mpf

from functions import EVERYWHERE, cdf, entry, erfcx, erfcx_slope, lbeta, lgamma, lin, log, log_cdf, logit, mills, mills_rest, near, nth_root, pick, polygamma, softplus

PAIR = ((lin(-10, 10), lin(-10, 10)), (log(1e-60, 1e60), log(1e-60, 1e60)), (log(1e-60, 1e60, -1), log(1e-60, 1e60)))
WIDE = (log(1e-140, 1e140), log(1e-140, 1e140, -1), lin(-10, 10))
POSITIVE = (log(1e-140, 1e140), lin(0, 10), near(1))
REAL = (lin(-8, 8), lin(-300, 300), log(1e-300, 1), log(1e-20, 1, -1))
CIRCLE = (lin(-8, 8), lin(-1e6, 1e6), log(1e-140, 1), log(1, 1e300), near(1.5707963267948966), near(3.141592653589793))
UNIT = (lin(-1, 1), near(1), near(-1), log(1e-140, 1), log(1e-20, 1, -1))
ABOVE = (near(1), near(-1), lin(1, 10), lin(-10, -1), log(1, 1e60))
NORMAL = (lin(-3, 3), lin(-37, 37), log(1e-300, 1), log(1e-20, 1, -1))
WHOLE = (lin(-50, 50), log(1e-10, 1e15), log(1e-10, 1e15, -1))
BELOW = (lin(-1, 0), lin(-6, -1), lin(-40, -6), near(-3, 1e-8), log(1e-60, 1, -1))
GAMMA = (lin(1, 3), lin(0, 2), lin(2, 8), lin(8, 100), log(1e-90, 1), near(1), near(2), near(1.4616321449683623))

# The whole range of doubles: subnormal ones of one argument, of two normal ones, tiny and huge, alike or far apart.
SIZES = [(3e-308, 1e-300), (1e-300, 1e-70), (1e-70, 1), (1, 1e60), (1e60, 1e300), (1e300, 1e308)]
SIGNS = (1, -1)
WIDEST = [(log(low, high, sign),) for low, high in [(1e-323, 1e-308), *SIZES] for sign in SIGNS] + [(lin(-1000, 1000),)]
WIDEST_PAIRS = [(log(*a, s), log(*b, t)) for a in SIZES for b in SIZES for s in SIGNS for t in SIGNS]
# Narrower, where a factor of a derivative leaves the doubles although the derivative does not.
NOT_EXTREME = [(log(*a, s), log(*b, t)) for a in SIZES[1:5] for b in SIZES[1:5] for s in SIGNS for t in SIGNS]
ORDINARY_POWERS = [(log(*a, s), log(0.5, 1e3, t)) for a in SIZES for s in SIGNS for t in SIGNS]
ORDINARY_FACTORS = [(log(*a), lin(-700, 700)) for a in [(1e-150, 1e-70), *SIZES[2:5]]]
WITHIN_700 = [*WIDEST[:-1], (lin(-700, 700),)]
QUOTIENT = (lin(-3, 3), lin(-30, 30), log(1e-9, 1), log(1e-9, 1, -1))
ABOVE_POLES = [*WIDEST[:-1], (lin(-40, 1000),)]
THIRD_OF_LENGTH = [(log(*a, s), log(*a, t)) for a in [(1e-50, 1e-30), (1e-30, 1), (1, 1e30), (1e30, 1e50)] for s in SIGNS for t in SIGNS]
SQUARES = ((lin(-10, 10), lin(0, 10)), (log(1e-30, 1e30), log(1e-30, 1e30)), (log(1e-8, 1e8, -1), log(1e-8, 1e8)))


def one(text, f, d1, d2, regions, edges=(), wide=WIDEST):
    return {"text": text, "params": ["x"], "exact": [f, d1, d2], "wide": wide, **entry(f, *regions, edges=edges)}


def two(text, f, d1, d2, regions, edges=(), params=("x", "y"), wide=WIDEST_PAIRS):
    """Derivatives by the first and second parameter, then by both twice, mixed in the middle."""
    return {"text": text, "params": list(params), "exact": [f, *d1, *d2], "wide": wide, **entry(f, *regions, edges=edges)}


def bessel(n, x):
    """0F1(; n + 1/2; -x^2/4): sin(x)/x for n = 1, and what its derivatives are made of near 0, where their terms cancel."""
    return mp.hyp0f1(n + mpf(1) / 2, -x * x / 4)


def log_quotient(order):
    """A derivative of log(x)/(x - 1)."""
    def found(x):
        value = mp.log(x) / (x - 1)
        for k in range(1, order + 1):
            value = (-mp.factorial(k - 1) / (-x) ** k - k * value) / (x - 1)
        return value
    return found


def const(value):
    return lambda *_: mpf(value)


def flat(text, f, regions, edges=()):
    """One parameter, and zero derivatives."""
    return one(text, f, const(0), const(0), regions, edges)


def compare(symbol, test):
    zeros = [const(0)] * 5
    return two("x %s y" % symbol, lambda x, y: mpf(int(bool(test(x, y)))), zeros[:2], zeros[:3], PAIR, [(1, 1), (0, 1), (0, 0)])


def away(x):
    return mp.sign(x) * mp.floor(abs(x) + mpf(1) / 2)


def mod(x, y):
    return x - y * mp.floor(x / y)


def half(x, y):
    return mpf(1) if x > y else mpf(0) if x < y else mpf(1) / 2


def bell(x):
    return 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)


def sig(x):
    return 1 / (1 + mp.exp(-x))


def slope(x):
    return sig(x) * sig(-x)


def sech2(x):
    return mp.sech(x) ** 2


def square(function):
    return lambda x: function(x) ** 2


def inside(low, high, function):
    return lambda x: function(x) if low <= x <= high else None


def root(x):
    return (x * x - 1) ** 1.5


def psi_terms(n, x):
    """Of the nth derivative of digamma; below 0 the nearest pole's term and the rest cancel."""
    total = polygamma(n, x) if n else mp.digamma(x)
    if x > 0:
        return (total,)
    pole = (-1) ** (n + 1) * mp.factorial(n) / (x - mp.nint(x)) ** (n + 1)
    return pole, total - pole


def psi(n):
    return lambda x: psi_terms(n, x)


def log_gamma(x):
    """Below 0 by reflection, whose terms cancel."""
    return lgamma(x) if x > 0 else (mp.log(mp.pi / abs(mp.sinpi(x))), -lgamma(1 - x))


def gamma_slope(x):
    return tuple(mp.gamma(x) * term for term in psi_terms(0, x))


def gamma_bend(x):
    return mp.gamma(x) * mp.digamma(x) ** 2, mp.gamma(x) * polygamma(1, x)


def after(function):
    return lambda x: function(x + 1)


def grown(a, x):
    return 1 / (1 + a * mp.exp(x))


def grown_rest(a, x):
    return 1 / (a + mp.exp(-x))


def erfcx_bend(x):
    if x < 10:
        return (2 + 4 * x * x) * erfcx(x), -4 * x / mp.sqrt(mp.pi)
    return (3 * x * x * mp.hyperu(2.5, 2.5, x * x) - mp.hyperu(1.5, 1.5, x * x)) / mp.sqrt(mp.pi)


def erfinv_slope(x):
    return mp.sqrt(mp.pi) / 2 * mp.exp(mp.erfinv(x) ** 2)


def rise(n, x, h):
    return mp.psi(n, x + h) - mp.psi(n, x)


def clamped(x):
    return min(max(x, mpf(-1)), mpf(2))


def within(x):
    return mpf(1) if -1 < x < 2 else mpf(0) if x < -1 or x > 2 else mpf(1) / 2


ZEROS = [const(0)] * 3
OPEN_UNIT = (lin(0, 1), near(0.5), near(1, 1e-15), log(1e-140, 1))
PROBIT = (lin(-3, 3), lin(-37, 8), lin(0, 37), log(1, 1e70, -1), log(1e-20, 1))
BETA = ((lin(0, 8), lin(0, 8)), (lin(0, 60), lin(0, 60)), (log(1e-10, 1e6), log(1e-10, 1e6)), (log(1, 1e8), log(1, 1e8)))

OPERATIONS = {
    "add": two("x + y", lambda x, y: x + y, [const(1), const(1)], ZEROS, PAIR),
    "sub": two("x - y", lambda x, y: x - y, [const(1), const(-1)], ZEROS, PAIR),
    "mul": two("x * y", lambda x, y: x * y, [lambda x, y: y, lambda x, y: x], [const(0), const(1), const(0)], PAIR),
    "div": two("x / y", lambda x, y: x / y, [lambda x, y: 1 / y, lambda x, y: -x / y ** 2],
               [const(0), lambda x, y: -1 / y ** 2, lambda x, y: 2 * x / y ** 3], PAIR, [(1e-200, 1e-200), (1e200, 1e200)]),
    "neg": one("-x", lambda x: -x, const(-1), const(0), EVERYWHERE),
    "pow": two("x^y", lambda x, y: x ** y, [lambda x, y: y * x ** (y - 1), lambda x, y: x ** y * mp.log(x)],
               [lambda x, y: y * (y - 1) * x ** (y - 2), lambda x, y: (x ** (y - 1), x ** (y - 1) * y * mp.log(x)), lambda x, y: x ** y * mp.log(x) ** 2],
               ((lin(0, 10), lin(0.5, 10)), (lin(0, 10), lin(-10, 0.5)), (lin(0, 200), lin(-60, 60)), (log(1e-20, 1e20), lin(-5, 5)), (near(1, 1e-8), lin(-1e3, 1e3)), (lin(0, 100), pick(0.5, 1.5, 2, 3, -1, -0.5))), wide=ORDINARY_POWERS),
    "abs": one("abs(x)", abs, mp.sign, const(0), EVERYWHERE),
    "sign": flat("sign(x)", mp.sign, EVERYWHERE),
    "sqrt": one("sqrt(x)", mp.sqrt, lambda x: 1 / (2 * mp.sqrt(x)), lambda x: -1 / (4 * x * mp.sqrt(x)), POSITIVE),
    "cbrt": one("cbrt(x)", lambda x: nth_root(x, 3), lambda x: nth_root(x, 3) / (3 * x), lambda x: -2 * nth_root(x, 3) / (9 * x * x), WIDE, [8, 27, -8]),
    "nthRoot": two("nthRoot(x, y)", nth_root, [lambda x, n: nth_root(x, n) / (n * x), lambda x, n: -nth_root(x, n) * mp.log(x) / n ** 2],
                   [lambda x, n: (nth_root(x, n) / (n * x) ** 2, -nth_root(x, n) / (n * x * x)),
                    lambda x, n: (-nth_root(x, n) * mp.log(x) / (n ** 3 * x), -nth_root(x, n) / (n * n * x)),
                    lambda x, n: (nth_root(x, n) * mp.log(x) ** 2 / n ** 4, 2 * nth_root(x, n) * mp.log(x) / n ** 3)],
                   ((lin(0, 100), pick(2, 3, 4, 5, 6, 7)), (log(1e-100, 1e100), pick(2, 4, 5, 7, 10, 13, 50))),
                   wide=[(log(*a, s), pick(*n)) for a in SIZES for s, n in ((1, (2, 3, 4, 7, 10, 50)), (-1, (3, 5, 7)))]),
    "hypot": two("hypot(x, y)", mp.hypot, [lambda x, y: x / mp.hypot(x, y), lambda x, y: y / mp.hypot(x, y)],
                 [lambda x, y: y ** 2 / mp.hypot(x, y) ** 3, lambda x, y: -x * y / mp.hypot(x, y) ** 3, lambda x, y: x ** 2 / mp.hypot(x, y) ** 3],
                 (PAIR[0], (log(1e-20, 1e20), log(1e-20, 1e20)), (log(1e-8, 1e8), log(1e-8, 1e8, -1))), [(3e100, 4e100), (3e-100, 4e-100), (3e200, 4e200)]),
    "cosine": two("derivative(hypot(x, y), x)", lambda x, y: x / mp.hypot(x, y), [lambda x, y: y ** 2 / mp.hypot(x, y) ** 3, lambda x, y: -x * y / mp.hypot(x, y) ** 3],
                  [lambda x, y: -3 * x * y ** 2 / mp.hypot(x, y) ** 5, lambda x, y: (2 * x * x * y / mp.hypot(x, y) ** 5, -y ** 3 / mp.hypot(x, y) ** 5),
                   lambda x, y: (2 * x * y * y / mp.hypot(x, y) ** 5, -x ** 3 / mp.hypot(x, y) ** 5)],
                  (PAIR[0], (log(1e-20, 1e20), log(1e-20, 1e20)), (log(1e-8, 1e8), log(1e-8, 1e8, -1))), [(3e50, 4e50)], wide=THIRD_OF_LENGTH),
    "max": two("max(x, y)", max, [half, lambda x, y: half(y, x)], ZEROS, PAIR, [(2, 2), (-1, -1)]),
    "min": two("min(x, y)", min, [lambda x, y: half(y, x), half], ZEROS, PAIR, [(2, 2), (-1, -1)]),
    "floor": flat("floor(x)", mp.floor, WHOLE), "ceil": flat("ceil(x)", mp.ceil, WHOLE),
    "round": flat("round(x)", away, WHOLE, [-2.5, 1e-3, 0.49999999999999994, 1.5]),
    "fix": flat("fix(x)", lambda x: mp.sign(x) * mp.floor(abs(x)), WHOLE),
    "mod": two("mod(x, y)", mod, [const(1), lambda x, y: -mp.floor(x / y)], ZEROS,
               ((lin(-10, 10), lin(-3, 3)), (lin(-50, 50), pick(1, 2, 3, -7, 0.1, 0.3)), (pick(*range(-30, 30)), pick(0.1, 0.2, 0.3, -0.7)), (log(1e-10, 1e10), log(1e-4, 1e4))), [(1, 0.1), (-5, 3), (5, -3)]),
    "exp": one("exp(x)", mp.exp, mp.exp, mp.exp, (*REAL, lin(-708, 709))),
    "expm1": one("expm1(x)", mp.expm1, mp.exp, mp.exp, (*REAL, near(0, 1e-10, 1))),
    "log": one("log(x)", mp.log, lambda x: 1 / x, lambda x: -1 / x ** 2, POSITIVE),
    "logBase": two("log(x, y)", lambda x, y: mp.log(x) / mp.log(y), [lambda x, y: 1 / (x * mp.log(y)), lambda x, y: -mp.log(x) / (y * mp.log(y) ** 2)],
                   [lambda x, y: -1 / (x * x * mp.log(y)), lambda x, y: -1 / (x * y * mp.log(y) ** 2),
                    lambda x, y: (mp.log(x) / (y * mp.log(y)) ** 2, 2 * mp.log(x) / (y * y * mp.log(y) ** 3))],
                   ((log(1e-60, 1e60), lin(1.5, 20)), (lin(0, 10), log(1e-40, 1e40)), (near(1), lin(0.1, 0.9)), (lin(0, 10), near(1, 1e-6))), wide=NOT_EXTREME),
    "log2": one("log2(x)", lambda x: mp.log(x, 2), lambda x: 1 / (x * mp.log(2)), lambda x: -1 / (x * x * mp.log(2)), POSITIVE),
    "log10": one("log10(x)", mp.log10, lambda x: 1 / (x * mp.log(10)), lambda x: -1 / (x * x * mp.log(10)), POSITIVE),
    "log1p": one("log1p(x)", mp.log1p, lambda x: 1 / (1 + x), lambda x: -1 / (1 + x) ** 2, (log(1e-300, 1e140), lin(-1, 1), near(-1), log(1e-20, 1, -1))),
    "log1mexp": one("log(1 - exp(x))", lambda x: mp.log(-mp.expm1(x)), lambda x: 1 / mp.expm1(-x) * -1, lambda x: -mp.exp(-x) / mp.expm1(-x) ** 2,
                    (log(1e-140, 1, -1), lin(-2, 0), lin(-40, 0), lin(-340, -40), near(-0.6931471805599453))),
    "log_cosh": one("log(cosh(x))", lambda x: mp.log(mp.cosh(x)), mp.tanh, sech2, (lin(-3, 3), lin(-300, 300), log(1e-140, 1))),
    "logistic": two("1/(1 + x*exp(y))", grown, [lambda a, x: -grown(a, x) * grown_rest(a, x), lambda a, x: -a * grown(a, x) * grown_rest(a, x)],
                    [lambda a, x: 2 * grown(a, x) * grown_rest(a, x) ** 2,
                     lambda a, x: (a * grown(a, x) * grown_rest(a, x) ** 2, -grown(a, x) ** 2 * grown_rest(a, x)),
                     lambda a, x: (a * a * grown(a, x) * grown_rest(a, x) ** 2, -a * grown(a, x) ** 2 * grown_rest(a, x))],
                    ((lin(0.1, 10), lin(-30, 30)), (log(1e-6, 1e6), lin(-200, 200)), (lin(0.5, 2), near(0, 1e-10))), wide=ORDINARY_FACTORS),
    "logistic_rest": two("1/(x + exp(y))", lambda a, x: grown_rest(a, -x), [lambda a, x: -grown_rest(a, -x) ** 2, lambda a, x: -grown(a, -x) * grown_rest(a, -x)],
                         [lambda a, x: 2 * grown_rest(a, -x) ** 3, lambda a, x: 2 * grown(a, -x) * grown_rest(a, -x) ** 2,
                          lambda a, x: (grown(a, -x) ** 2 * grown_rest(a, -x), -a * grown(a, -x) * grown_rest(a, -x) ** 2)],
                         ((lin(0.1, 10), lin(-30, 30)), (log(1e-6, 1e6), lin(-200, 200)), (lin(0.5, 2), near(0, 1e-10))), wide=ORDINARY_FACTORS),
    "sin_quotient": one("sin(x)/x", lambda x: mp.sin(x) / x, lambda x: (mp.cos(x) / x, -mp.sin(x) / x ** 2) if abs(x) > 1.5 else -x / 3 * bessel(2, x),
                        lambda x: (-mp.sin(x) / x, -2 * mp.cos(x) / x ** 2, 2 * mp.sin(x) / x ** 3) if abs(x) > 1.5 else x * x / 15 * bessel(3, x) - bessel(2, x) / 3, QUOTIENT),
    "sinh_quotient": one("sinh(x)/x", lambda x: mp.sinh(x) / x, lambda x: (mp.cosh(x) - mp.sinh(x) / x) / x, lambda x: (mp.sinh(x) - 2 * mp.cosh(x) / x + 2 * mp.sinh(x) / x ** 2) / x, QUOTIENT, wide=WITHIN_700),
    "expm1_quotient": one("(exp(x) - 1)/x", lambda x: mp.expm1(x) / x, lambda x: (mp.exp(x) - mp.expm1(x) / x) / x, lambda x: (mp.exp(x) - 2 * mp.exp(x) / x + 2 * mp.expm1(x) / x ** 2) / x, QUOTIENT, wide=WITHIN_700),
    "log1p_quotient": one("log(1 + x)/x", lambda x: mp.log1p(x) / x, lambda x: (1 / (1 + x) - mp.log1p(x) / x) / x,
                          lambda x: (2 * mp.log1p(x) / x - (3 * x + 2) / (1 + x) ** 2) / x ** 2, (lin(-0.9, 3), lin(-0.999, 30), log(1e-9, 1), near(-1, 1e-6))),
    "log_quotient": one("log(x)/(x - 1)", lambda x: mp.log(x) / (x - 1), log_quotient(1), log_quotient(2),
                        (lin(0.1, 4), log(1e-6, 1e6), near(1, 1e-6)), wide=[(log(*a),) for a in SIZES[1:5]]),
    "bernoulli": one("x/(exp(x) - 1)", lambda x: x / mp.expm1(x), lambda x: (mp.expm1(x) - x * mp.exp(x)) / mp.expm1(x) ** 2,
                     lambda x: mp.exp(x) * (x * mp.exp(x) + x - 2 * mp.expm1(x)) / mp.expm1(x) ** 3, QUOTIENT, wide=WITHIN_700),
    "acos_quotient": one("acos(x)/sin(acos(x))", lambda x: mp.acos(x) / mp.sqrt(1 - x * x), lambda x: (x * mp.acos(x) / mp.sqrt(1 - x * x) - 1) / (1 - x * x),
                         lambda x: (3 * x * (x * mp.acos(x) / mp.sqrt(1 - x * x) - 1) / (1 - x * x) + mp.acos(x) / mp.sqrt(1 - x * x)) / (1 - x * x), (lin(-0.9, 0.999), near(1), lin(0.4, 0.6))),
    "acos_one_minus": one("acos(1 - x)", lambda x: 2 * mp.asin(mp.sqrt(x / 2)) if 0 <= x <= 2 else mp.nan, lambda x: 1 / mp.sqrt(x * (2 - x)), lambda x: (x / (x * (2 - x)) ** 1.5, -1 / (x * (2 - x)) ** 1.5),
                          (lin(0, 2), log(1e-140, 1), near(2)), wide=[(log(*a),) for a in [(1e-323, 1e-308), *SIZES[:3]]]),
    "root_minus_one": one("sqrt(1 + x) - 1", lambda x: x / (1 + mp.sqrt(1 + x)), lambda x: 1 / (2 * mp.sqrt(1 + x)), lambda x: -(1 + x) ** -1.5 / 4, (log(1e-140, 1e90), log(1e-140, 0.9, -1), lin(-1, 10), near(-1, 1e-9))),
    "hypot_minus_one": one("sqrt(1 + x^2) - 1", lambda x: x * x / (1 + mp.sqrt(1 + x * x)), lambda x: x / mp.sqrt(1 + x * x), lambda x: (1 + x * x) ** -1.5, (log(1e-140, 1e90), log(1e-140, 1e90, -1), lin(-10, 10))),
    "log1p_square": two("log(1 + x^2/y)", lambda x, y: mp.log1p(x * x / y), [lambda x, y: 2 * x / (y + x * x), lambda x, y: -x * x / (y * (y + x * x))],
                        [lambda x, y: (2 * y / (y + x * x) ** 2, -2 * x * x / (y + x * x) ** 2), lambda x, y: -2 * x / (y + x * x) ** 2,
                         lambda x, y: x * x * (x * x + 2 * y) / (y * (y + x * x)) ** 2], SQUARES),
    "over_square_sum": two("x/(y + x^2)", lambda x, y: x / (y + x * x), [lambda x, y: (y / (y + x * x) ** 2, -x * x / (y + x * x) ** 2), lambda x, y: -x / (y + x * x) ** 2],
                           [lambda x, y: (2 * x ** 3 / (y + x * x) ** 3, -6 * x * y / (y + x * x) ** 3), lambda x, y: (2 * x * x / (y + x * x) ** 3, -1 / (y + x * x) ** 2, 2 * x * x / (y + x * x) ** 3),
                            lambda x, y: 2 * x / (y + x * x) ** 3], SQUARES, wide=THIRD_OF_LENGTH),
    "over_expm1": two("x/(exp(y) - 1)", lambda x, y: x / mp.expm1(y), [lambda x, y: 1 / mp.expm1(y), lambda x, y: x / (mp.expm1(y) * mp.expm1(-y))],
                      [const(0), lambda x, y: 1 / (mp.expm1(y) * mp.expm1(-y)), lambda x, y: x * mp.sinh(y) / (2 * (mp.cosh(y) - 1) ** 2)],
                      ((lin(-10, 10), lin(-30, 30)), (log(1e-60, 1e60), log(1e-60, 1)), (lin(0.5, 2), lin(-300, 300))), wide=ORDINARY_FACTORS),
    "over_sinh": two("x/sinh(y)", lambda x, y: x / mp.sinh(y), [lambda x, y: 1 / mp.sinh(y), lambda x, y: -x * mp.cosh(y) / mp.sinh(y) ** 2],
                     [const(0), lambda x, y: -mp.cosh(y) / mp.sinh(y) ** 2, lambda x, y: (x * mp.cosh(y) ** 2 / mp.sinh(y) ** 3, x / mp.sinh(y) ** 3)],
                     ((lin(-10, 10), lin(-30, 30)), (log(1e-60, 1e60), log(1e-60, 1)), (lin(0.5, 2), lin(-300, 300))), wide=ORDINARY_FACTORS),
    "log_one_minus_square": one("log(1 - x^2)", inside(-1, 1, lambda x: mp.log((1 - x) * (1 + x))), lambda x: -2 * x / ((1 - x) * (1 + x)), lambda x: -2 * (1 + x * x) / ((1 - x) * (1 + x)) ** 2, UNIT),
    "sin": one("sin(x)", mp.sin, mp.cos, lambda x: -mp.sin(x), CIRCLE),
    "cos": one("cos(x)", mp.cos, lambda x: -mp.sin(x), lambda x: -mp.cos(x), CIRCLE),
    "tan": one("tan(x)", mp.tan, lambda x: mp.sec(x) ** 2, lambda x: 2 * mp.tan(x) * mp.sec(x) ** 2, CIRCLE),
    "sec": one("sec(x)", mp.sec, lambda x: mp.sec(x) * mp.tan(x), lambda x: mp.sec(x) * (mp.tan(x) ** 2 + mp.sec(x) ** 2), CIRCLE),
    "csc": one("csc(x)", mp.csc, lambda x: -mp.csc(x) * mp.cot(x), lambda x: mp.csc(x) * (mp.cot(x) ** 2 + mp.csc(x) ** 2), (lin(-8, 8), lin(-1e6, 1e6), log(1e-70, 1), *CIRCLE[3:])),
    "cot": one("cot(x)", mp.cot, lambda x: -mp.csc(x) ** 2, lambda x: 2 * mp.cot(x) * mp.csc(x) ** 2, (lin(-8, 8), lin(-1e6, 1e6), log(1e-70, 1), *CIRCLE[3:])),
    "asin": one("asin(x)", inside(-1, 1, mp.asin), lambda x: 1 / mp.sqrt(1 - x * x), lambda x: x / (1 - x * x) ** 1.5, UNIT),
    "acos": one("acos(x)", inside(-1, 1, mp.acos), lambda x: -1 / mp.sqrt(1 - x * x), lambda x: -x / (1 - x * x) ** 1.5, UNIT),
    "atan": one("atan(x)", mp.atan, lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2, (log(1e-140, 1e75), log(1e-140, 1e75, -1), lin(-10, 10))),
    "atan_exp": one("atan(exp(x))", lambda x: mp.atan(mp.exp(x)), lambda x: mp.sech(x) / 2, lambda x: -mp.sech(x) * mp.tanh(x) / 2, (lin(-3, 3), lin(-300, 300), log(1e-140, 1), log(1e-140, 1, -1))),
    "asec": one("asec(x)", lambda x: mp.asec(x) if abs(x) > 1 else None, lambda x: 1 / (abs(x) * mp.sqrt(x * x - 1)), lambda x: mp.sign(x) * (1 - 2 * x * x) / (x * x * root(x)), ABOVE, [1.0000000000000002, 2]),
    "acsc": one("acsc(x)", lambda x: mp.acsc(x) if abs(x) > 1 else None, lambda x: -1 / (abs(x) * mp.sqrt(x * x - 1)), lambda x: mp.sign(x) * (2 * x * x - 1) / (x * x * root(x)), ABOVE, [1.0000000000000002, 2]),
    "acot": one("acot(x)", lambda x: mp.atan(1 / x), lambda x: -1 / (1 + x * x), lambda x: 2 * x / (1 + x * x) ** 2, (log(1e-140, 1e75), log(1e-140, 1e75, -1), lin(-10, 10)), [1, -1]),
    "atan2": two("atan2(y, x)", lambda y, x: mp.atan2(y, x), [lambda y, x: x / (x * x + y * y), lambda y, x: -y / (x * x + y * y)],
                 [lambda y, x: -2 * x * y / (x * x + y * y) ** 2, lambda y, x: (y * y / (x * x + y * y) ** 2, -x * x / (x * x + y * y) ** 2), lambda y, x: 2 * x * y / (x * x + y * y) ** 2],
                 (PAIR[0], (log(1e-30, 1e30), log(1e-30, 1e30)), (log(1e-8, 1e8), log(1e-8, 1e8, -1))), [(1e-100, 1e-100), (1e100, 1e100)], ("y", "x")),
    "sinh": one("sinh(x)", mp.sinh, mp.cosh, mp.sinh, (*REAL, lin(-2, 2))),
    "cosh": one("cosh(x)", mp.cosh, mp.sinh, mp.cosh, (*REAL, lin(-2, 2))),
    "sech": one("sech(x)", mp.sech, lambda x: -mp.sech(x) * mp.tanh(x), lambda x: (mp.sech(x) * mp.tanh(x) ** 2, -mp.sech(x) ** 3), REAL),
    "csch": one("csch(x)", mp.csch, lambda x: -mp.csch(x) * mp.coth(x), lambda x: mp.csch(x) * (mp.coth(x) ** 2 + mp.csch(x) ** 2), (lin(-8, 8), lin(-160, 160), log(1e-70, 1), log(1e-20, 1, -1))),
    "coth": one("coth(x)", mp.coth, lambda x: -mp.csch(x) ** 2, lambda x: 2 * mp.coth(x) * mp.csch(x) ** 2, (lin(-8, 8), lin(-160, 160), log(1e-70, 1), log(1e-20, 1, -1))),
    "asinh": one("asinh(x)", mp.asinh, lambda x: 1 / mp.sqrt(1 + x * x), lambda x: -x / (1 + x * x) ** 1.5, WIDE, [1e200]),
    "acosh": one("acosh(x)", lambda x: mp.acosh(x) if x > 1 else None, lambda x: 1 / mp.sqrt(x * x - 1), lambda x: -x / root(x), (near(1), lin(1, 10), log(1, 1e100)), [1.0000000000000002]),
    "atanh": one("atanh(x)", inside(-1, 1, mp.atanh), lambda x: 1 / (1 - x * x), lambda x: 2 * x / (1 - x * x) ** 2, UNIT),
    "asech": one("asech(x)", lambda x: mp.acosh(1 / x) if 0 < x < 1 else None, lambda x: -1 / (x * mp.sqrt(1 - x * x)),
                 lambda x: (1 / (x * x * (1 - x * x) ** 1.5), -2 / (1 - x * x) ** 1.5), (near(1, 1e-15), lin(0, 1), log(1e-140, 1)), [0.9999999999999999, 0.5]),
    "acsch": one("acsch(x)", lambda x: mp.asinh(1 / x), lambda x: -1 / (abs(x) * mp.sqrt(1 + x * x)), lambda x: mp.sign(x) * (1 + 2 * x * x) / (x * x * (1 + x * x) ** 1.5), (log(1e-90, 1e60), log(1e-90, 1e60, -1), lin(-10, 10)), [1, -1]),
    "acoth": one("acoth(x)", lambda x: mp.atanh(1 / x) if abs(x) > 1 else None, lambda x: 1 / (1 - x * x), lambda x: 2 * x / (1 - x * x) ** 2, ABOVE, [1.0000000000000002, 2]),
    "tanh": one("tanh(x)", mp.tanh, sech2, lambda x: -2 * mp.tanh(x) * sech2(x), (lin(-1, 1), lin(-3, 3), lin(-25, 25), lin(-350, 350), log(1e-300, 1)), [19, 300]),
    "sech2": one("derivative(tanh(x), x)", sech2, lambda x: -2 * mp.tanh(x) * sech2(x), lambda x: (4 * sech2(x) * mp.tanh(x) ** 2, -2 * sech2(x) ** 2), (lin(-3, 3), lin(-25, 25), lin(-350, 350), log(1e-300, 1))),
    "erf": one("erf(x)", mp.erf, bell, lambda x: -2 * x * bell(x), (lin(-1, 1), lin(-6.5, 6.5), lin(-26, 26), log(1e-300, 1), log(1e-20, 1, -1)), [0.5, 0.84375, 1]),
    "erfc": one("erfc(x)", mp.erfc, lambda x: -bell(x), lambda x: 2 * x * bell(x), (lin(-1, 1), lin(-6.5, 6.5), lin(2, 26), log(1e-300, 1), log(1e-20, 1, -1)), [0.5, 2]),
    "erf_slope": one("derivative(erf(x), x)", bell, lambda x: -2 * x * bell(x), lambda x: (4 * x * x * bell(x), -2 * bell(x)), (lin(-2, 2), lin(-26, 26), log(1e-300, 1), near(0.7071067811865476))),
    "erfcx": one("erfcx(x)", erfcx, erfcx_slope, erfcx_bend, (lin(-3, 3), lin(-26, 0), lin(0, 30), log(1e-300, 1), log(1, 1e70)), [0, 1], [*WIDEST[:10], (lin(-26, 1000),)]),
    "erfinv": one("erfinv(x)", lambda x: mp.erfinv(x) if abs(x) < 1 else None, erfinv_slope, lambda x: 2 * mp.erfinv(x) * erfinv_slope(x) ** 2, (lin(-1, 1), near(1, 1e-15), near(-1, 1e-15), log(1e-140, 1), log(1e-20, 1, -1)), [0.5]),
    "normcdf": one("normcdf(x)", cdf, mp.npdf, lambda x: -x * mp.npdf(x), (lin(-3, 3), lin(-37, 37), log(1e-300, 1), log(1e-20, 1, -1)), [0, -1]),
    "lognormcdf": one("lognormcdf(x)", log_cdf, mills, lambda x: -mills(x) * mills_rest(x), PROBIT, [0, -1], [(log(1e-300, 1e100),), (log(1e-300, 1e100, -1),), (lin(-1000, 1000),)]),
    "sinc": one("sinc(x)", lambda x: mp.sin(x) / x, lambda x: (mp.cos(x) / x, -mp.sin(x) / x ** 2) if abs(x) > 1.5 else -x / 3 * bessel(2, x),
                lambda x: (-mp.sin(x) / x, -2 * mp.cos(x) / x ** 2, 2 * mp.sin(x) / x ** 3) if abs(x) > 1.5 else x * x / 15 * bessel(3, x) - bessel(2, x) / 3, QUOTIENT),
    "lbeta": two("lbeta(x, y)", lambda x, y: (mp.loggamma(x), mp.loggamma(y), -mp.loggamma(x + y)), [lambda x, y: -rise(0, x, y), lambda x, y: -rise(0, y, x)],
                 [lambda x, y: -rise(1, x, y), lambda x, y: -mp.psi(1, x + y), lambda x, y: -rise(1, y, x)], BETA, [(0.5, 0.5), (20, 20)], wide=[(log(*a), log(*b)) for a in SIZES[2:4] for b in SIZES[2:4]]),
    "trigamma": one("trigamma(x)", psi(1), psi(2), psi(3), (lin(0, 3), lin(2, 60), log(1e-70, 1), log(10, 1e70), *BELOW), [1, 2, -0.5, -1.5], ABOVE_POLES),
    "clamp": one("clamp(x, -1, 2)", clamped, within, const(0), EVERYWHERE, [-1, 2]),
    "clip": one("clip(x, -1, 2)", clamped, within, const(0), EVERYWHERE, [-1, 2]),
    "logit": one("logit(x)", logit, lambda x: 1 / (x * (1 - x)), lambda x: (2 * x - 1) / (x * (1 - x)) ** 2, OPEN_UNIT),
    "logaddexp": two("logaddexp(x, y)", lambda x, y: (max(x, y), mp.log1p(mp.exp(-abs(x - y)))), [lambda x, y: sig(x - y), lambda x, y: sig(y - x)],
                     [lambda x, y: slope(x - y), lambda x, y: -slope(x - y), lambda x, y: slope(x - y)], ((lin(-8, 8), lin(-8, 8)), (lin(-300, 300), lin(-300, 300)), (log(1e-20, 1e2), log(1e-20, 1e2, -1))), [(1, 1)], wide=[(log(*a, s), log(*b, t)) for a in SIZES[1:3] for b in SIZES[1:3] for s in SIGNS for t in SIGNS]),
    "gamma": one("gamma(x)", mp.gamma, gamma_slope, gamma_bend, (*GAMMA, *BELOW), [0.5, 3, 1.5, 170, -0.5, -1.5]),
    "lgamma": one("lgamma(x)", log_gamma, psi(0), psi(1), (*GAMMA, log(10, 1e200), *BELOW), [0.5, 1.5, 3, 4, -0.5, -1.5]),
    "digamma": one("digamma(x)", psi(0), psi(1), psi(2), (*GAMMA, log(10, 1e100), *BELOW), [1, 2, 3, 1.4616321449683622, -0.5, -1.5]),
    "polygamma": one("derivative(digamma(x), x)", psi(1), psi(2), psi(3), (lin(0, 3), lin(2, 60), log(1e-70, 1), log(10, 1e70), *BELOW), [1, 2, -0.5, -1.5], ABOVE_POLES),
    "sigmoid": one("sigmoid(x)", sig, slope, lambda x: -slope(x) * mp.tanh(x / 2), (*REAL, lin(-700, 700)), [0, 40]),
    "sigmoid_slope": one("derivative(sigmoid(x), x)", slope, lambda x: -slope(x) * mp.tanh(x / 2), lambda x: (slope(x) * mp.tanh(x / 2) ** 2, -2 * slope(x) ** 2), (*REAL, lin(-700, 700)), [0, 40]),
    "softplus": one("softplus(x)", softplus, sig, slope, (*REAL, lin(-700, 700)), [0, 20, 25, 37]),
    "relu": one("relu(x)", lambda x: max(x, mpf(0)), lambda x: mpf(int(x > 0)), const(0), EVERYWHERE, [0]),
    "gelu": one("gelu(x)", lambda x: x * cdf(x), lambda x: (cdf(x), x * mp.npdf(x)), lambda x: (2 * mp.npdf(x), -x * x * mp.npdf(x)), (*NORMAL, near(-0.7517915246935646), near(1.4142135623730951)), [0, -10]),
    "lt": compare("<", lambda x, y: x < y), "le": compare("<=", lambda x, y: x <= y),
    "gt": compare(">", lambda x, y: x > y), "ge": compare(">=", lambda x, y: x >= y),
    "eq": compare("==", lambda x, y: x == y), "ne": compare("!=", lambda x, y: x != y),
    "and": compare("and", lambda x, y: x and y), "or": compare("or", lambda x, y: x or y),
    "not": flat("not x", lambda x: mpf(int(x == 0)), EVERYWHERE, [0]),
    "select": two("x > y ? x^2 : y^3", lambda x, y: x * x if x > y else y ** 3, [lambda x, y: 2 * x if x > y else mpf(0), lambda x, y: mpf(0) if x > y else 3 * y * y],
                  [lambda x, y: mpf(2 if x > y else 0), const(0), lambda x, y: mpf(0) if x > y else 6 * y], PAIR),
    "square": one("square(x)", lambda x: x * x, lambda x: 2 * x, const(2), WIDE),
    "cube": one("cube(x)", lambda x: x ** 3, lambda x: 3 * x * x, lambda x: 6 * x, (log(1e-90, 1e90), lin(-10, 10), log(1e-90, 1e90, -1))),
    "factorial": one("factorial(x)", after(mp.gamma), after(gamma_slope), after(gamma_bend),
                     (lin(0, 4), lin(4, 50), lin(50, 160), pick(*range(120)), log(1e-6, 1), lin(-1, 0), lin(-6, -1), lin(-40, -6), near(-3, 1e-8)), [0, 1, 2, 20, -0.5, -1.5]),
    "leaky_relu": one("leaky_relu(x)", lambda x: x if x > 0 else mpf(0.01) * x, lambda x: mpf(1 if x > 0 else 0.01), const(0), EVERYWHERE, [0]),
    "elu": one("elu(x)", lambda x: x if x > 0 else mp.expm1(x), lambda x: mpf(1) if x > 0 else mp.exp(x), lambda x: mpf(0) if x > 0 else mp.exp(x), REAL, [0]),
    "silu": one("silu(x)", lambda x: x * sig(x), lambda x: (sig(x), x * slope(x)), lambda x: (2 * slope(x), -x * slope(x) * mp.tanh(x / 2)), (*REAL, near(-1.2784645427610738), near(2.399357280520595)), [0]),
}
