// Long sums in blocks: a plain sum of n terms errs by up to n roundings. Here each block of terms has
// its own sum, and what is lost where blocks are added is carried along and added at the end.
import type { Shape } from "../shape/shape.js";
import { dim, infix, number, ONE, partsOf, plus, scale, use, ZERO, type For, type Local, type Num, type Stmt } from "./ir.js";
import { bodyOf, mapNum, mapStatementNums, numsOf } from "./map.js";

/** Terms that are added one after the other. */
const BLOCK = 128;

type NewLocal = (hint: string) => Local;

/** A running sum within its block. */
interface Partial {
  readonly sum: Local;
  readonly part: Local;
  readonly rest: Local;
}

/** The same statements with every sum of more terms than a block, or of an unknown number, in blocks. */
export function blockSums(body: readonly Stmt[], newLocal: NewLocal, block = BLOCK): readonly Stmt[] {
  return body.flatMap((stmt): readonly Stmt[] => {
    if (stmt.kind === "block") return [{ ...stmt, body: blockSums(stmt.body, newLocal, block) }];
    if (stmt.kind !== "for") return [stmt];
    const sums = sumsOf(body, stmt);
    const blocked = sums.length === 0 ? undefined : inBlocks(stmt, sums, newLocal, block);
    return blocked ?? [{ ...stmt, body: blockSums(stmt.body, newLocal, block) }];
  });
}

/** Locals of a list of statements that start at 0 and to which one of its loops, and nothing else, adds. */
function sumsOf(list: readonly Stmt[], loop: For): Local[] {
  const assigns = assignsIn(loop);
  return list.flatMap((s) => {
    if (s.kind !== "let" || !s.mutable || s.value.kind !== "number" || s.value.value !== 0) return [];
    const { id } = s.local;
    const [only, ...more] = assigns.filter((a) => a.local.id === id);
    if (only === undefined || more.length > 0 || !addsTo(only) || usesIn(loop, id) !== 1) return [];
    const isAddedToElsewhere = list.some((other) => other !== loop && assignsIn(other).some((a) => a.local.id === id));
    return isAddedToElsewhere ? [] : [s.local];
  });
}

function addsTo(stmt: Extract<Stmt, { kind: "assign" }>): boolean {
  const { value, local } = stmt;
  return value.kind === "infix" && value.op === "+" && value.left.kind === "local" && value.left.local.id === local.id;
}

function assignsIn(stmt: Stmt): Extract<Stmt, { kind: "assign" }>[] {
  return stmt.kind === "assign" ? [stmt] : bodyOf(stmt).flatMap(assignsIn);
}

/** How often the expressions of a statement, and of those inside it, use a local. */
function usesIn(stmt: Stmt, id: number): number {
  const uses = (num: Num): number => (num.kind === "local" && num.local.id === id ? 1 : partsOf(num).reduce((n, part) => n + uses(part), 0));
  const own = numsOf(stmt).reduce((n, num) => n + uses(num), 0);
  return bodyOf(stmt).reduce((n, inner) => n + usesIn(inner, id), own);
}

/** The nest with its sums in blocks, or nothing where they are short or not all in one place. */
function inBlocks(outermost: For, sums: readonly Local[], newLocal: NewLocal, block: number): readonly Stmt[] | undefined {
  const path = pathTo(outermost, sums);
  const cut = path === undefined ? undefined : cutOf(path, block);
  if (cut === undefined) return undefined;
  const partials = sums.map((sum) => ({ sum, part: newLocal("part"), rest: newLocal("rest") }));
  return [
    ...partials.map((p): Stmt => ({ kind: "let", local: p.rest, value: ZERO, mutable: true })),
    replaceLoop(outermost, cut.loop, blockLoop(cut.loop, cut.step, partials, newLocal)),
    ...partials.map((p): Stmt => add(p.sum, use(p.rest))),
  ];
}

/** The loops from the outermost to the one that adds to all the sums. */
function pathTo(outermost: For, sums: readonly Local[]): readonly For[] | undefined {
  const path: For[] = [];
  for (let at: For | undefined = outermost; at !== undefined && !at.down;) {
    const { body }: For = at;
    path.push(at);
    const here = body.filter((s) => s.kind === "assign" && sums.some((sum) => sum.id === s.local.id)).length;
    if (here === sums.length) return path;
    if (here > 0) return undefined;
    const inner = body.filter((s) => sums.some((sum) => usesIn(s, sum.id) > 0));
    at = inner.length === 1 && inner[0]?.kind === "for" ? inner[0] : undefined;
  }
  return undefined;
}

/** The innermost loop that makes a sum long, and how many of its steps are a block. */
function cutOf(path: readonly For[], block: number): { readonly loop: For; readonly step: number } | undefined {
  let terms = 1;
  for (const loop of [...path].reverse()) {
    const count = constantCount(loop.count);
    if (count === undefined || terms * count > block) return { loop, step: Math.max(1, Math.floor(block / terms)) };
    terms *= count;
  }
  return undefined;
}

function constantCount(count: Shape): number | undefined {
  return count.reduce<number | undefined>((p, d) => (p === undefined || typeof d !== "number" ? undefined : p * d), 1);
}

function blockLoop(loop: For, step: number, partials: readonly Partial[], newLocal: NewLocal): For {
  const body = loop.body.map((s) => withParts(s, partials));
  const around = (inside: readonly Stmt[]): readonly Stmt[] => [
    ...partials.map((p): Stmt => ({ kind: "let", local: p.part, value: ZERO, mutable: true })),
    ...inside,
    ...partials.flatMap((p): Stmt[] => [
      add(p.rest, { kind: "call", library: "runtime", fn: "sumRest", args: [use(p.sum), use(p.part)] }),
      add(p.sum, use(p.part)),
    ]),
  ];
  if (step === 1) return { ...loop, body: around(body) };
  const start = newLocal("start");
  const end = newLocal("end");
  const size = loop.count.reduce<Num>((p, d) => scale(p, dim(d)), ONE);
  const last: Num = { kind: "call", library: "math", fn: "min", args: [plus(use(start), number(step)), size] };
  return {
    kind: "for", local: start, count: loop.count, down: false, step,
    body: [
      { kind: "let", local: end, value: last, mutable: false },
      ...around([{ ...loop, body, range: { from: use(start), to: use(end) } }]),
    ],
  };
}

function add(local: Local, value: Num): Stmt {
  return { kind: "assign", local, value: infix("+", use(local), value) };
}

function replaceLoop(at: For, old: For, by: For): For {
  return at === old ? by : { ...at, body: at.body.map((s) => (s.kind === "for" ? replaceLoop(s, old, by) : s)) };
}

/** The statement with the parts in place of the sums. */
function withParts(stmt: Stmt, partials: readonly Partial[]): Stmt {
  const partOf = (id: number): Local | undefined => partials.find((p) => p.sum.id === id)?.part;
  const inNum = (num: Num): Num => (num.kind === "local" ? use(partOf(num.local.id) ?? num.local) : mapNum(num, inNum));
  const mapped = mapStatementNums(stmt, inNum);
  if (mapped.kind === "assign") return { ...mapped, local: partOf(mapped.local.id) ?? mapped.local };
  if (mapped.kind === "for" || mapped.kind === "block") return { ...mapped, body: mapped.body.map((s) => withParts(s, partials)) };
  return mapped;
}
