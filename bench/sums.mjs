// Sums in generated code against a plain handwritten loop, in one process and in turns: times, and errors against an exact sum.
// Run: node bench/sums.mjs [rounds].
import { instantiate, loadLibrary, loadSource, measure, spread, table } from "./library.mjs";

const rounds = Number(process.argv[2] ?? 15);
const library = await loadLibrary();
const { exactProducts, exactSum } = await loadSource("../test/support/exact.ts");

/** Functions of their own for each size, so that none shares what V8 has learnt with another. */
const plain = (term) => new Function("x", "y", `"use strict"; let s = 0; for (let i = 0; i < x.length; i++) s += ${term}; return s;`);

const problems = [
  { name: "sum", text: "input x[n], y[n]\noutput s = sum(x)", term: "x[i]", exact: exactSum },
  { name: "inner product", text: "input x[n], y[n]\noutput s = dot(x, y)", term: "x[i] * y[i]", exact: (x, y) => exactSum(exactProducts(x, y)) },
];

const rows = [];
for (const { name, text, term, exact } of problems) {
  for (const n of [3, 10, 100, 1000, 100_000, 10_000_000]) {
    const x = new Float64Array(n).map(Math.random);
    const y = new Float64Array(n).map(Math.random);
    const value = instantiate(library, text).exports.createF({ n }).value;
    const inputs = { x, y };
    const byHand = plain(term);
    const sink = { last: 0 };
    const [hand, ours] = measure([
      { name: "handwritten", run: () => { sink.last = byHand(x, y); } },
      { name: "generated", run: () => { sink.last = value(inputs); } },
    ], { rounds, milliseconds: 20, warm: 300 });
    const right = exact(x, y);
    const error = (found) => (Math.abs(found - right) / right).toExponential(1);
    rows.push([name, n, ((hand.time * 1e6) / n).toFixed(2), ((ours.time * 1e6) / n).toFixed(2), spread(ours), error(byHand(x, y)), error(value(inputs))]);
  }
}
console.log(table(["terms of", "n", "plain loop, ns a term", "generated, ns a term", "generated / plain", "error of the plain loop", "error of the generated code"], rows));
