// mathjs, in the same process and in turns: its derivatives of Rosenbrock n = 10 and of a product of 8 factors.
// Run: node bench/peers.mjs [rounds]. Operations of a tree: each operator and call counts 1, as docs/benchmarks.md defines.
import { derivative, parse } from "mathjs";
import { instantiate, loadLibrary, measure, spread, table, cpuTime } from "./library.mjs";
import { names, rosenbrock, speelpenning } from "./problems.mjs";

const rounds = Number(process.argv[2] ?? 15);
const library = await loadLibrary();
const sink = { last: undefined };

function operationsOf(tree) {
  let count = 0;
  tree.traverse((node) => { if (node.isOperatorNode || node.isFunctionNode) count++; });
  return count;
}

function timed(run) {
  const start = cpuTime();
  const result = run();
  return { result, time: cpuTime() - start };
}

function compare(title, text, n) {
  const xs = names("x", n);
  const point = xs.map((_, i) => 1.1 + 0.1 * Math.sin(i + 1));
  const own = timed(() => instantiate(library, text));
  const { exports, counts } = own.result;
  const expression = text.slice(text.indexOf("=") + 1).trim();
  const peers = [true, false].map((simplify) => {
    const { result: trees, time } = timed(() => { const f = parse(expression); return xs.map((x) => derivative(f, x, { simplify })); });
    const compiled = trees.map((tree) => tree.compile());
    const scope = new Map(xs.map((x, i) => [x, point[i]]));
    const run = () => { sink.last = compiled.map((c) => c.evaluate(scope)); };
    run();
    const gradient = exports.fGrad(...point);
    if (xs.some((x, i) => Math.abs(gradient[x] - sink.last[i]) > 1e-9 * (1 + Math.abs(gradient[x]))))
      throw new Error(`${title}: results differ`);
    return { name: `mathjs, simplify ${simplify}`, run, operations: trees.reduce((sum, tree) => sum + operationsOf(tree), 0), time };
  });
  const call = new Function(
    "fn", "p", "sink",
    `return function () { for (let i = 0; i < 1000; i++) sink.last = fn(${xs.map((_, i) => `p[${i}]`).join(", ")}); }`,
  );
  const ours = {
    name: "gradc fGrad", run: call(exports.fGrad, point, sink),
    operations: `${counts.valueAndGradient} (with the value)`, time: own.time,
  };
  const list = [ours, ...peers];
  const results = measure(list, { rounds });
  // one run of ours is a thousand calls
  const scaled = (r, i) => (i === 0 ? r : { ratio: r.ratio * 1000, least: r.least * 1000, most: r.most * 1000 });
  console.log(`\n${title}\n` + table(["", "operations", "to derive and compile, ms", "time of a gradient, as a ratio"],
    results.map((r, i) => [r.name, list[i].operations, list[i].time.toFixed(0), spread(scaled(r, i))])));
}

compare("Rosenbrock n = 10", rosenbrock(10), 10);
compare("product of 8 factors", speelpenning(8), 8);
