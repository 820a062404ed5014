// Random programs with loops, and the same programs written out step by step.

export interface LoopProgram {
  readonly seed: number;
  readonly looped: string;
  readonly unrolled: string;
  readonly at: Readonly<Record<string, unknown>>;
}

/** A text of a step: `@` stands before names that have a value at each step, `#` for the index, and past values are `name~k`. */
type Piece = string;

interface Making {
  readonly random: () => number;
  readonly whole: (below: number) => number;
  readonly pick: <T>(all: readonly T[]) => T;
}

const N = 2;

/** A small generator of numbers that a seed determines. */
function randoms(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A value of a step. */
interface Term {
  readonly text: Piece;
  readonly rank: number;
}

function makingOf(seed: number): Making {
  const random = randoms(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  return { random, whole, pick: (all) => all[whole(all.length)] as (typeof all)[number] };
}

/** An expression of a rank over terms, bounded in size so that steps stay tame. */
function expression(m: Making, terms: readonly Term[], rank: number, depth: number): Piece {
  const leaf = (): Piece =>
    m.pick([...terms.filter((t) => t.rank === rank), ...(rank === 0 ? [{ text: (0.2 + m.random()).toFixed(2), rank }] : [])]).text;
  const own = (): Piece => expression(m, terms, rank, depth - 1);
  if (depth === 0) return leaf();
  const same: readonly (() => Piece)[] = [
    () => `sin(${own()})`, () => `tanh(${own()})`, () => `(${own()} + ${own()})`, () => `(${own()} .* ${own()})`,
    () => `(${own()} - ${own()})`,
    () => `(${expression(m, terms, 0, 0)} * ${own()})`, () => `(${own()} > ${own()} ? ${own()} : ${own()})`, leaf,
  ];
  if (rank === 0) return m.pick(
    [...same, () => `sum(${expression(m, terms, 1, depth - 1)})`, () => `(0.1 * #)`, () => `max(${expression(m, terms, 1, depth - 1)})`],
  )();
  if (rank === 1)
    return m.pick([...same, () => `(${expression(m, terms, 2, depth - 1)} * ${own()})`, () => `${expression(m, terms, 2, 0)}[1, :]`])();
  if (rank === 2)
    return m.pick([...same, () => `outer(${expression(m, terms, 1, depth - 1)}, ${expression(m, terms, 1, 0)})`, () => `(${own()})'`])();
  return m.pick(same)();
}

interface Target {
  readonly name: string;
  readonly rank: number;
  /** How many earlier values it starts from. */
  readonly memory: number;
  readonly starts: readonly string[];
}

/** The statements of a step: a name or a target, and what it is. */
interface Line {
  readonly name: string;
  readonly isTarget: boolean;
  readonly value: Piece;
}

/** The program of a seed. Every state is kept small by a tanh. */
export function randomLoop(seed: number): LoopProgram {
  const m = makingOf(seed);
  const steps = 1 + m.whole(4);
  const first = m.whole(3);
  const isDown = m.random() < 0.3;
  const at: Record<string, unknown> = {
    a: 0.4 + 0.5 * m.random(), v: vector(m), M: [vector(m), vector(m)], x: Array.from({ length: steps + 1 }, () => m.random() - 0.5),
    X: Array.from({ length: steps + 1 }, () => vector(m)),
  };
  const outside: readonly Term[] = [{ text: "a", rank: 0 }, { text: "v", rank: 1 }, { text: "M", rank: 2 }, { text: "v[1]", rank: 0 }];
  const targets = Array.from({ length: 1 + m.whole(2) }, (_, i): Target => {
    const rank = m.pick([0, 0, 1, 1, 2, 3]);
    const memory = m.pick([0, 1, 1, 1, 2]);
    const starts = Array.from(
      { length: memory },
      () => (rank > 2 ? `zeros(${N}, ${N}, ${N}) + ${expression(m, outside, 0, 1)}` : expression(m, outside, rank, 1)),
    );
    return { name: `h${i + 1}`, rank, memory, starts: starts.map((s) => s.replaceAll("#", "2")) };
  });
  const past = targets.flatMap((t) => Array.from({ length: t.memory }, (_, k): Term => ({ text: `${t.name}~${k + 1}`, rank: t.rank })));
  const rows: readonly Term[] = [
    { text: "x[#ROW]", rank: 0 }, { text: "X[#ROW, :]", rank: 1 }, { text: "x[#NEXT]", rank: 0 },
    { text: "X[#ROW, 2]", rank: 0 }, { text: "x[#ROW:#NEXT]", rank: 1 }, { text: "X[#ROW:#NEXT, :]", rank: 2 },
    { text: "sum(x[k]*X[k, 1], k = 1:#NEXT)", rank: 0 },
  ];
  const terms: Term[] = [...outside, ...past, ...past, ...rows];
  const lines: Line[] = [];
  if (m.random() < 0.5) {
    const rank = m.whole(3);
    lines.push({ name: "z", isTarget: false, value: expression(m, terms, rank, 2) });
    terms.push({ text: "@z", rank });
  }
  const inner = m.random() < 0.25 ? nested(m, terms) : undefined;
  if (inner !== undefined) terms.push({ text: "@w", rank: 0 });
  for (const t of targets) {
    const usable = terms.some((term) => term.rank === t.rank) ? terms : [...terms, { text: `(zeros(${N}, ${N}, ${N}) + a)`, rank: 3 }];
    lines.push({ name: t.name, isTarget: true, value: `tanh(${expression(m, usable, t.rank, 2)})` });
    terms.push({ text: `${t.name}~0`, rank: t.rank });
  }
  const ends = targets.map((t) => `sum(${m.pick([`sin(${t.name})`, `${t.name}.^2`, `exp(${t.name}) .* 0.5`, endOf(t)])})`).join(" + ");
  const head = `param a, v[${N}], M[${N}, ${N}], x[${steps + 1}], X[${steps + 1}, ${N}]`;
  const shape = { steps, first, isDown };
  return {
    seed, at,
    looped: [head, loopedText(targets, lines, inner, shape), `output J = ${ends}`].join("\n"),
    unrolled: [head, unrolledText(targets, lines, inner, shape), `output J = ${ends}`].join("\n"),
  };
}

function vector(m: Making): number[] {
  return Array.from({ length: N }, () => Math.round((m.random() * 1.6 - 0.8) * 100) / 100);
}

function endOf({ name, rank }: Target): string {
  return `${name}[end${", :".repeat(rank)}]`;
}

/** An inner loop over a scalar, whose last value is w. */
interface Nested {
  readonly count: number;
  readonly start: Piece;
  readonly value: Piece;
}

function nested(m: Making, terms: readonly Term[]): Nested {
  const own: readonly Term[] = [...terms, { text: "g~1", rank: 0 }, { text: "g~1", rank: 0 }, { text: "v[$]", rank: 0 }];
  return { count: 1 + m.whole(N), start: expression(m, terms, 0, 1), value: `tanh(${expression(m, own, 0, 2)})` };
}

interface Range {
  readonly steps: number;
  readonly first: number;
  readonly isDown: boolean;
}

/** The row of x that belongs to a step: the first row to the lowest index. */
function loopedText(
  targets: readonly Target[], lines: readonly Line[], inner: Nested | undefined, { steps, first, isDown }: Range,
): string {
  const [low, high] = [first, first + steps - 1];
  const sign = isDown ? "+" : "-";
  const written = (text: Piece): string => text
    .replaceAll("#ROW", shifted("t", 1 - first)).replaceAll("#NEXT", shifted("t", 2 - first)).replaceAll("#", "t").replaceAll(
      "$", "s",
    ).replaceAll("@", "")
    .replace(/g~1/g, "g[s - 1]").replace(
      /(h\d)~(\d)/g, (_, name: string, back: string) => (back === "0" ? `${name}[t]` : `${name}[t ${sign} ${back}]`),
    );
  const starts = targets.flatMap(
    (t) => t.starts.map((start, k) => `, ${t.name}[${isDown ? high + k + 1 : low - k - 1}] = ${start}`),
  ).join("");
  const innerLines = inner === undefined
    ? []
    : [`  for s = 1:${inner.count}, g[0] = ${written(inner.start)} {`, `    g[s] = ${written(inner.value)}`, "  }", "  w = g[end]"];
  const [before, after] = [lines.filter((l) => !l.isTarget), lines.filter((l) => l.isTarget)];
  return [
    `for t = ${isDown ? `${high}:-1:${low}` : `${low}:${high}`}${starts} {`,
    ...before.map((l) => `  ${l.name} = ${written(l.value)}`), ...innerLines,
    ...after.map((l) => `  ${l.name}[t] = ${written(l.value)}`),
    "}",
  ].join("\n");
}

function shifted(name: string, by: number): string {
  return by === 0 ? name : by > 0 ? `${name} + ${by}` : `${name} - ${-by}`;
}

function unrolledText(
  targets: readonly Target[], lines: readonly Line[], inner: Nested | undefined, { steps, first, isDown }: Range,
): string {
  const out: string[] = targets.flatMap((t) => t.starts.map((start, k) => `${t.name}_b${k + 1} = ${start}`));
  for (let i = 0; i < steps; i++) {
    const row = isDown ? steps - 1 - i : i;
    const past = (name: string, back: number): string => (i - back >= 0 ? `${name}_${i - back}` : `${name}_b${back - i}`);
    const written = (text: Piece, s = 0): string => text
      .replaceAll("#ROW", String(row + 1)).replaceAll("#NEXT", String(row + 2)).replaceAll("#", String(first + row)).replaceAll(
        "$", String(s),
      )
      .replace(/@(\w)/g, (_, name: string) => `${name}_${i}`)
      .replace(/g~1/g, `g_${i}_${s - 1}`).replace(/(h\d)~(\d)/g, (_, name: string, back: string) => past(name, Number(back)));
    for (const l of lines.filter((line) => !line.isTarget)) out.push(`${l.name}_${i} = ${written(l.value)}`);
    if (inner !== undefined) {
      out.push(`g_${i}_0 = ${written(inner.start)}`);
      for (let s = 1; s <= inner.count; s++) out.push(`g_${i}_${s} = ${written(inner.value, s)}`);
      out.push(`w_${i} = g_${i}_${inner.count}`);
    }
    for (const l of lines.filter((line) => line.isTarget)) out.push(`${l.name}_${i} = ${written(l.value)}`);
  }
  for (const t of targets) {
    const order = Array.from({ length: steps }, (_, i) => `${t.name}_${isDown ? steps - 1 - i : i}`);
    out.push(`${t.name} = [${order.join(", ")}]`);
  }
  return out.join("\n");
}

