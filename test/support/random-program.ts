// Random well-typed programs, made from a tape of numbers so that fast-check can shrink them.

export interface RandomProgram {
  readonly text: string;
  readonly point: Readonly<Record<string, unknown>>;
}

interface Value {
  readonly name: string;
  /** Sizes by name (`m`) or number, as written. */
  readonly dims: readonly string[];
}

/** Reads a tape of whole numbers; beyond its end everything is 0. */
class Tape {
  private at = 0;
  private readonly tape: readonly number[];
  constructor(tape: readonly number[]) {
    this.tape = tape;
  }
  get isEmpty(): boolean {
    return this.at >= this.tape.length;
  }
  next(below: number): number {
    const value = this.tape[this.at++] ?? 0;
    return value % below;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.next(items.length)] as T;
  }
}

const UNARY = [
  "sin(#)", "cos(#)", "tanh(#)", "sigmoid(#)", "exp(0.3*#)", "sqrt(1 + #.^2)", "relu(#)", "abs(#)", "softplus(#)", "#.^2", "#.^3",
  "-#", "log(1.5 + #.^2)", "atan(#)", "gelu(#)", "1./(2 + #.^2)", "erf(#)", "# > 0 ? # : 0.1*#", "max(#, 0.2)", "expm1(0.2*#)",
  "log(1 + exp(#))", "lgamma(2 + #.^2)", "asinh(#)", "2.5*#", "#/3", "silu(#)", "elu(#)", "hypot(#, 0.5)", "stop_gradient(#) .* #",
];
const BINARY = [
  "# + @", "# - @", "# .* @", "# ./ (2 + @.^2)", "min(#, @)", "max(#, @)", "# > @ ? # : @", "atan2(#, 2 + @.^2)",
  "hypot(#, 1 + @.^2)",
];

export function programFromTape(tape: readonly number[], named: boolean): RandomProgram {
  const t = new Tape(tape);
  const sizes = new Map<string, number>([["m", 1 + t.next(7)], ["n", 1 + t.next(7)], ["k", 1 + t.next(3)]]);
  const show = (dim: string): string => (named ? dim : String(sizes.get(dim) ?? dim));
  const declared: Value[] = [
    { name: "s", dims: [] }, { name: "u", dims: ["m"] }, { name: "w", dims: ["n"] }, { name: "A", dims: ["m", "n"] },
    { name: "B", dims: ["n", "k"] }, { name: "C", dims: ["m", "n"] }, { name: "T", dims: ["k", "m", "n"] },
    { name: "Q", dims: ["n", "n"] }, { name: "c3", dims: ["3"] }, { name: "d3", dims: ["3"] },
    { name: "F", dims: ["2", "k", "m", "n"] },
  ];
  const params = declared.filter((_, i) => i < 3 || t.next(3) > 0);
  const pool: Value[] = [...params];
  const lines = [`param ${params.map((v) => (v.dims.length === 0 ? v.name : `${v.name}[${v.dims.map(show).join(", ")}]`)).join(", ")}`];
  for (let i = 0; !t.isEmpty; i++) {
    const made = step(t, pool, show);
    if (made === undefined) continue;
    const name = `v${i}`;
    lines.push(`${name} = ${made.text}`);
    pool.push({ name, dims: made.dims });
  }
  const last = pool.slice(-3).map((v) => (v.dims.length === 0 ? v.name : `mean(${v.name} .* ${v.name} + ${v.name})`));
  lines.push(`output J = ${last.join(" + ")}`);
  const tail = pool[pool.length - 1] as Value;
  if (!params.includes(tail)) lines.push(`output ${tail.name}`);
  const point = Object.fromEntries(params.map((v) => [v.name, filled(t, v.dims.map((d) => sizes.get(d) ?? Number(d)), v.name)]));
  return { text: lines.join("\n"), point };
}

/** Numbers that look random, off the grid of kinks. */
function filled(t: Tape, [size, ...rest]: readonly number[], seed: string): unknown {
  const value = (i: number): number => {
    const x = Math.sin(12.9898 * (i + 1) + 78.233 * (seed.charCodeAt(0) + t.next(7))) * 43758.5453;
    return Math.round(2000 * (x - Math.floor(x)) - 1000) / 700 + 0.00037;
  };
  if (size === undefined) return value(0);
  return Array.from({ length: size }, (_, i) => (rest.length === 0 ? value(i) : filled(t, rest, `${seed}${i}`)));
}

interface Made {
  readonly text: string;
  readonly dims: readonly string[];
}

type Step = (t: Tape, pool: readonly Value[], show: (dim: string) => string) => Made | undefined;

const STEPS: readonly Step[] = [
  unary, unary, unary, binary, binary, binary, product, product, product, reduce, reduce, transpose, slice, shape,
  linear, scan, soft, special,
];

function step(t: Tape, pool: readonly Value[], show: (dim: string) => string): Made | undefined {
  return t.pick(STEPS)(t, pool, show);
}

function of(pool: readonly Value[], rank: number): Value[] {
  return pool.filter((v) => v.dims.length === rank);
}

function unary(t: Tape, pool: readonly Value[]): Made {
  const v = t.pick(pool);
  return { text: t.pick(UNARY).replaceAll("#", v.name), dims: v.dims };
}

function binary(t: Tape, pool: readonly Value[]): Made | undefined {
  const v = t.pick(pool);
  const fits = pool.filter((w) => w.dims.every((d, i) => d === v.dims[v.dims.length - w.dims.length + i]));
  const w = t.pick(fits);
  const [x, y] = t.next(2) === 0 ? [v, w] : [w, v];
  return { text: t.pick(BINARY).replaceAll("#", x.name).replaceAll("@", y.name), dims: v.dims };
}

function product(t: Tape, pool: readonly Value[]): Made | undefined {
  const x = t.pick([...of(pool, 1), ...of(pool, 2), ...of(pool, 2)]);
  const isTurned = x.dims.length === 2 && t.next(2) === 0;
  const dims = isTurned ? [...x.dims].reverse() : x.dims;
  const inner = dims[dims.length - 1];
  const fits = [...of(pool, 1), ...of(pool, 2)].flatMap((y) => [
    ...(y.dims[0] === inner ? [{ y, turned: false }] : []), ...(y.dims.length === 2 && y.dims[1] === inner ? [{ y, turned: true }] : []),
  ]);
  if (fits.length === 0) return undefined;
  const { y, turned } = t.pick(fits);
  const right = turned ? [...y.dims].reverse() : y.dims;
  return { text: `${x.name}${isTurned ? "'" : ""} * ${y.name}${turned ? "'" : ""}`, dims: [...dims.slice(0, -1), ...right.slice(1)] };
}

function reduce(t: Tape, pool: readonly Value[]): Made | undefined {
  const v = t.pick(pool.filter((p) => p.dims.length > 0));
  const f = t.pick(["sum", "mean", "max", "min", "logsumexp", "prod", "norm"]);
  if (f === "norm") return { text: `norm(${v.name})`, dims: [] };
  const axis = t.next(v.dims.length + 1);
  // max(v, 1) of a vector could be read in two ways, and is refused
  if (axis === 0 || (v.dims.length === 1 && (f === "max" || f === "min"))) return { text: `${f}(${v.name})`, dims: [] };
  return { text: `${f}(${v.name}, ${axis})`, dims: v.dims.filter((_, i) => i !== axis - 1) };
}

function transpose(t: Tape, pool: readonly Value[]): Made | undefined {
  const all = of(pool, 2);
  if (all.length === 0) return undefined;
  const v = t.pick(all);
  return { text: `${v.name}'`, dims: [...v.dims].reverse() };
}

function slice(t: Tape, pool: readonly Value[]): Made | undefined {
  const v = t.pick(pool.filter((p) => p.dims.length > 0));
  const axis = t.next(v.dims.length);
  const [item, keeps] = t.pick([["1", false], ["end", false], [":", true], ["1:1", "1"], ["end:-1:1", true], ["[1, 1]", "2"]] as const);
  const items = v.dims.map((_, i) => (i === axis ? item : ":"));
  const dims = v.dims.flatMap((d, i) => (i !== axis || keeps === true ? [d] : keeps === false ? [] : [keeps]));
  return { text: `${v.name}[${items.join(", ")}]`, dims };
}

function shape(t: Tape, pool: readonly Value[], show: (dim: string) => string): Made | undefined {
  const v = t.pick(pool.filter((p) => p.dims.length > 0));
  const choice = t.next(4);
  if (choice === 0 && v.dims.length === 2)
    return { text: `reshape(${v.name}, [${show(v.dims[1] as string)}, ${show(v.dims[0] as string)}])`, dims: [...v.dims].reverse() };
  if (choice === 1) return { text: `[${v.name}, 2*${v.name}]`, dims: ["2", ...v.dims] };
  if (choice === 2 && v.dims.length === 1) return { text: `diag(${v.name})`, dims: [...v.dims, ...v.dims] };
  if (choice === 3)
    return { text: `concat(${v.name}, ${v.name}.^2, 1)[1:${show(v.dims[0] as string)}${", :".repeat(v.dims.length - 1)}]`, dims: v.dims };
  return undefined;
}

function linear(t: Tape, pool: readonly Value[]): Made | undefined {
  const squares = of(pool, 2).filter((v) => v.dims[0] === v.dims[1]);
  if (squares.length === 0) return undefined;
  const v = t.pick(squares);
  const n = v.dims[0] as string;
  const safe = `(${v.name} .* 0.2 + 2*identity(size(${v.name}, 1)))`;
  const rights = pool.filter((p) => (p.dims.length === 1 || p.dims.length === 2) && p.dims[0] === n);
  const choice = t.next(5);
  if (choice === 0 && rights.length > 0) {
    const r = t.pick(rights);
    return { text: `solve(${safe}, ${r.name})`, dims: r.dims };
  }
  if (choice === 1) return { text: `logdet(${safe})`, dims: [] };
  if (choice === 2) return { text: `det(${safe})`, dims: [] };
  if (choice === 3) return { text: `inv(${safe})`, dims: v.dims };
  return { text: `trace(${v.name})`, dims: [] };
}

function scan(t: Tape, pool: readonly Value[]): Made | undefined {
  const v = t.pick(pool.filter((p) => p.dims.length > 0));
  return { text: `cumsum(${v.name}, ${1 + t.next(v.dims.length)})`, dims: v.dims };
}

function soft(t: Tape, pool: readonly Value[]): Made | undefined {
  const v = t.pick(pool.filter((p) => p.dims.length > 0));
  return { text: `${t.pick(["softmax", "log_softmax"])}(${v.name}, ${1 + t.next(v.dims.length)})`, dims: v.dims };
}

function special(t: Tape, pool: readonly Value[]): Made | undefined {
  const threes = pool.filter((p) => p.dims.length === 1 && p.dims[0] === "3");
  const vectors = of(pool, 1);
  const choice = t.next(4);
  if (choice === 0 && threes.length > 1) return { text: `cross(${t.pick(threes).name}, ${t.pick(threes).name})`, dims: ["3"] };
  if (choice === 1 && vectors.length > 0) {
    const [x, y] = [t.pick(vectors), t.pick(vectors)];
    return { text: `outer(${x.name}, ${y.name})`, dims: [...x.dims, ...y.dims] };
  }
  if (choice === 2 && vectors.length > 0) {
    const x = t.pick(vectors);
    return { text: `dot(${x.name}, ${x.name}.^2)`, dims: [] };
  }
  const [x, y] = [t.pick(of(pool, 0)), t.pick(of(pool, 0))];
  return { text: `[${x.name}, ${y.name}, 1.5]`, dims: ["3"] };
}
