// What people write naively stays finite and accurate, value and gradient, at extreme arguments:
// the stable form is recognised before differentiation and after it.
import { expect, test } from "vitest";
import { generated } from "./support/agreement.js";

interface Case {
  readonly text: string;
  readonly point: Readonly<Record<string, unknown>>;
  readonly value: number;
  readonly gradient: readonly number[];
  readonly tolerance?: number;
}

function at(text: string, point: Case["point"], value: number, gradient: readonly number[], tolerance = 4e-15): Case {
  return { text, point, value, gradient, tolerance };
}

const x = (value: number): { x: number } => ({ x: value });

const cases: readonly Case[] = [
  at("log(1 + exp(x))", x(800), 800, [1]),
  at("log(1 + exp(x))", x(-40), 4.248354255291589e-18, [4.248354255291589e-18]),
  at("log(exp(x) + 1)", x(1000), 1000, [1]),
  at("1/(1 + exp(-x))", x(-800), 0, [0]),
  at("1/(1 + exp(-x))", x(40), 1, [4.248354255291589e-18]),
  at("exp(x)/(1 + exp(x))", x(1000), 1, [0]),
  at("-log(1/(1 + exp(-x)))", x(-800), 800, [-1]),
  at("log(exp(x) + exp(1000))", x(1000), 1000 + Math.LN2, [0.5]),
  at("param a, b, p, q\noutput J = log(p*exp(a) + q*exp(b))", { a: 1000, b: 1, p: 2, q: 3 }, 1000 + Math.LN2, [1, 0, 0.5, 0]),
  at("param a, b, p\noutput J = log(p*(exp(a) + exp(b)))", { a: 1000, b: 1000, p: 2 }, 1000 + Math.log(4), [0.5, 0.5, 0.5]),
  at("param a, b, p\noutput J = log((exp(a) + exp(b))/p)", { a: 1000, b: 1000, p: 2 }, 1000, [0.5, 0.5, -0.5]),
  // as many terms as one likes
  at(
    `param a\ninput w[14]\noutput J = log(${Array.from({ length: 14 }, (_, i) => `w[${i + 1}]*exp(a - ${i})`).join(" + ")})`,
    { a: 1000, w: Array.from({ length: 14 }, () => 2) }, 1000 + Math.log(2 * (1 - Math.exp(-14)) / (1 - Math.exp(-1))), [1],
  ),
  at("exp(x)/(exp(x) + exp(900))", x(900), 0.5, [0.25]),
  at("log(cosh(x))", x(800), 800 - Math.LN2, [1]),
  at("abs(x)", x(0), 0, [0]),
  at("x/(1 + abs(x))", x(0), 0, [1]),
  at("sqrt(x^2)", x(1e-200), 1e-200, [1]),
  at("sqrt(x^2)", x(-3), 3, [-1]),
  at("x^3", x(0), 0, [0]),
  at("log(1 + x)", x(1e-20), 1e-20, [1]),
  at("input x\nparam p\noutput J = p*(1e200*sin(1e-200*x)/(1e-200*x))", { x: 2, p: 3 }, 3e200, [1e200]),
  at("input x\nparam p\noutput J = p*(1e-200*sin(1e200*x)/(1e200*x))", { x: 1e-200, p: 3 }, 3e-200 * Math.sin(1), [1e-200 * Math.sin(1)]),
  at("x/(exp(2*x) - 1)", x(1e-9), 0.499999999500000000167, [-0.49999999966666666667]),
  at("exp(x) - 1", x(1e-20), 1e-20, [1]),
  at("log(1 - x)", x(1e-20), -1e-20, [-1]),
  at("1 - cos(x)", x(1e-9), 5e-19, [1e-9]),
  at("1 - tanh(x)^2", x(30), 3.502604305078608e-26, [-7.005208610157216e-26]),
  at("tanh(x)", x(300), 1, [1.0601586212017243e-260], 1e-13),
  at("1 - erf(x)", x(10), 2.088487583762545e-45, [-4.197656231354417e-44], 1e-12),
  at("sqrt(x^2 + y^2)", { x: 3e200, y: 4e200 }, 5e200, [0.6, 0.8]),
  at("sqrt(x^2 + y^2)", { x: 0, y: 0 }, 0, [0, 0]),
  at("-y*log(1/(1 + exp(-z))) - (1 - y)*log(1 - 1/(1 + exp(-z)))", { y: 1, z: -1000 }, 1000, [1000, -1]),
  at("-y*log(sigmoid(z)) - (1 - y)*log(1 - sigmoid(z))", { y: 0, z: 1000 }, 1000, [-1000, 1]),
  at("log(exp(a) - exp(b))", { a: 1000, b: 999 }, 999.5413248546129, [1.5819767068693265, -0.5819767068693265]),
  at("log(x^3)", x(1e200), 1381.5510557964274, [3e-200]),
  at("log(x^2)", x(-1e200), 921.0340371976182, [-2e-200]),
  at("a^2 - 2*a*b + b^2", { a: 1 + 2 ** -30, b: 1 }, 2 ** -60, [2 ** -29, -(2 ** -29)]),
  at("a^2 + b^2 - 2*a*b", { a: 1 + 2 ** -30, b: 1 }, 2 ** -60, [2 ** -29, -(2 ** -29)]),
  at("sqrt(1 - x^2)", x(0.999999999), 4.472135890641224e-5, [-22360.680074429]),
  at("1/(1 - x^2)", x(0.999999999), 500000014.3909662, [500000028281932663]),
  at(
    "sqrt(x^2 + y^2 + z^2)", { x: 1e200, y: 1e200, z: 1e200 }, 1.7320508075688773e200,
    [0.5773502691896258, 0.5773502691896258, 0.5773502691896258],
  ),
  at("sqrt(x^2 + y^2 + z^2)", { x: 0, y: 0, z: 0 }, 0, [0, 0, 0]),
  at("sqrt(w^2 + x^2 + y^2 + z^2)", { w: 1e-200, x: 1e-200, y: 1e-200, z: 1e-200 }, 2e-200, [0.5, 0.5, 0.5, 0.5]),
  at("param v[2]\noutput J = sqrt(sum(v.^2))", { v: [3e200, 4e200] }, 5e200, [0.6, 0.8]),
  at("param v[2]\noutput J = sqrt(sum(v.*v))", { v: [0, 0] }, 0, [0, 0]),
  at("param v[3]\noutput J = mean(v.^2) - mean(v)^2", { v: [1e9, 1e9 + 1, 1e9 + 2] }, 2 / 3, [-2 / 3, 0, 2 / 3]),
  at("param v[3]\noutput J = sum(v.^2)/3 - (sum(v)/3)^2", { v: [1e9, 1e9 + 1, 1e9 + 2] }, 2 / 3, [-2 / 3, 0, 2 / 3]),
  at("param v[2]\noutput J = sum(v.^2)/3 - (sum(v)/3)^2", { v: [1, 2] }, 2 / 3, [0, 2 / 3]),
  at("x > 0 ? sqrt(x) : 0", x(-1), 0, [0]),
  at("x != 0 ? sin(x)/x : 1", x(0), 1, [0]),
  at(
    "param z[3]\noutput J = log(sum(exp(z)))", { z: [1000, 999, -1000] }, 1000 + Math.log1p(Math.exp(-1)),
    [0.7310585786300049, 0.2689414213699951, 0],
  ),
  at("param z[2]\noutput J = sum([1, 0] .* (exp(z)/sum(exp(z))))", { z: [1000, 1000] }, 0.5, [0.25, -0.25]),
  at("param z[2]\noutput J = log((exp(z)/sum(exp(z)))[1])", { z: [-1000, 1000] }, -2000, [1, -1]),
  at(
    "param z[2, 2]\ninput Y[2, 2]\noutput J = cross_entropy(z, Y)",
    { z: [[1000, -1000], [0, 1e-9]], Y: [[0, 1], [1, 0]] }, 1000.3465735905299, [0.5, -0.5, -0.25, 0.25], 1e-9,
  ),
  at(
    "param z[3]\noutput J = -log(softmax(z)[1])", { z: [40, 0, 1] }, 1.5796578428307375e-17,
    [-1.5796578428307375e-17, 4.248354255291589e-18, 1.1548224173015786e-17],
  ),
  at("param z[3]\noutput J = logsumexp(z) - z[1]", { z: [1000, -1000, 0] }, 0, [0, 0, 0]),
  at(
    "param z[n]\noutput J = logsumexp(z) - z[2]", { z: [0, 40, 1] }, 1.5796578428307375e-17,
    [4.248354255291589e-18, -1.5796578428307375e-17, 1.1548224173015786e-17],
  ),
  at("param z[m, k]\ninput y[m]\noutput J = cross_entropy(z, y)", { z: [[40, 0, 1], [40, 0, 1]], y: [0, 0] }, 1.5796578428307375e-17, [
    -7.898289214153687e-18, 2.1241771276457944e-18, 5.774112086507893e-18, -7.898289214153687e-18,
    2.1241771276457944e-18, 5.774112086507893e-18,
  ]),
  at(
    "param a, b, c\noutput J = log(exp(a) + exp(b) + exp(c)) - a", { a: 40, b: 0, c: 1 }, 1.5796578428307375e-17,
    [-1.5796578428307375e-17, 4.248354255291589e-18, 1.1548224173015786e-17],
  ),
  at(
    "param a, b\noutput J = log(exp(a) + exp(b)) - a", { a: 1000, b: 960 }, 4.248354255291589e-18,
    [-4.248354255291589e-18, 4.248354255291589e-18],
  ),
  at("param v[2]\noutput J = norm(v)", { v: [3e200, 4e200] }, 5e200, [0.6, 0.8]),
  at("param v[2]\noutput J = norm(v)", { v: [0, 0] }, 0, [0, 0]),
  at("param v[3]\noutput J = std(v)", { v: [2, 2, 2] }, 0, [0, 0, 0]),
  at("param v[3]\noutput J = prod(v)", { v: [0, 2, 3] }, 0, [6, 0, 0]),
];

test.each(cases.map((c) => [`${c.text.replaceAll("\n", "; ")} at ${JSON.stringify(c.point)}`, c] as const))("%s", (_name, c) => {
  const found = generated(c.text, c.point);
  const numbers = [...found.values()].flat();
  expect(numbers.length).toBe(1 + c.gradient.length);
  [c.value, ...c.gradient].forEach((expected, i) => {
    const got = numbers[i] as number;
    const isClose = got === expected || Math.abs(got - expected) <= (c.tolerance ?? 0) * Math.abs(expected);
    expect(isClose, `${i === 0 ? "value" : `derivative ${i}`}: ${got} is not ${expected}`).toBe(true);
  });
});

test("a branch that is not taken contributes exactly 0 through shared values and several choices", () => {
  const text = "param x, y\nc = y > 0\na = x / y\ng = c ? a * x : x\nh = c ? a : 1\nk = c ? a * a : 1\noutput f = (g / k)^2 + (h / k)^2";
  expect([...generated(text, { x: 1, y: 0 }).values()]).toEqual([[2], [2], [0]]);
});

test("second derivatives of a cross-entropy keep their digits where the probability of the class is near 1", () => {
  const [hessian] = [...generated("param z[n]\noutput H = hessian(-log(softmax(z)[1]), z)", { z: [40, 0, 1] }).values()] as [number[]];
  const expected = [
    1.5796578428307375e-17, -4.248354255291589e-18, -1.1548224173015786e-17, -4.248354255291589e-18,
    4.248354255291589e-18, -4.906094730649281e-35, -1.1548224173015786e-17, -4.906094730649281e-35,
    1.1548224173015786e-17,
  ];
  hessian.forEach((x, i) => expect(Math.abs(x - (expected[i] as number))).toBeLessThanOrEqual(4e-15 * Math.abs(expected[i] as number)));
});
