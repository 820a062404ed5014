// Sums in generated code against a plain handwritten loop, in one process and in turns: times, and errors against an exact sum.
// Run: node bench/sums.mjs [rounds].
import { instantiate, loadLibrary, loadSource, measure, spread, table } from "./library.mjs";

const rounds = Number(process.argv[2] ?? 15);
const library = await loadLibrary();
const { productError } = await loadSource("runtime/arithmetic.ts");

/** The sum without rounding, as parts that do not overlap, added up at the end. */
function exactSum(count, term) {
  const parts = [];
  for (let at = 0; at < count; at++) {
    let high = term(at);
    let kept = 0;
    for (let i = 0; i < parts.length; i++) {
      const [big, small] = Math.abs(high) < Math.abs(parts[i]) ? [parts[i], high] : [high, parts[i]];
      high = big + small;
      const low = small - (high - big);
      if (low !== 0) parts[kept++] = low;
    }
    parts.length = kept;
    parts.push(high);
  }
  return parts.reduceRight((sum, part) => sum + part, 0);
}

/** The term at an even place is a rounded product, that at an odd place what its rounding lost. */
function exactDot(x, y) {
  return exactSum(2 * x.length, (at) => {
    const i = at >> 1;
    const product = x[i] * y[i];
    return at % 2 === 0 ? product : productError(x[i], y[i], product);
  });
}

/** Functions of their own for each size, so that none shares what V8 has learnt with another. */
const plain = (term) => new Function("x", "y", `"use strict"; let s = 0; for (let i = 0; i < x.length; i++) s += ${term}; return s;`);

const problems = [
  { name: "sum", text: "input x[n], y[n]\noutput s = sum(x)", term: "x[i]", exact: (x) => exactSum(x.length, (i) => x[i]) },
  { name: "inner product", text: "input x[n], y[n]\noutput s = dot(x, y)", term: "x[i] * y[i]", exact: exactDot },
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
