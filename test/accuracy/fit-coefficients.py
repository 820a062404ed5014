#!/usr/bin/env python3
"""Prints the coefficients that stand in src/runtime (needs mpmath); a record of where they come from.

Each fit interpolates its function at Chebyshev nodes, by a polynomial or by p/q with q(0) = 1, and
prints as many digits as matter. Errors are absolute, over the interval, as powers of two.
"""
from mpmath import mp, mpf

mp.dps = 60
TINY = mpf("1e-25")  # keeps quotients such as (f(t) - f(0))/t off their removable 0/0


def nodes(low, high, count):
    return [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]


def fit(function, low, high, m, n=0):
    """Coefficients of p (degree m) and q (degree n), lowest first."""
    low, high = mpf(low), mpf(high)
    count = m + n + 1
    matrix, values = mp.matrix(count, count), mp.matrix(count, 1)
    for row, x in enumerate(nodes(low, high, count)):
        y = function(x)
        for k in range(m + 1):
            matrix[row, k] = x ** k
        for k in range(1, n + 1):
            matrix[row, m + k] = -y * x ** k
        values[row] = y
    solution = mp.lu_solve(matrix, values)
    return list(solution[: m + 1]), [mpf(1)] + list(solution[m + 1 :])


def value(coefficients, x):
    return mp.polyval(coefficients[::-1], x)


def digits(coefficient, tolerance):
    """The shortest text within the tolerance, at most a double's 17 digits."""
    for count in range(2, 17):
        text = mp.nstr(coefficient, count)
        if abs(mpf(text) - coefficient) <= tolerance:
            return text
    return repr(float(coefficient))


def show(name, function, low, high, m, n=0, bits=59):
    p, q = fit(function, low, high, m, n)
    points = nodes(mpf(low), mpf(high), 201)
    error = max(abs(value(p, x) / value(q, x) - function(x)) for x in points)
    reach = max(abs(mpf(low)), abs(mpf(high)))
    least = min(1, min(value(q, x) for x in points))
    print("%s on [%s, %s], error 2^%.1f" % (name, low, high, float(mp.log(error, 2))))
    for label, series in (("p", p), ("q", q))[: 1 + (n > 0)]:
        print("  %s: %s" % (label, ", ".join(digits(c, least * mpf(2) ** -bits / reach ** k) for k, c in enumerate(series))))


def about(function, centre):
    """(f(centre + t) - f(centre))/t: what is left after the leading term."""
    main = function(centre)
    print("leading term", repr(float(main)), "and", mp.nstr(main - mpf(float(main)), 5))
    return lambda t: (function(centre + t + TINY) - main) / (t + TINY)


def scaled_erfc(z):
    return mp.exp(z * z) * mp.erfc(z)


def erf_ratio(s):
    return mp.erf(mp.sqrt(s)) / mp.sqrt(s) - 1


def erfc_tail(s):
    z = 1 / mp.sqrt(s)
    return (z * scaled_erfc(z) - 1 / mp.sqrt(mp.pi)) / s


def stirling(t):
    x = 1 / t
    return (mp.exp(mp.loggamma(x) - (x - 0.5) * (mp.log(x) - 1)) / mp.sqrt(2 * mp.pi / mp.e) - 1) / t


def sinc_pi(s):
    return (mp.sinpi(mp.sqrt(s)) / (mp.pi * mp.sqrt(s)) - 1) / s


def digamma_tail(s):
    u = 1 / mp.sqrt(s)
    return (mp.digamma(u + 0.5) - mp.log(u)) / s


def lgamma_tail(s):
    x = 1 / mp.sqrt(s)
    return (mp.loggamma(x) - (x - 0.5) * mp.log(x) + x - mp.log(2 * mp.pi) / 2) * x


def lgamma_near_one(x):
    """(c - third term)/t in lgamma(1 + t) = t (-euler + t (c - t …)), as a function of x = 1 + t."""
    t = x - 1 if abs(x - 1) > 1e-12 else mpf("1e-12")
    return (mp.zeta(2) / 2 - (mp.loggamma(1 + t) / t + mp.euler) / t) / t


def tanh_rest(z):
    return (1 - mp.tanh(mp.sqrt(z)) / mp.sqrt(z)) / z


ROOT = mp.findroot(mp.digamma, 1.4616)

print("digamma root", repr(float(ROOT)), "and", mp.nstr(ROOT - mpf(float(ROOT)), 17))
show("erf", erf_ratio, TINY, 1, 12)
show("erfc z <= 1", about(scaled_erfc, mpf("0.48046875")), "-0.48046875", "0.51953125", 17)
show("erfc z <= 2.5", about(scaled_erfc, mpf("1.765625")), "-0.765625", "0.734375", 18)
show("erfc z > 2.5", erfc_tail, "1e-6", "0.16", 8, 7, 58)
show("gammaCentral", about(mp.gamma, mpf("1.5")), "-0.5", "0.5", 7, 7, 58)
show("gammaStirling", stirling, "1e-6", mpf(1) / 3, 6, 6, 57)
show("gammaReflected", sinc_pi, TINY, "0.25", 8, 0, 57)
show("digammaCentral", about(lambda x: mp.digamma(x) / (x - ROOT), mpf("1.5")), "-0.5", "0.5", 6, 5)
show("digamma x >= 2", digamma_tail, "1e-6", mpf(4) / 9, 8, 8, 57)
show("lgammaNearTwo", about(lambda x: mp.loggamma(x) / (x - 2) if x != 2 else 1 - mp.euler, mpf(2)), "-0.5", "0.6", 6, 6)
show("lgammaNearOne, in 1 + t", lgamma_near_one, "0.5", "1.2", 7, 7, 56)
show("lgammaLow", about(mp.loggamma, mpf("1.5")), "-0.3", "0.25", 6, 5)
show("lgamma x >= 8", lgamma_tail, "1e-7", mpf(1) / 64, 6, 0, 57)
show("tanhOf", tanh_rest, "1e-20", "0.3136", 2, 3)
