// What only branches of one test read is computed under that test. V8 moves such a value into the branches by itself, and
// where there are several of them it computes it in each, with all that it alone is made of.
import { partsOf, ZERO, type Cond, type Expr, type Local, type Num, type Stmt } from "./ir.js";
import { bodyOf, exprsOf } from "./map.js";

/** A branch of a test that is a local: twice its id, and one more where it does not hold. */
type Side = number;

/** Who reads a local: the sides under which all readers stand, and the choices in which they are. */
interface Readers {
  sides: readonly Side[];
  readonly choices: Set<Expr>;
}

/**
 * The same statements, where numbers that several choices by a test read, and nothing else, are 0 where they are not read.
 * `read` are the locals that are read after the statements, under no test.
 */
export function computeUnderTests(body: readonly Stmt[], read: ReadonlySet<number>): readonly Stmt[] {
  return underTests(body, new Map([...read].map((id) => [id, { sides: [], choices: new Set() }])), new Map());
}

/** From the end on, as what is computed under a test reads under it itself. `known` are tests that are made before the statements. */
function underTests(body: readonly Stmt[], readers: Map<number, Readers>, known: ReadonlyMap<number, Local>): readonly Stmt[] {
  const before = new Map(known);
  for (const stmt of body) if (isTest(stmt)) before.set(stmt.local.id, stmt.local);
  const found: Stmt[] = [];
  for (const stmt of [...body].reverse()) {
    if (isTest(stmt)) before.delete(stmt.local.id);
    const inside = bodyOf(stmt).length > 0 ? underTests(bodyOf(stmt), readers, before) : [];
    const placed = stmt.kind === "for" || stmt.kind === "block" ? { ...stmt, body: inside } : guarded(stmt, readers, before);
    for (const expr of exprsOf(placed)) noteReads(expr, readers);
    found.push(placed);
  }
  return found.reverse();
}

function isTest(stmt: Stmt): stmt is Stmt & { readonly kind: "let" } {
  return stmt.kind === "let" && !stmt.mutable && stmt.local.type === "condition";
}

function guarded(stmt: Stmt, readers: ReadonlyMap<number, Readers>, before: ReadonlyMap<number, Local>): Stmt {
  if (stmt.kind !== "let" || stmt.mutable || (stmt.value.kind !== "apply" && stmt.value.kind !== "call")) return stmt;
  const all = readers.get(stmt.local.id);
  const side = all?.sides.find((each) => before.has(each >> 1));
  if (all === undefined || side === undefined || all.choices.size < 2) return stmt;
  const test: Cond = { kind: "condition", local: before.get(side >> 1) as Local };
  const [then, otherwise]: readonly Num[] = side % 2 === 0 ? [stmt.value, ZERO] : [ZERO, stmt.value];
  return { ...stmt, value: { kind: "select", test, then: then as Num, else: otherwise as Num } };
}

/** Notes the locals in an expression. */
function noteReads(whole: Expr, readers: Map<number, Readers>): void {
  const open: { readonly at: Expr; readonly sides: readonly Side[]; readonly choice: Expr | undefined }[] = [
    { at: whole, sides: [], choice: undefined },
  ];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { at, sides, choice } = top;
    if (at.kind === "local") note(readers, at.local.id, sides, choice ?? at);
    else if (at.kind === "select" && at.test.kind === "condition") {
      const side = 2 * at.test.local.id;
      open.push(
        { at: at.then, sides: [...sides, side], choice: choice ?? at },
        { at: at.else, sides: [...sides, side + 1], choice: choice ?? at },
      );
    } else for (const part of partsOf(at)) open.push({ at: part, sides, choice });
  }
}

function note(readers: Map<number, Readers>, id: number, sides: readonly Side[], choice: Expr): void {
  const known = readers.get(id);
  if (known === undefined) readers.set(id, { sides, choices: new Set([choice]) });
  else {
    known.sides = known.sides.filter((side) => sides.includes(side));
    known.choices.add(choice);
  }
}
