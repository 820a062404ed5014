"""The table behind make-references.py: name -> exact function, sampled regions, edge points."""
import math

import mpmath
from mpmath import mp, mpf

HALF = mpf(1) / 2


def entry(function, *regions, edges=()):
    """A function of one parameter takes intervals; one of several takes tuples of them."""
    wrap = lambda item: item if isinstance(item[0], tuple) else (item,)
    points = [point if isinstance(point, tuple) else (point,) for point in edges]
    return {"function": function, "regions": [wrap(region) for region in regions], "edges": points}


def lin(low, high):
    return ("lin", low, high)


def log(low, high, sign=1):
    return ("log", low, high, sign)


def near(centre, low=1e-12, high=0.3):
    return ("near", centre, low, high)


def pick(*values):
    return ("pick", values)


def draw(interval, rng):
    """One double from an interval; mostly short decimals, whose doubles have full mantissas."""
    kind, *rest = interval
    if kind == "lin":
        return float("%.7g" % rng.uniform(rest[0], rest[1]))
    if kind == "log":  # magnitudes spread evenly over decades, one sign
        sign = rest[2] if len(rest) > 2 else 1
        exponent = rng.uniform(math.log10(rest[0]), math.log10(rest[1]))
        return float("%.6e" % (sign * (rng.uniform(1, 10) * 10 ** math.floor(exponent))))
    if kind == "near":  # both sides of a centre, at distances spread over decades
        centre, low, high = rest
        distance = 10 ** rng.uniform(math.log10(low), math.log10(high))
        return float(centre + rng.choice([-1, 1]) * distance)
    if kind == "pick":
        return float(rng.choice(rest[0]))
    raise ValueError(kind)


def is_pole(x):
    return x <= 0 and x == mp.floor(x)


def gamma(x):
    return None if is_pole(x) else mp.gamma(x)


def lgamma(x):
    return None if is_pole(x) else mp.log(abs(mp.gamma(x))) if x < 0 else mp.loggamma(x).real


def polygamma(n, x):
    if is_pole(x):
        return None
    with mp.extradps(30):
        return mp.psi(int(n), x)


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def erfcx(x):
    return mp.exp(x * x) * mp.erfc(x) if x < 10 else mp.hyperu(HALF, HALF, x * x) / mp.sqrt(mp.pi)


def erfcx_slope(x):
    return (2 * x * erfcx(x), -2 / mp.sqrt(mp.pi)) if x < 10 else -x * mp.hyperu(3 * HALF, 3 * HALF, x * x) / mp.sqrt(mp.pi)


def erfcx_derivative(m, x):
    """By the integral of (-2t)^m exp(-t^2 - 2xt) over t > 0, twice over root pi."""
    m = int(m)
    return (-1) ** m * mp.factorial(m) * mp.hyperu(mpf(m + 1) / 2, HALF, x * x) / mp.sqrt(mp.pi) if x > 0 else mp.diff(lambda y: mp.exp(y * y) * mp.erfc(y), x, m)


def log_cdf(x):
    return mp.log1p(-cdf(-x)) if x > -3 else mp.log(erfcx(-x / mp.sqrt(2)) / 2) - x * x / 2


def mills(x):
    return mp.npdf(x) / cdf(x) if x > -3 else mp.sqrt(2 / mp.pi) / erfcx(-x / mp.sqrt(2))


def mills_rest(x):
    z = -x / mp.sqrt(2)
    return x + mills(x) if x > -15 else -erfcx_slope(z) / erfcx(z) / mp.sqrt(2)


def logit(x):
    return mp.log(x / (1 - x)) if 0 < x < 1 else None


def lbeta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def nth_root(x, n):
    if x < 0:
        return -mp.root(-x, int(n)) if int(n) % 2 else None
    return mp.root(x, int(n))


def softplus(x):
    return mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x))


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


EVERYWHERE = (log(1e-300, 1e300), log(1e-300, 1e300, -1), lin(-10, 10))
REALS = (lin(-8, 8), lin(-700, 700), log(1e-300, 1), log(1e-20, 1, -1))
TRIG = (lin(-8, 8), lin(-8, 8), log(1e-300, 1), lin(-1e6, 1e6), log(1, 1e300), near(1.5707963267948966), near(3.141592653589793))
NEGATIVE = [lin(-k - 1, -k) for k in range(6)] + [lin(-60, -6)]

TABLE = {
    # Special functions of the run-time.
    "erf": entry(mp.erf, lin(-1, 1), lin(-6.5, 6.5), log(1e-300, 1), log(1e-20, 1, -1), lin(0.8, 2), edges=[0.5, 0.84375, 1, 27, -27]),
    "erfc": entry(mp.erfc, lin(-1, 1), lin(-6.5, 6.5), lin(0.2, 3), lin(2, 28), lin(26, 27.23), log(1e-20, 1), edges=[0.5, 2, 27.2, 26.5, -27]),
    "erfDerivative": entry(lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x), lin(-2, 2), lin(2, 27), lin(-27.3, 0), log(1e-20, 1), edges=[27, 26.6]),
    "gamma": entry(gamma, lin(1, 3), lin(0, 2), lin(2, 8), lin(8, 60), lin(60, 171.6), log(1e-305, 1), edges=[n for n in range(1, 172)] + [0.5, 1.5, 171.5, 171.62]),
    "gammaNegative": entry(gamma, lin(-1, 0), lin(-6, 0), lin(-40, 0), lin(-170, -40), log(1e-300, 1, -1), edges=[-0.5, -1.5, -170.5]),
    "gammaSubnormal": entry(gamma, lin(-178, -169.5), edges=[-171.5, -176.25]),
    "lgamma": entry(lgamma, lin(0.5, 3), lin(0, 1), lin(2, 9), lin(8, 100), log(1e-300, 1), log(10, 1e300), near(1), near(2), edges=[0.5, 1.5, 3, 4, 7, 8, 1e305]),
    "lgammaNegative": entry(lgamma, *NEGATIVE, log(1e-300, 1, -1), edges=[-0.5, -1.5, -2.5]),
    "digamma": entry(mp.digamma, lin(1, 2), lin(0, 1), lin(1.8, 5), lin(5, 60), log(1e-300, 1), log(10, 1e300), near(1.4616321449683622), edges=[1, 2, 3, 1.4616321449683622, 1.4616321449683625]),
    "digammaNegative": entry(mp.digamma, *NEGATIVE, log(1e-300, 1, -1), edges=[-0.5, -1.5, -2.5]),
    "trigamma": entry(lambda x: polygamma(1, x), lin(0, 3), lin(2, 12), lin(8, 60), log(1e-150, 1), log(10, 1e300), edges=[1, 2, 3]),
    "trigammaNegative": entry(lambda x: polygamma(1, x), *NEGATIVE, log(1e-150, 1, -1), edges=[-0.5, -1.5]),
    "polygamma": entry(polygamma, (pick(1, 2, 3, 4), lin(0, 3)), (pick(2, 3, 4, 5, 6), lin(2, 60)), (pick(1, 2, 3, 7, 10), log(1e-20, 1e20)), (pick(10, 15, 20, 40), lin(0.5, 40))),
    "polygammaNegative": entry(polygamma, (pick(1, 2, 3, 4, 5), lin(-6, 0)), (pick(2, 3, 4, 8), lin(-30, -5))),
    # Stable forms.
    "sigmoid": entry(sigmoid, *REALS, lin(-745, -700), edges=[0, -744, 40]),
    "sigmoidDerivative": entry(lambda x: 1 / (1 + mp.exp(x)) / (1 + mp.exp(-x)), *REALS, lin(-745, -700), edges=[0, 37, 744]),
    "softplus": entry(softplus, *REALS, lin(-745, -700), edges=[0, 20, 25, 37]),
    "logSigmoid": entry(lambda x: -softplus(-x), *REALS, lin(700, 745), edges=[0, 20]),
    "sech2": entry(lambda x: mp.sech(x) ** 2, *REALS[::2], lin(-20, 20), lin(-372, 372), lin(350, 373), edges=[0, 19, 300]),
    "log1mexp": entry(lambda x: mp.log1p(-mp.exp(x)) if x < -1 else mp.log(-mp.expm1(x)), log(1e-300, 1, -1), lin(-2, 0), lin(-40, 0), lin(-745, -40), near(-0.6931471805599453)),
    "normalCdf": entry(cdf, lin(-3, 3), lin(-10, 10), lin(-38.5, 0), lin(-38.5, -37), log(1e-20, 1), edges=[0, -1, 1, -37.5]),
    "normalPdf": entry(lambda x: mp.npdf(x), lin(-3, 3), lin(-38.6, 38.6), log(1e-20, 1), edges=[0, -37.5]),
    "gelu": entry(lambda x: x * cdf(x), lin(-3, 3), lin(-10, 10), lin(-38.5, 0), log(1e-300, 1), log(1e-20, 1, -1)),
    "versine": entry(lambda x: 2 * mp.sin(x / 2) ** 2, lin(-4, 4), log(1e-150, 1), log(1e-20, 1, -1), lin(-1000, 1000), near(6.283185307179586)),
    "hypot2": entry(mp.hypot, (lin(-10, 10), lin(-10, 10)), (log(1e-300, 1e300), log(1e-300, 1e300)), (log(1e-8, 1e8), log(1e-8, 1e8)), (log(1e306, 1e308), log(1e306, 9e307)), (log(1e-322, 1e-300), log(1e-322, 1e-300)), (lin(1, 2), lin(1, 2)), edges=[(3e200, 4e200), (3e-200, 4e-200), (3, 4), (5e-324, 5e-324)]),
    "mod": entry(lambda x, y: x - y * mp.floor(x / y) if y else x, (lin(-10, 10), lin(-3, 3)), (log(1e-10, 1e20), log(1e-5, 1e5)), (log(1e-10, 1e10, -1), log(1e-5, 1e5)), (lin(-50, 50), pick(1, 2, 3, -7)), edges=[(1, 0.1), (5, 0), (-5, 3), (5, -3)]),
    "nthRoot": entry(nth_root, (lin(0, 100), pick(2, 3, 4, 5, 6, 7)), (lin(-100, 0), pick(3, 5, 7, 11)), (log(1e-300, 1e300), pick(4, 5, 7, 10, 13, 50, 101)), (log(1e-320, 1e-300), pick(4, 5)), edges=[(1024, 10), (-243, 5), (1e300, 100), (1.7e308, 4), (2401, 4), (5e-324, 5), (16, 4)]),
    "xlogy": entry(lambda x, y: x * mp.log(y) if x else mpf(0), (lin(-5, 5), lin(0, 5)), (log(1e-20, 1e20), log(1e-300, 1e300)), edges=[(0, 0), (0, 3)]),
    "erfcx": entry(erfcx, lin(-3, 3), lin(-26, 0), lin(0, 30), log(1e-300, 1), log(1, 1e300), edges=[0, 1, 0.5, -26.5]),
    "erfcxDerivative": entry(erfcx_derivative, (pick(1, 2, 3, 4), lin(-3, 6)), (pick(1, 2), lin(0, 3)), (pick(1, 2, 3), lin(0, 30)), (pick(1, 2, 5), lin(-20, 0)), edges=[(1, 0.8), (2, 0.8), (1, 0)]),
    "erfinv": entry(mp.erfinv, lin(-1, 1), near(1, 1e-16), near(-1, 1e-16), log(1e-300, 1), log(1e-20, 1, -1), edges=[0.5, 0.9999999999999999]),
    "logNormalCdf": entry(log_cdf, lin(-3, 3), lin(-40, 8), lin(0, 38), log(1, 1e150, -1), log(1e-20, 1), edges=[0, -1, -38.5]),
    "millsRatio": entry(mills, lin(-3, 3), lin(-40, 8), lin(0, 38), log(1, 1e150, -1), log(1e-20, 1), edges=[0, -1]),
    "millsRest": entry(mills_rest, lin(-3, 3), lin(-40, 8), lin(0, 38), log(1, 1e10, -1), log(1e-20, 1), edges=[0, -1]),
    "logit": entry(logit, lin(0, 1), log(1e-300, 1), near(0.5), near(1, 1e-16), edges=[0.3, 0.65]),
    "logAddExp": entry(lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), (lin(0, 8), lin(-8, 8)), (lin(-700, 700), lin(-700, 700)), (log(1e-20, 1e3), log(1e-20, 1e3)), edges=[(1, 1), (800, 800)]),
    "lbeta": entry(lbeta, (lin(0, 8), lin(0, 8)), (lin(0, 60), lin(0, 60)), (log(1e-20, 1e6), log(1e-20, 1e6)), (log(1, 1e10), log(1, 1e10)), edges=[(0.5, 0.5), (20, 20)]),
    "polygammaRise": entry(lambda n, x, h: polygamma(n, x + h) - polygamma(n, x) if n else mp.digamma(x + h) - mp.digamma(x), (pick(0, 1, 2), lin(0, 20), lin(0, 20)), (pick(0, 1, 2, 3), log(1e-20, 1e10), log(1e-20, 1e10)), (pick(0, 1), lin(0, 3), log(1e-10, 1))),
    # Reciprocal functions and their inverses.
    "sec": entry(mp.sec, *TRIG),
    "csc": entry(mp.csc, *TRIG),
    "cot": entry(mp.cot, *TRIG),
    "sech": entry(mp.sech, *REALS, lin(700, 745)),
    "csch": entry(mp.csch, *REALS, lin(700, 745)),
    "coth": entry(mp.coth, *REALS),
    "asec": entry(mp.asec, near(1), lin(1, 10), lin(-10, -1), near(-1), log(1, 1e300), edges=[1, 1.0000000000000002, 2]),
    "acsc": entry(mp.acsc, near(1), lin(1, 10), lin(-10, -1), near(-1), log(1, 1e300), edges=[1, 1.0000000000000002, 2]),
    "acot": entry(lambda x: mp.atan(1 / x), *EVERYWHERE, edges=[1, -1]),
    "asech": entry(lambda x: mp.acosh(1 / x) if 0 < x <= 1 else None, near(1, 1e-15), lin(0, 1), log(1e-300, 1), edges=[1, 0.9999999999999999, 0.5]),
    "acsch": entry(lambda x: mp.asinh(1 / x), *EVERYWHERE, log(1e-320, 1e-300), edges=[1, -1]),
    "acoth": entry(lambda x: mp.atanh(1 / x) if abs(x) > 1 else None, near(1, 1e-15), lin(1, 10), lin(-10, -1), log(1, 1e300), edges=[1.0000000000000002, 2]),
    # The host's own functions, which the generated code calls as they are.
    "exp": entry(mp.exp, *REALS, lin(-745, -700)),
    "expm1": entry(mp.expm1, *REALS, near(0, 1e-10, 1)),
    "log": entry(mp.log, log(1e-320, 1e300), lin(0, 10), near(1)),
    "log2": entry(lambda x: mp.log(x) / mp.log(2), log(1e-320, 1e300), lin(0, 10), near(1), edges=[2 ** k for k in range(-20, 60, 3)]),
    "log10": entry(mp.log10, log(1e-320, 1e300), lin(0, 10), near(1), edges=[10 ** k for k in range(0, 23)]),
    "log1p": entry(mp.log1p, log(1e-300, 1e300), lin(-1, 1), near(-1), log(1e-20, 1, -1)),
    "sin": entry(mp.sin, *TRIG),
    "cos": entry(mp.cos, *TRIG),
    "tan": entry(mp.tan, *TRIG),
    "asin": entry(mp.asin, lin(-1, 1), near(1), log(1e-300, 1)),
    "acos": entry(mp.acos, lin(-1, 1), near(1), near(-1), log(1e-300, 1)),
    "atan": entry(mp.atan, *EVERYWHERE),
    "atan2": entry(lambda y, x: mp.atan2(y, x), (lin(-5, 5), lin(-5, 5)), (log(1e-150, 1e150), log(1e-150, 1e150)), (log(1e-150, 1e150), log(1e-150, 1e150, -1))),
    "sinh": entry(mp.sinh, *REALS, lin(-2, 2)),
    "cosh": entry(mp.cosh, *REALS, lin(-2, 2)),
    "tanh": entry(mp.tanh, lin(-1, 1), lin(-3, 3), lin(-25, 25), log(1e-300, 1)),
    "asinh": entry(mp.asinh, *EVERYWHERE, lin(-2, 2)),
    "acosh": entry(lambda x: mp.acosh(x) if x >= 1 else None, near(1), lin(1, 10), log(1, 1e300), edges=[1.0000000000000002]),
    "atanh": entry(mp.atanh, lin(-1, 1), near(1, 1e-15), near(-1, 1e-15), log(1e-300, 1)),
    "cbrt": entry(lambda x: nth_root(x, 3), *EVERYWHERE, edges=[8, 27, -8, 1000, 1e-321]),
    "pow": entry(lambda x, y: mp.power(x, y), (lin(0, 10), lin(-10, 10)), (lin(0, 200), lin(-60, 60)), (log(1e-20, 1e20), lin(-5, 5)), (near(1, 1e-8), lin(-1e6, 1e6)), (lin(-10, 0), pick(2, 3, 5, -3, 17)), (lin(0, 100), pick(0.5, 1.5, 2.5, -0.5, 0.3333333333333333))),
}
