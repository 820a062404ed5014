// Sums in generated code against plain handwritten loops, in one process and in turns: times, and errors against an exact sum.
// Run: node bench/sums.mjs [rounds].
import { instantiate, loadLibrary, loadSource, measure, spread, table } from "./library.mjs";

const rounds = Number(process.argv[2] ?? 15);
const library = await loadLibrary();
const { exactProducts, exactSum } = await loadSource("../test/support/exact.ts");
const WIDTH = 10;

/** Functions of their own for each size, so that none shares what V8 has learnt with another. */
const plain = (body) => new Function("x", "y", "n", "work", `"use strict"; ${body}`);
const scalar = (term) => plain(`let s = 0; for (let i = 0; i < x.length; i++) s += ${term}; return s;`);
const greatest = (length) => `let most = -Infinity; for (let i = 0; i < ${length}; i++) most = Math.max(most, work[i]); return most;`;

/** Arrays of sums end in their greatest, so that both sides return a number. */
const problems = [
  { name: "sum", text: "output s = sum(x)", byHand: () => scalar("x[i]"), exact: ({ x }) => exactSum(x) },
  {
    name: "inner product", text: "output s = dot(x, y)", byHand: () => scalar("x[i] * y[i]"),
    exact: ({ x, y }) => exactSum(exactProducts(x, y)),
  },
  {
    name: `sum(A, 1), ${WIDTH} columns`, text: "output s = max(sum(A, 1))", width: WIDTH,
    byHand: () => plain(
      `work.fill(0); for (let i = 0; i < n; i++) for (let j = 0; j < ${WIDTH}; j++) work[j] += x[i * ${WIDTH} + j]; ${greatest(WIDTH)}`,
    ),
    exact: ({ A }) => Math.max(...Array.from({ length: WIDTH }, (_, j) => exactSum(A.filter((_, i) => i % WIDTH === j)))),
  },
  {
    name: "cumsum", text: "output s = max(cumsum(x))",
    byHand: () => plain(`let s = 0; for (let i = 0; i < n; i++) { s += x[i]; work[i] = s; } ${greatest("n")}`),
    exact: ({ x }) => exactSum(x),
  },
];

const rows = [];
for (const { name, text, byHand, exact, width = 1 } of problems) {
  for (const n of [3, 10, 100, 1000, 100_000, 10_000_000]) {
    if (n > 1e6 && name !== "sum" && name !== "inner product") continue;
    const x = new Float64Array(n).map(Math.random);
    const y = new Float64Array(n).map(Math.random);
    const A = new Float64Array(width === 1 ? 0 : n * width).map(Math.random);
    const used = text.includes("A") ? { A } : text.includes("y") ? { x, y } : { x };
    const head = Object.keys(used).map((key) => `input ${key}[n${key === "A" ? `, ${WIDTH}` : ""}]\n`).join("");
    const value = instantiate(library, head + text).exports.createF({ n }).value;
    const hand = byHand();
    const work = new Float64Array(width === 1 ? n : width);
    const sink = { last: 0 };
    const first = width === 1 ? x : A;
    const [loop, ours] = measure([
      { name: "handwritten", run: () => { sink.last = hand(first, y, n, work); } },
      { name: "generated", run: () => { sink.last = value(used); } },
    ], { rounds, milliseconds: 20, warm: 300 });
    const right = exact({ x, y, A });
    const error = (found) => (Math.abs(found - right) / right).toExponential(1);
    const each = ({ time }) => ((time * 1e6) / n / width).toFixed(2);
    rows.push([name, n, each(loop), each(ours), spread(ours), error(hand(first, y, n, work)), error(value(used))]);
  }
}
console.log(table([
  "terms of", "n", "plain loop, ns a term", "generated, ns a term", "generated / plain", "error of the plain loop",
  "error of the generated code",
], rows));
