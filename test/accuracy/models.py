"""Models as people write them, the same in mpmath, and the points where a plain evaluation breaks.

Each entry: the text, the parameters in order of declaration, the function of all names, the points.
"""
from mpmath import asinh, cosh, digamma, erf, exp, expm1, hypot, log, log1p, loggamma, matrix, mp, mpf, pi, sin, sinh, sqrt, tanh
from mpmath import det as mpdet
from mpmath import lu_solve

HUGE = [1000.0, -1000.0, 0.0]
WIDE = [40.0, 0.0, 1.0]
CLOSE = [1.0, 1.000000001, 0.999999999]
SCORES = [HUGE, [-1000.0, 1000.0, 0.0], WIDE, [0.0, 40.0, 1.0], CLOSE]


def lse(z):
    top = max(z)
    return top + log(mp.fsum(exp(v - top) for v in z))


def softmax(z):
    total = lse(z)
    return [exp(v - total) for v in z]


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return log1p(exp(x)) if x < 0 else x + log1p(exp(-x))


def dot(x, y):
    return mp.fsum(a * b for a, b in zip(x, y))


def mean(x):
    return mp.fsum(x) / len(x)


def square(x):
    return x * x


def det(a):
    return mpdet(matrix(a))


def entropy(z):
    total = lse(z)
    return -mp.fsum(exp(v - total) * (v - total) for v in z)


def divergence(z, w):
    return mp.fsum(exp(a - lse(z)) * ((a - lse(z)) - (b - lse(w))) for a, b in zip(z, w))


def variance_rows(x):
    return mp.fsum(mp.fsum(square(v - mean(row)) for v in row) / len(row) for row in x)


def attention(q, K, v):
    scores = [dot(q, row) - (mpf(10) ** 9 if i == 1 else 0) for i, row in enumerate(K)]
    return dot(softmax(scores), v)


def gmm(x, w, mu, s):
    total = lse(w)
    return lse([wk - total - log(sk) - log(2 * pi) / 2 - square((x - m) / sk) / 2 for wk, m, sk in zip(w, mu, s)])


def mahalanobis(x, A):
    solved = lu_solve(matrix(A), matrix(x))
    return dot(x, [solved[i] for i in range(len(x))])


SMALL_2 = [[[2 * s, s], [s, 3 * s]] for s in (1.0, 1e200, 1e-200)] + [[[1e200, 1.0], [1.0, 1e-190]], [[1.0, -2.0], [3.0, 1e200]]]
SMALL_3 = [[[2 * s, s, 0.0], [s, 3 * s, s], [0.0, s, 4 * s]] for s in (1.0, 1e200, 1e-200)]
ONE = (1000.0, -1000.0, 1e-9, -1e-9, 1e200, -1e200, 0.7)
ABOVE = tuple(x for x in ONE if x > 0)
PAIRS = ((1000.0, 999.0), (1e-9, 2e-9), (1e200, 3e200), (1e200, 1.0), (1.0, -1e200), (1e-200, 3e-200))


def of_x(text, function, points):
    return "param x\noutput J = " + text, ["x"], function, [{"x": x} for x in points]


def of_two(text, function, points=PAIRS):
    return "param a, b\noutput J = " + text, ["a", "b"], function, [{"a": a, "b": b} for a, b in points]


MODELS = [
    # the class that is right
    ("param z[3]\noutput J = -log(softmax(z)[1])", ["z"], lambda z: lse(z) - z[0], [{"z": z} for z in SCORES]),
    ("param z[3]\noutput J = logsumexp(z) - z[1]", ["z"], lambda z: lse(z) - z[0], [{"z": z} for z in SCORES]),
    ("param z[n]\noutput J = -log(exp(z[2])/sum(exp(z)))", ["z"], lambda z: lse(z) - z[1], [{"z": z} for z in SCORES]),
    ("param z[3]\ny = [1, 0, 0]\noutput J = -sum(y .* log(softmax(z)))", ["z"], lambda z: lse(z) - z[0], [{"z": z} for z in SCORES]),
    ("param z[m, k]\ninput y[m]\noutput J = cross_entropy(z, y)", ["z"],
     lambda z, y: mean([lse(row) - row[int(i)] for row, i in zip(z, y)]),
     [{"z": [HUGE, WIDE, CLOSE], "y": [0.0, 0.0, 2.0]}, {"z": [HUGE, WIDE], "y": [1.0, 2.0]}]),
    ("param a, b, c\noutput J = -log(exp(a)/(exp(a) + exp(b) + exp(c)))", ["a", "b", "c"], lambda a, b, c: lse([a, b, c]) - a,
     [dict(zip("abc", z)) for z in SCORES]),
    ("param a, b\noutput J = log(exp(a) + exp(b)) - a", ["a", "b"], lambda a, b: softplus(b - a),
     [{"a": 1000.0, "b": -1000.0}, {"a": -1000.0, "b": 1000.0}, {"a": 40.0, "b": 0.0}, {"a": 1.0, "b": 1.000000001}]),
    ("param z[n]\np = softmax(z)[1]\noutput J = -(1 - p)^2*log(p)", ["z"],
     lambda z: square(mp.fsum(softmax(z)[1:])) * (lse(z) - z[0]), [{"z": z} for z in [WIDE, [3.0, 1.0, 0.0], CLOSE]]),
    ("param z[n], t\noutput J = -log(softmax(z/t)[1])", ["z", "t"], lambda z, t: lse([v / t for v in z]) - z[0] / t,
     [{"z": [4.0, 0.0, 1.0], "t": 0.1}, {"z": [1.0, 2.0, 3.0], "t": 1e-3}]),
    # variances
    ("param x[m, n]\noutput J = sum(mean(x.^2, 2) - mean(x, 2).^2)", ["x"], variance_rows,
     [{"x": [[1e9, 1e9 + 1, 1e9 + 2], [1.0, 1.0, 1.0]]}, {"x": [[1e-9, 2e-9, 4e-9], [-7.0, 1e8, 3.0]]}]),
    ("param x[m, n]\noutput J = sum(sum(x.^2, 2)/n - (sum(x, 2)/n).^2)", ["x"], variance_rows, [{"x": [[1e9, 1e9 + 1, 1e9 + 2], [1.0, 1.0, 1.0]]}]),
    ("param x[3, 2]\noutput J = sum(mean(x.^2, 1) - mean(x, 1).^2)", ["x"], lambda x: variance_rows([list(c) for c in zip(*x)]),
     [{"x": [[1e9, 1.0], [1e9 + 1, 2.0], [1e9 + 2, 4.0]]}]),
    # determinants
    ("param A[n, n]\noutput J = log(abs(det(A)))", ["A"], lambda A: log(abs(det(A))),
     [{"A": [[2e200, 1e200, 0.0], [1e200, 3e200, 1e200], [0.0, 1e200, 4e200]]}, {"A": [[0.0, 1e-200, 0.0], [1e-200, 3e-200, 1e-200], [0.0, 1e-200, 4e-200]]}]),
    ("param A[n, n]\noutput J = log(det(A))", ["A"], lambda A: log(det(A)), [{"A": [[2e200, 1e200, 0.0], [1e200, 3e200, 1e200], [0.0, 1e200, 4e200]]}]),
    *[("param A[%d, %d]\noutput J = %s" % (n, n, text), ["A"], f, [{"A": a} for a in points])
      for n, points in [(2, SMALL_2), (3, SMALL_3)] for text, f in [("log(det(A))", lambda A: log(det(A))), ("log(abs(det(A)))", lambda A: log(abs(det(A))))]],
    # products of probabilities
    ("param z[n]\noutput J = log(prod(sigmoid(z)))", ["z"], lambda z: -mp.fsum(softplus(-v) for v in z), [{"z": [-400.0, -500.0, 3.0]}, {"z": [40.0, 50.0, 60.0]}]),
    ("param a, b, c\noutput J = log(sigmoid(a)*sigmoid(b)*sigmoid(c))", ["a", "b", "c"], lambda a, b, c: -softplus(-a) - softplus(-b) - softplus(-c),
     [{"a": -400.0, "b": -500.0, "c": 3.0}, {"a": 40.0, "b": 50.0, "c": 60.0}]),
    ("param x\noutput J = log(1 - x^2)", ["x"], lambda x: log1p(-x) + log1p(x), [{"x": v} for v in [0.999999999, -0.999999999, 1e-9, 0.5]]),
    # densities
    ("param w[2], mu[2], s[2]\ninput x\noutput J = log(sum(softmax(w) ./ s .* exp(-0.5*((x - mu) ./ s).^2)/sqrt(2*pi)))", ["w", "mu", "s"],
     lambda w, mu, s, x: gmm(x, w, mu, s), [{"w": [0.0, 1.0], "mu": [0.0, 1.0], "s": [1.0, 0.5], "x": x} for x in [0.3, 60.0, -1e9]]),
    ("param p, a, b, s\ninput x\noutput J = log(p*exp(-(x - a)^2/(2*s^2)) + (1 - p)*exp(-(x - b)^2/(2*s^2)))", ["p", "a", "b", "s"],
     lambda p, a, b, s, x: lse([log(p) - square(x - a) / (2 * s * s), log(1 - p) - square(x - b) / (2 * s * s)]),
     [{"p": 0.3, "a": 0.0, "b": 1.0, "s": 1.0, "x": x} for x in [0.3, 60.0]]),
    ("param eta\ninput y\noutput J = exp(eta) - y*eta + lgamma(y + 1)", ["eta"], lambda eta, y: exp(eta) - y * eta + loggamma(y + 1), [{"eta": 3.0, "y": 1e9}, {"eta": -1000.0, "y": 3.0}]),
    ("param eta\ninput y\noutput J = -log(exp(eta)^y*exp(-exp(eta))/gamma(y + 1))", ["eta"], lambda eta, y: exp(eta) - y * eta + loggamma(y + 1), [{"eta": 2.0, "y": 25.0}, {"eta": 4.0, "y": 100.0}]),
    ("param r, p\ninput y\noutput J = lgamma(y + r) - lgamma(r) - lgamma(y + 1) + r*log(1 - p) + y*log(p)", ["r", "p"],
     lambda r, p, y: loggamma(y + r) - loggamma(r) - loggamma(y + 1) + r * log1p(-p) + y * log(p), [{"r": 1.5, "p": 1e-9, "y": 3.0}, {"r": 2.5, "p": 0.4, "y": 30.0}]),
    ("param a, b\ninput x\noutput J = (a - 1)*log(x) + (b - 1)*log(1 - x) - lgamma(a) - lgamma(b) + lgamma(a + b)", ["a", "b"],
     lambda a, b, x: (a - 1) * log(x) + (b - 1) * log1p(-x) - loggamma(a) - loggamma(b) + loggamma(a + b), [{"a": 2.0, "b": 3.5, "x": 1e-9}, {"a": 0.5, "b": 0.5, "x": 0.3}]),
    ("param mu, s, nu\ninput x\noutput J = lgamma((nu + 1)/2) - lgamma(nu/2) - log(s*sqrt(nu*pi)) - (nu + 1)/2*log(1 + ((x - mu)/s)^2/nu)", ["mu", "s", "nu"],
     lambda mu, s, nu, x: loggamma((nu + 1) / 2) - loggamma(nu / 2) - log(s * sqrt(nu * pi)) - (nu + 1) / 2 * log1p(square((x - mu) / s) / nu),
     [{"mu": 0.0, "s": 1.0, "nu": 3.0, "x": x} for x in [1e-9, 1e100, 2.0, 1e200]]),
    ("param mu, r\ninput x\ns = log(1 + exp(r))\noutput J = 0.5*((x - mu)/s)^2 + log(s) + 0.5*log(2*pi)", ["mu", "r"],
     lambda mu, r, x: square((x - mu) / softplus(r)) / 2 + log(softplus(r)) + log(2 * pi) / 2, [{"mu": 0.0, "r": r, "x": x} for r, x in [(1000.0, 3.0), (-40.0, 1e-17), (0.5, 1e9)]]),
    ("param m1, s1, m2, s2\noutput J = log(s2/s1) + (s1^2 + (m1 - m2)^2)/(2*s2^2) - 0.5", ["m1", "s1", "m2", "s2"],
     lambda m1, s1, m2, s2: log(s2 / s1) + (s1 ** 2 + (m1 - m2) ** 2) / (2 * s2 ** 2) - mpf(1) / 2,
     [{"m1": 0.5, "s1": 2.0, "m2": 1.0, "s2": 3.0}, {"m1": 1e-9, "s1": 1e-9, "m2": 0.0, "s2": 2e-9}]),
    ("param a, b\np = sigmoid(a)\nq = sigmoid(b)\noutput J = p*log(p/q) + (1 - p)*log((1 - p)/(1 - q))", ["a", "b"],
     lambda a, b: sigmoid(a) * (softplus(-b) - softplus(-a)) + sigmoid(-a) * (softplus(b) - softplus(a)),
     [{"a": 1000.0, "b": -1000.0}, {"a": 2.0, "b": -1000.0}, {"a": 40.0, "b": 3.0}, {"a": 2.0, "b": 3.0}]),
    ("param z\ninput y\np = sigmoid(z)\noutput J = -y*(1 - p)^2*log(p) - (1 - y)*p^2*log(1 - p)", ["z"],
     lambda z, y: y * square(sigmoid(-z)) * softplus(-z) + (1 - y) * square(sigmoid(z)) * softplus(z), [{"z": z, "y": y} for z, y in [(1000.0, 1.0), (-1000.0, 1.0), (40.0, 1.0), (40.0, 0.0), (-40.0, 0.0)]]),
    ("param s\ninput y\noutput J = max(0, 1 - y*s)", ["s"], lambda s, y: max(mpf(0), 1 - y * s), [{"s": 0.3, "y": -1.0}, {"s": 1e200, "y": 1.0}]),
    ("param r, d\noutput J = abs(r) <= d ? 0.5*r^2 : d*(abs(r) - 0.5*d)", ["r", "d"], lambda r, d: r * r / 2 if abs(r) <= d else d * (abs(r) - d / 2),
     [{"r": 1e200, "d": 1.0}, {"r": 1e-200, "d": 1.0}, {"r": -3.0, "d": 2.0}]),
    ("param r\ninput d\noutput J = d^2*(sqrt(1 + (r/d)^2) - 1)", ["r"], lambda r, d: d * d * (sqrt(1 + square(r / d)) - 1), [{"r": 1e-9, "d": 1.0}, {"r": 1e200, "d": 2.0}, {"r": 3.0, "d": 2.0}, {"r": 1e-9, "d": 1e9}]),
    ("param x[3], y[3]\noutput J = dot(x, y)/(norm(x)*norm(y))", ["x", "y"],
     lambda x, y: dot(x, y) / sqrt(dot(x, x) * dot(y, y)), [{"x": [1.0, 2.0, 3.0], "y": [-1.0, 0.5, 2.0]}, {"x": [1e-9, 2e-9, 3e-9], "y": [1e9, 1.0, 2e9]}]),
    ("param x[3], A[3, 3]\noutput J = x'*inv(A)*x", ["x", "A"], mahalanobis, [{"x": [1e-9, 1e9, 1.0], "A": [[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]]}]),
    ("param q[2], K[3, 2], v[3]\noutput J = softmax(K*q + [0, -1e9, 0])*v", ["q", "K", "v"], attention, [{"q": [1.0, -0.5], "K": [[1.0, 2.0], [0.5, -1.0], [2.0, 1.0]], "v": [1.0, 2.0, 4.0]}]),
    *[("param z[n]\np = %s\noutput J = %s" % (p, text), ["z"], entropy, [{"z": z} for z in [*SCORES[:-1], [20.0, 0.0, 0.0], [3.0, -30.0, 1.0], [1.0, 1.000000001, 1.000000003]]])
      for p, text in [("softmax(z)", "-sum(p .* log(p))"), ("softmax(z)", "-p'*log(p)"), ("exp(z)/sum(exp(z))", "-sum(p .* log(p))")]],
    *[("param z[n], w[n]\np = softmax(z)\nq = softmax(w)\noutput J = " + text, ["z", "w"], divergence,
       [{"z": z, "w": w} for z, w in [(HUGE, SCORES[1]), (HUGE, [900.0, 0.0, 0.0]), ([0.0, 1.0, 2.0], WIDE), ([3.0, 1.0, 2.0], [1.0, 2.0, 3.0])]])
      for text in ["sum(p .* (log(p) - log(q)))", "sum(p .* log(p ./ q))"]],
    ("param r, K, y0\ninput t\noutput J = K/(1 + (K - y0)/y0*exp(-r*t))", ["r", "K", "y0"], lambda r, K, y0, t: K / (1 + (K - y0) / y0 * exp(-r * t)),
     [{"r": 1.0, "K": 2.0, "y0": 0.5, "t": t} for t in [3.0, 1000.0, -300.0, -1000.0]]),
    ("param r, K, A\ninput t\noutput J = K*exp(r*t)/(A + exp(r*t))", ["r", "K", "A"], lambda r, K, A, t: K / (1 + A * exp(-r * t)), [{"r": 1.0, "K": 2.0, "A": 0.5, "t": t} for t in [3.0, 1000.0, -700.0]]),
    ("param x, n, k\noutput J = x^n/(k^n + x^n)", ["x", "n", "k"], lambda x, n, k: 1 / (1 + (k / x) ** n), [{"x": x, "n": n, "k": k} for x, n, k in [(2.0, 3.0, 1.5), (1e-200, 2.0, 1.0), (1e100, 3.0, 2e100)]]),
    ("param a, b\noutput J = log(sigmoid(a) - sigmoid(b))", ["a", "b"], lambda a, b: log(sigmoid(a) - sigmoid(b)), [{"a": 2.0, "b": 1.0}, {"a": 41.0, "b": 40.0}, {"a": -1000.0, "b": -1001.0}]),
    ("param a, b\noutput J = -log(sigmoid(a - b))", ["a", "b"], lambda a, b: softplus(b - a), [{"a": 1000.0, "b": -1000.0}, {"a": -1000.0, "b": 1000.0}, {"a": 20.0, "b": -20.0}]),
    ("param z\ninput y\noutput J = (sigmoid(z) - y)^2", ["z"], lambda z, y: square(sigmoid(z) - y), [{"z": 40.0, "y": 0.3}, {"z": -1000.0, "y": 0.0}, {"z": 2.0, "y": 0.5}]),
    ("param z\noutput J = (sigmoid(z) - 1)^2", ["z"], lambda z: square(sigmoid(-z)), [{"z": 40.0}, {"z": 300.0}, {"z": -1000.0}]),
    # what is written by hand of hyperbolic functions and logistic ones
    of_x("log(2*cosh(x))", lambda x: abs(x) + log1p(exp(-2 * abs(x))), ONE),
    of_x("log(exp(x) + exp(-x))", lambda x: abs(x) + log1p(exp(-2 * abs(x))), ONE),
    of_x("log(sinh(x))", lambda x: x + log1p(-exp(-2 * x)) - log(2), ABOVE),
    of_x("log(exp(x) - 1)", lambda x: x + log1p(-exp(-x)), ABOVE),
    of_x("log(exp(-x)/(1 - exp(-x)))", lambda x: -x - log1p(-exp(-x)), ABOVE),
    of_x("2/(1 + exp(-2*x)) - 1", tanh, ONE), of_x("exp(x)/(1 + exp(x))^2", lambda x: sigmoid(x) * sigmoid(-x), ONE),
    of_x("log(sigmoid(x)/(1 - sigmoid(x)))", lambda x: x, ONE),
    of_x("0.5*log((1 + x)/(1 - x))", lambda x: (log1p(x) - log1p(-x)) / 2, (1e-9, -1e-9, 0.7, 0.999999999)),
    of_x("log(x + sqrt(x^2 + 1))", lambda x: asinh(x), ONE),
    # roots that cancel
    of_x("sqrt(1 + x) - 1", lambda x: x / (1 + sqrt(1 + x)), ABOVE), of_x("sqrt(x + 1) - sqrt(x)", lambda x: 1 / (sqrt(x + 1) + sqrt(x)), ABOVE),
    # squares that overflow
    of_two("log(a^2 + b^2)", lambda a, b: 2 * log(hypot(a, b))),
    of_x("log(1 + x^2)", lambda x: 2 * log(hypot(1, x)), ONE), of_x("-log(pi*2*(1 + (x/2)^2))", lambda x: -log(2 * pi) - 2 * log(hypot(1, x / 2)), ONE),
    of_x("log(x^2 + 3)", lambda x: log(x * x + 3), ONE), of_x("2*x/(1 + x^2)", lambda x: 2 * x / (1 + x * x), ONE), of_x("x^2/(1 + x^2)", lambda x: x * x / (1 + x * x), ONE),
    of_x("x/sqrt(1 + x^2)", lambda x: x / sqrt(1 + x * x), ONE),
    of_x("x^2/(9 + x^2)", lambda x: x * x / (9 + x * x), ONE),
    # quotients of exponentials that overflow
    of_x("1/(exp(x) - 1)", lambda x: 1 / expm1(x), ONE), of_x("x^3/(exp(x) - 1)", lambda x: x ** 3 / expm1(x), (1000.0, 1e-9, 0.7)),
    # quotients that are 0/0 at 0
    *[of_x(text, f, (1e-9, -1e-9, 0.3, -0.7, 3.0)) for text, f in [
        ("sin(x)/x", lambda x: sin(x) / x), ("sinh(x)/x", lambda x: sinh(x) / x), ("(exp(x) - 1)/x", lambda x: expm1(x) / x), ("(1 - cos(x))/x^2", lambda x: 2 * square(sin(x / 2) / x))]],
    of_x("log(1 + x)/x", lambda x: log1p(x) / x, (1e-9, -1e-9, 0.3, -0.7, 3.0, 1e200)),
    of_x("x/(exp(x) - 1)", lambda x: x / expm1(x), ONE), of_x("(1 - exp(-x))/x", lambda x: -expm1(-x) / x, (1e-9, 1000.0, 0.7, 1e200)),
    of_x("0.1*(x + 40)/(1 - exp(-(x + 40)/10))", lambda x: (x + 40) / 10 / -expm1(-(x + 40) / 10), (-40.000000001, -39.75, -50.0, 3.0)),
    *[("param x\noutput J = derivative(%s, x)" % text, ["x"], lambda x, f=f: mp.diff(f, x), [{"x": x} for x in (1e-9, -0.3, 1.7)])
      for text, f in [("sin(x)/x", lambda x: sin(x) / x), ("expm1(x)/x", lambda x: expm1(x) / x), ("log1p(x)/x", lambda x: log1p(x) / x), ("x/(exp(x) - 1)", lambda x: x / expm1(x))]],
    of_x("log(1 - exp(-x))", lambda x: log1p(-exp(-x)), ABOVE),
]
