// The names of a program: where each is defined and used. Of a program with faults, as far as it could be read.
import { Report } from "../diagnostics/diagnostic.js";
import type { Source, Span } from "../diagnostics/source.js";
import { childrenOf, type Element, type Expr, type Name, type Statement } from "../syntax/ast.js";
import { parseDamaged } from "../syntax/parse.js";

export type SymbolKind = "param" | "input" | "size" | "value" | "output" | "function" | "parameter" | "index";

export interface ProgramSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly definition: Span;
  /** The statement that defines it. */
  readonly statement: Span;
  /** Every place, that of the definition first. */
  readonly places: Span[];
}

export interface Symbols {
  readonly source: Source;
  readonly all: readonly ProgramSymbol[];
  /** Names that nothing in the text defines: functions of the language and of imported files, constants. */
  readonly free: readonly Name[];
  readonly imports: readonly { readonly path: string; readonly span: Span }[];
}

class Names {
  private readonly own = new Map<string, ProgramSymbol>();
  private readonly around: Names | undefined;

  constructor(around?: Names) {
    this.around = around;
  }

  get(name: string): ProgramSymbol | undefined {
    return this.own.get(name) ?? this.around?.get(name);
  }

  set(symbol: ProgramSymbol): void {
    if (!this.own.has(symbol.name)) this.own.set(symbol.name, symbol);
  }
}

interface Walk {
  readonly all: ProgramSymbol[];
  readonly free: Name[];
}

export function symbolsOf(source: Source): Symbols {
  const { statements } = parseDamaged(source, new Report(source));
  const walk: Walk = { all: [], free: [] };
  const names = new Names();
  for (const s of statements) define(walk, names, s);
  for (const s of statements) use(walk, names, s);
  const imports = statements.flatMap((s) => (s.kind === "import" ? [{ path: s.path, span: s.pathSpan }] : []));
  return { source, all: walk.all, free: walk.free, imports };
}

/** The symbol at an offset, or at the end of which the offset is. */
export function symbolAt({ all }: Symbols, offset: number): { readonly symbol: ProgramSymbol; readonly span: Span } | undefined {
  for (const symbol of all) {
    const span = symbol.places.find((place) => holds(place, offset));
    if (span !== undefined) return { symbol, span };
  }
  return undefined;
}

export function freeAt({ free }: Symbols, offset: number): Name | undefined {
  return free.find(({ span }) => holds(span, offset));
}

export function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

function add(walk: Walk, names: Names, { name, span }: Name, kind: SymbolKind, statement: Span): void {
  const symbol: ProgramSymbol = { name, kind, definition: span, statement, places: [span] };
  names.set(symbol);
  walk.all.push(symbol);
}

/** What a statement gives a name to for those beside it, and for those in functions that stand before it. */
function define(walk: Walk, names: Names, s: Statement | Element): void {
  switch (s.kind) {
    case "declare":
      for (const item of s.items) {
        for (const dim of item.dims) if ("name" in dim && names.get(dim.name) === undefined) add(walk, names, dim, "size", s.span);
        add(walk, names, item, s.role, s.span);
      }
      return;
    case "assign": return add(walk, names, s.target, s.isOutput ? "output" : "value", s.span);
    case "function": return add(walk, names, s.target, "function", s.span);
    case "element":
      if (names.get(s.target.name) === undefined) add(walk, names, s.target, "value", s.span);
      return;
    case "for":
      for (const state of s.states) define(walk, names, state);
      for (const inner of s.body) define(walk, names, inner);
      return;
    case "output": case "expression": case "import": return;
  }
}

function use(walk: Walk, names: Names, s: Statement | Element): void {
  switch (s.kind) {
    case "declare":
      for (const dim of s.items.flatMap((item) => item.dims)) if ("name" in dim) refer(walk, names, dim);
      return;
    case "assign": case "expression": return expression(walk, names, s.value);
    case "output": return refer(walk, names, s.target);
    case "import": return;
    case "element":
      refer(walk, names, s.target);
      for (const part of [s.at, s.value]) expression(walk, names, part);
      return;
    case "function": {
      const inner = new Names(names);
      for (const param of s.params) add(walk, inner, param, "parameter", s.span);
      for (const local of s.locals) define(walk, inner, local);
      for (const local of s.locals) use(walk, inner, local);
      return expression(walk, inner, s.body);
    }
    case "for": {
      const inner = new Names(names);
      expression(walk, names, s.range);
      add(walk, inner, s.index, "index", s.span);
      for (const part of [...s.states, ...s.body]) use(walk, inner, part);
    }
  }
}

function refer(walk: Walk, names: Names, { name, span }: Name): void {
  const symbol = names.get(name);
  if (symbol === undefined) walk.free.push({ name, span });
  else if (!symbol.places.some(({ start }) => start === span.start)) symbol.places.push(span);
}

/** With a stack of its own: expressions may be as deep as anybody likes. */
function expression(walk: Walk, names: Names, root: Expr): void {
  const stack: (readonly [Expr, Names])[] = [[root, names]];
  while (stack.length > 0) {
    const [expr, scope] = stack.pop() as readonly [Expr, Names];
    let inner = scope;
    if (expr.kind === "name") refer(walk, scope, expr);
    if (expr.kind === "call") {
      refer(walk, scope, { name: expr.name, span: expr.nameSpan });
      const binds = expr.args.filter((arg) => arg.kind === "bind");
      if (binds.length > 0) inner = new Names(scope);
      for (const bind of binds) add(walk, inner, bind.target, "index", expr.span);
    }
    for (const part of [...childrenOf(expr)].reverse()) stack.push([part, inner]);
  }
}
