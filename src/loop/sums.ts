// Long sums in blocks: a plain sum of n terms errs by up to n roundings. Here each block of terms has
// its own sum, and what is lost where blocks are added is the first term of the next block.
import { mostOf } from "./affine.js";
import {
  apply, counter, FIRST, int, partsOf, plus, scale, size, use, ZERO, type Expr, type For, type Index, type Local, type NewLocal,
  type Num, type Stmt,
} from "./ir.js";
import { allStatements, bodyOf, exprsOf, localOf, mapNum, mapperWith, mapStatement, withoutBlocks } from "./map.js";

/** Terms that are added one after the other. */
export const BLOCK = 128;

type Assign = Extract<Stmt, { kind: "assign" }>;

/** A sum of whole blocks, and the sum of the block at hand. */
interface Partial {
  readonly sum: Local;
  readonly part: Local;
}

/** The same statements with every sum of more terms than a block, or of an unknown number, in blocks. */
export function blockSums(
  body: readonly Stmt[], newLocal: NewLocal, block = BLOCK, around: readonly For[] = [],
): readonly Stmt[] {
  return body.flatMap((stmt): readonly Stmt[] => {
    if (stmt.kind === "block") return [{ ...stmt, body: blockSums(stmt.body, newLocal, block, around) }];
    if (stmt.kind !== "for") return [stmt];
    const inner: For = { ...stmt, body: blockSums(stmt.body, newLocal, block, [...around, stmt]) };
    const later = body.slice(body.indexOf(stmt) + 1);
    return together(inner, sumsOf(body, stmt)).reduce<readonly Stmt[]>((list, sums) => list.flatMap((each) => (
      each.kind === "for" ? inBlocks(each, sums, later, newLocal, block, around) : [each]
    )), [inner]);
  });
}

/** The sums of a nest, those to which one loop adds together. */
function together(nest: For, sums: readonly Local[]): Local[][] {
  const groups = new Map<number | undefined, Local[]>();
  for (const sum of sums) {
    const loop = pathTo(nest, [sum])?.at(-1)?.local.id;
    if (loop !== undefined) groups.set(loop, [...groups.get(loop) ?? [], sum]);
  }
  return [...groups.values()];
}

/** Locals of a list of statements that start at 0 and to which one of its loops, and nothing else, adds; that loop may read them. */
function sumsOf(list: readonly Stmt[], loop: For): Local[] {
  const assigns = assignsIn(loop);
  return list.flatMap((s) => {
    if (s.kind !== "let" || !s.mutable || s.value.kind !== "number" || s.value.value !== 0) return [];
    const { id } = s.local;
    const [only, ...more] = assigns.filter((a) => a.local.id === id);
    const term = only === undefined || more.length > 0 ? undefined : addedBy(only);
    if (term === undefined || isWhole(term)) return [];
    const isAddedToElsewhere = list.some((other) => other !== loop && assignsIn(other).some((a) => a.local.id === id));
    return isAddedToElsewhere ? [] : [s.local];
  });
}

/** What `s = s + …` adds, with no s in it. */
function addedBy({ value, local: { id } }: Assign): Num | undefined {
  if (value.kind !== "apply" || value.op !== "add") return undefined;
  const [left, right] = value.args as readonly [Num, Num];
  return left.kind === "local" && left.local.id === id && usesOf(right, id) === 0 ? right : undefined;
}

/** Sums of whole numbers written in the text are exact. */
function isWhole(num: Num): boolean {
  if (num.kind === "select") return isWhole(num.then) && isWhole(num.else);
  return num.kind === "number" && Number.isInteger(num.value);
}

function assignsIn(stmt: Stmt): Assign[] {
  return stmt.kind === "assign" ? [stmt] : bodyOf(stmt).flatMap(assignsIn);
}

function usesOf(expr: Expr, id: number): number {
  return localOf(expr)?.id === id ? 1 : partsOf(expr).reduce((n, part) => n + usesOf(part, id), 0);
}

/** How often the expressions of a statement, and of those inside it, use a local. */
function usesIn(stmt: Stmt, id: number): number {
  return allStatements([stmt]).flatMap(exprsOf).reduce((n, expr) => n + usesOf(expr, id), 0);
}

/** The nest with some sums in blocks, or as it is where they are short. */
function inBlocks(
  outermost: For, sums: readonly Local[], later: readonly Stmt[], newLocal: NewLocal, block: number, around: readonly For[],
): readonly Stmt[] {
  const path = pathTo(outermost, sums);
  const cut = path === undefined ? undefined : cutOf(path, block, around);
  if (cut === undefined) return [outermost];
  const partials = sums.map((sum) => ({ sum, part: newLocal("part") }));
  const body = cut.loop.body.map((s) => withParts(s, partials));
  const inBlock = blockLoop({ ...cut.loop, body }, cut.step, () => partials.flatMap((p) => nextBlock(p, newLocal("rest"))), newLocal);
  return [
    ...partials.map((p): Stmt => ({ kind: "let", local: p.part, value: ZERO, mutable: true })),
    replaceLoop(outermost, cut.loop, inBlock),
    ...partials.filter((p) => isTotal(p.sum, outermost, later)).map((p): Stmt => add(p.sum, use(p.part))),
  ];
}

/** Whether a sum is used after its loop: one that the loop itself reads at each step is not, unless it is seen to be. */
function isTotal({ id }: Local, loop: For, later: readonly Stmt[]): boolean {
  return usesIn(loop, id) === 1 || later.some((s) => usesIn(s, id) > 0);
}

/** The loops from the outermost to the one that adds to all the sums. */
function pathTo(outermost: For, sums: readonly Local[]): readonly For[] | undefined {
  const path: For[] = [];
  for (let at: For | undefined = outermost; at !== undefined;) {
    const body: readonly Stmt[] = withoutBlocks(at.body);
    path.push(at);
    const here = body.filter((s) => s.kind === "assign" && sums.some((sum) => sum.id === s.local.id)).length;
    if (here === sums.length) return path;
    if (here > 0) return undefined;
    const inner = body.filter((s) => sums.some((sum) => usesIn(s, sum.id) > 0));
    at = inner.length === 1 && inner[0]?.kind === "for" ? inner[0] : undefined;
  }
  return undefined;
}

/** The innermost loop that makes a sum long, and how many of its steps are a block; `around` are loops around the path. */
export function cutOf(
  path: readonly For[], block: number, around: readonly For[] = [],
): { readonly loop: For; readonly step: number } | undefined {
  let terms = 1;
  for (const [at, loop] of [...path.entries()].reverse()) {
    const count = mostStepsOf(loop, [...around, ...path.slice(0, at)]);
    if (count === undefined || terms * count > block) {
      // a loop over blocks is not cut again
      return { loop, step: Math.abs(loop.step) === 1 ? Math.max(1, Math.floor(block / terms)) : 1 };
    }
    terms *= count;
  }
  return undefined;
}

/** A number of steps that a loop does not exceed: of one over a block, those of the block. */
export function mostStepsOf(loop: For, around: readonly For[] = []): number | undefined {
  const steps = stepsOf(loop);
  const most = steps.kind === "least" ? undefined : mostOf(steps, around);
  if (typeof most === "number") return most;
  if (steps.kind !== "least" || steps.left.kind !== "sum" || steps.left.right.kind !== "int" || loop.from.kind !== "counter")
    return undefined;
  const { left: start, right: count } = steps.left;
  return start.kind === "counter" && start.local.id === loop.from.local.id ? count.value : undefined;
}

/** How many steps a loop over a shape makes, up or down. */
export function stepsOf({ from, to, step }: For): Index {
  const count = step > 0 ? to : plus(from, int(1));
  return count.kind === "extent" ? count.shape.reduce<Index>((p, d) => scale(p, size(d)), int(1)) : count;
}

/** The end of a block: its sum goes to that of all; what that addition loses begins the next block. */
function nextBlock({ sum, part }: Partial, rest: Local): Stmt[] {
  return [
    { kind: "let", local: rest, value: { kind: "call", fn: "sumRest", args: [use(sum), use(part)] }, mutable: false },
    add(sum, use(part)),
    { kind: "assign", local: part, value: use(rest) },
  ];
}

/** A loop over a shape in blocks of so many steps, with statements at the end of each, given where it begins and ends. */
export function blockLoop(loop: For, step: number, atEnd: (from: Index, to: Index) => readonly Stmt[], newLocal: NewLocal): For {
  const at = counter(loop.local);
  if (step === 1) return { ...loop, body: [...loop.body, ...atEnd(at, plus(at, int(1)))] };
  if (loop.step < 0) {
    const end = newLocal("end", "index");
    const from: Index = { kind: "greatest", left: plus(counter(end), int(-step)), right: FIRST };
    const inner: For = { ...loop, from: plus(counter(end), int(-1)), to: plus(from, int(-1)) };
    return { kind: "for", local: end, from: plus(loop.from, int(1)), to: FIRST, step: -step, body: [inner, ...atEnd(from, counter(end))] };
  }
  const start = newLocal("start", "index");
  const to: Index = { kind: "least", left: plus(counter(start), int(step)), right: loop.to };
  return { ...loop, local: start, step, body: [{ ...loop, from: counter(start), to }, ...atEnd(counter(start), to)] };
}

function add(local: Local, value: Num): Assign {
  const [negated] = value.kind === "apply" && value.op === "neg" ? value.args : [];
  return { kind: "assign", local, value: negated === undefined ? apply("add", use(local), value) : apply("sub", use(local), negated) };
}

export function replaceLoop(at: For, old: For, by: For): For {
  return at === old ? by : withBody(at, at.body.map((s) => replaceIn(s, old, by)));
}

function replaceIn(stmt: Stmt, old: For, by: For): Stmt {
  if (stmt.kind === "for") return replaceLoop(stmt, old, by);
  return stmt.kind === "block" ? withBody(stmt, stmt.body.map((s) => replaceIn(s, old, by))) : stmt;
}

/** The statement itself where nothing in it is new: loops are told apart by what they are. */
function withBody<S extends Extract<Stmt, { kind: "for" | "block" }>>(stmt: S, body: readonly Stmt[]): S {
  return body.every((s, i) => s === stmt.body[i]) ? stmt : { ...stmt, body };
}

/** The statement with additions to the parts in place of the sums, and both where a sum is read. */
function withParts(stmt: Stmt, partials: readonly Partial[]): Stmt {
  const partOf = (id: number): Local | undefined => partials.find((p) => p.sum.id === id)?.part;
  const map = mapperWith((parts) => ({
    num: (num) => {
      const part = num.kind === "local" ? partOf(num.local.id) : undefined;
      return part === undefined ? mapNum(num, parts) : apply("add", num, use(part));
    },
  }));
  const part = stmt.kind === "assign" ? partOf(stmt.local.id) : undefined;
  const added = stmt.kind === "assign" ? addedBy(stmt) : undefined;
  if (part !== undefined && added !== undefined) {
    const { value } = add(part, map.num(added));
    return { ...(stmt as Assign), local: part, value };
  }
  const mapped = mapStatement(stmt, map);
  if (mapped.kind === "for" || mapped.kind === "block") return { ...mapped, body: mapped.body.map((s) => withParts(s, partials)) };
  return mapped;
}
