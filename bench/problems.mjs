// The problems of the benchmarks as programs of the gradc language, of any size.

/** `x1, x2, …` */
export const names = (prefix, count) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
const range = (count) => Array.from({ length: count }, (_, i) => i + 1);
const grid = (prefix, rows, cols) => range(rows).flatMap((i) => range(cols).map((j) => `${prefix}${i}_${j}`));
const program = (params, inputs, statements) =>
  [`param ${params.join(", ")}`, ...(inputs.length > 0 ? [`input ${inputs.join(", ")}`] : []), ...statements].join("\n") + "\n";

/** Speelpenning's product of n factors. */
export const speelpenning = (n) => program(names("x", n), [], [`output f = ${names("x", n).join(" * ")}`]);

/** Rosenbrock's function as a chain of n variables. */
export function rosenbrock(n) {
  const terms = range(n - 1).map((i) => `100 * (x${i + 1} - x${i}^2)^2 + (1 - x${i})^2`);
  return program(names("x", n), [], [`output f = ${terms.join(" + ")}`]);
}

/** The same two over one vector. */
export const speelpenningArray = (n) => `param x[${n}]\noutput f = prod(x)\n`;
export const rosenbrockArray = (n) =>
  `param x[${n}]\na = x[1:${n - 1}]\nr = x[2:${n}] - a.^2\noutput f = 100 * sum(r.^2) + sum((1 - a).^2)\n`;

/** Logistic regression of m samples and n weights, written out element by element. */
export function logistic(m, n) {
  const terms = range(m).map((i) => `log(1 + exp(-y${i} * (${range(n).map((j) => `X${i}_${j} * w${j}`).join(" + ")})))`);
  return program(names("w", n), [...grid("X", m, n), ...names("y", m)], [`output f = ${terms.join(" + ")}`]);
}

/** A network with one tanh layer and the loss log(sum(exp(z))) - sum(y z) of one sample, written out element by element. */
export function network(inputs, hidden, classes) {
  const line = (i, weights, values, bias, count) =>
    `${range(count).map((j) => `${weights}${i}_${j} * ${values}${j}`).join(" + ")} + ${bias}${i}`;
  const layers = [
    ...range(hidden).map((i) => `a${i} = tanh(${line(i, "W", "x", "b", inputs)})`),
    ...range(classes).map((i) => `z${i} = ${line(i, "V", "a", "c", hidden)}`),
  ];
  const loss =
    `output L = log(${range(classes).map((i) => `exp(z${i})`).join(" + ")}) - (${range(classes).map((i) => `y${i} * z${i}`).join(" + ")})`;
  const params = [...grid("W", hidden, inputs), ...names("b", hidden), ...grid("V", classes, hidden), ...names("c", classes)];
  return program(params, [...names("x", inputs), ...names("y", classes)], [...layers, loss]);
}

/** e <- sin(e) * e, a number of times. */
export function nest(levels) {
  const steps = range(levels).map((i) => `e${i} = sin(${i === 1 ? "x" : `e${i - 1}`}) * ${i === 1 ? "x" : `e${i - 1}`}`);
  return program(["x"], [], [...steps, `output f = e${levels}`]);
}

/** A chain of one input: at most `nodes` nodes of the graph, three a step. */
export function chain(nodes) {
  const steps = range(Math.max(1, Math.floor((nodes - 2) / 3))).map((i) => `a${i} = sin(a${i - 1}) * 1.1 + a${i - 1}`);
  return program(["a0"], [], [...steps, `output f = a${steps.length}`]);
}

/** A sum of products of neighbours, in one expression: about `nodes` nodes of the graph, a third of them variables. */
export function wideSum(nodes) {
  const count = Math.max(2, Math.round(nodes / 3));
  return program(names("x", count), [], [`output f = ${range(count - 1).map((i) => `x${i} * x${i + 1}`).join(" + ")}`]);
}

/** Counted problems with the greatest allowed number of operations of value and full gradient. */
export const counted = [
  ...[[8, 19], [16, 43], [32, 91], [64, 187], [256, 763]].map(([n, most]) => ({ name: `speel ${n}`, text: speelpenning(n), most })),
  ...[[8, 97], [16, 209], [32, 433], [200, 2785]].map(([n, most]) => ({ name: `rosen ${n}`, text: rosenbrock(n), most })),
  ...[[5, 4, 119], [20, 10, 959], [100, 50, 20749]].map(([m, n, most]) => ({ name: `logreg ${m}x${n}`, text: logistic(m, n), most })),
  ...[[3, 4, 3, 130], [4, 8, 3, 262], [8, 16, 4, 781]].map(
    ([d, h, k, most]) => ({ name: `mlp ${d}-${h}-${k}`, text: network(d, h, k), most }),
  ),
  ...[[4, 26], [8, 54], [16, 110], [32, 222]].map(([n, most]) => ({ name: `nest ${n}`, text: nest(n), most })),
];

/** Functions of robotics in samples/, with the operations of the best of SymForce and wrenfold for each. */
export const robotics = [
  { file: "attitude.grad", most: 153 },
  { file: "imu.grad", most: 602 },
  { file: "slerp.grad", most: 815 },
  { file: "shutter.grad", most: 2614 },
];
