// A formula as people write it: a small tree between the graph and its text or LaTeX. It is always
// shallow, as long formulas are cut into named parts; `width` is about the length of its text.

export type Item = string | Written;

interface Base {
  /** Whether the value has dimensions: products of two arrays need a dot. */
  readonly isArray: boolean;
  readonly width: number;
  readonly depth: number;
}

export type Written =
  | Base & { readonly kind: "number"; readonly value: number }
  | Base & { readonly kind: "name"; readonly name: string; readonly binds: number }
  | Base & { readonly kind: "call"; readonly name: string; readonly args: readonly Written[] }
  | Base & { readonly kind: "infix"; readonly symbol: string; readonly left: Written; readonly right: Written }
  | Base & { readonly kind: "prefix"; readonly symbol: "-" | "not"; readonly arg: Written }
  | Base & { readonly kind: "transpose"; readonly arg: Written }
  | Base & { readonly kind: "choice"; readonly test: Written; readonly then: Written; readonly otherwise: Written }
  /** `A[1:3, :]`; an item is a range as text, or a vector of places. */
  | Base & { readonly kind: "index"; readonly object: Written; readonly items: readonly Item[] }
  | Block
  /** `[a, b; c, d]`: rows of the last two dimensions. */
  | Base & { readonly kind: "list"; readonly items: readonly Written[] };

/** `for t = 1:T, h[0] = h0 { … }`. */
export interface Block extends Base {
  readonly kind: "block";
  readonly index: string;
  readonly range: string;
  /** The values before the first step, at a place as text. */
  readonly starts: readonly { readonly name: string; readonly at: string; readonly value: Written }[];
  /** In order; what `isStep` has a value at each step, anything else is known in the block alone. */
  readonly lines: readonly { readonly name: string; readonly isStep: boolean; readonly value: Written }[];
}

export type Infix = Extract<Written, { kind: "infix" }>;

/** How tightly each form binds, as in mathjs. */
export const BINDS = { choice: 0, or: 2, and: 4, compare: 6, add: 10, multiply: 11, unary: 12, power: 14, postfix: 15, atom: 16 } as const;

const SYMBOL_BINDS: ReadonlyMap<string, number> = new Map([
  ["or", BINDS.or], ["and", BINDS.and], ["+", BINDS.add], ["-", BINDS.add],
  ["*", BINDS.multiply], ["/", BINDS.multiply], [".*", BINDS.multiply], ["./", BINDS.multiply], ["mod", BINDS.multiply],
  ["^", BINDS.power], [".^", BINDS.power],
]);

export function symbolBinds(symbol: string): number {
  return SYMBOL_BINDS.get(symbol) ?? BINDS.compare;
}

export function number(value: number): Written {
  const width = Math.abs(value) === Math.PI || Math.abs(value) === Math.E ? 2 : String(value).length;
  return { kind: "number", value, isArray: false, width, depth: 1 };
}

/** A name, or a text that binds as given. */
export function name(text: string, isArray: boolean, binds: number = BINDS.atom): Written {
  return { kind: "name", name: text, binds, isArray, width: text.length, depth: 1 };
}

export function call(text: string, args: readonly Written[], isArray: boolean): Written {
  return { kind: "call", name: text, args, isArray, width: text.length + 2 + widthOf(args), depth: depthOf(args) };
}

export function infix(symbol: string, left: Written, right: Written): Written {
  const width = left.width + right.width + symbol.length + 2;
  return { kind: "infix", symbol, left, right, isArray: left.isArray || right.isArray, width, depth: depthOf([left, right]) };
}

export function prefix(symbol: "-" | "not", arg: Written): Written {
  return { kind: "prefix", symbol, arg, isArray: arg.isArray, width: arg.width + symbol.length, depth: arg.depth + 1 };
}

export function transposed(arg: Written): Written {
  if (arg.kind === "transpose") return arg.arg;
  if (arg.kind === "call" && arg.name === "identity") return arg;
  // (A' * B)' is B' * A
  if (isInfix(arg, "*") && arg.left.kind === "transpose" && arg.right.isArray)
    return { ...arg, left: transposed(arg.right), right: arg.left.arg };
  return { kind: "transpose", arg, isArray: arg.isArray, width: arg.width + 1, depth: arg.depth + 1 };
}

export function choice(test: Written, then: Written, otherwise: Written): Written {
  const parts = [test, then, otherwise];
  return { kind: "choice", test, then, otherwise, isArray: parts.some((p) => p.isArray), width: widthOf(parts) + 2, depth: depthOf(parts) };
}

export function index(object: Written, items: readonly Item[], isArray: boolean): Written {
  const joined = object.kind === "index" ? placesIn(object.items, items) : undefined;
  if (object.kind === "index" && joined !== undefined) return index(object.object, joined, isArray);
  if (object.kind === "transpose" && items.length === 2) {
    const part = index(object.arg, [...items].reverse(), isArray);
    return items.every(isRange) ? transposed(part) : part;
  }
  const width = object.width + 2 + items.reduce((sum, i) => sum + 2 + (typeof i === "string" ? i.length : i.width), 0);
  return { kind: "index", object, items, isArray, width, depth: object.depth + 1 };
}

/**
 * The items of an index in what another index leaves whole or takes a range of: `A[2, :]` at 3 is `A[2, 3]`, `x[2:end]`
 * at t `x[t + 1]`.
 */
function placesIn(outer: readonly Item[], inner: readonly Item[]): Item[] | undefined {
  if (!outer.every((i) => typeof i === "string") || outer.filter(isRange).length !== inner.length) return undefined;
  const left = [...inner];
  const joined = outer.map((i) => (isRange(i) ? placeIn(i as string, left.shift() as Item) : i));
  return joined.includes(undefined) ? undefined : joined as Item[];
}

/** Whether an item leaves a dimension. */
function isRange(item: Item): boolean {
  return typeof item === "string" ? item.includes(":") : item.isArray;
}

function placeIn(range: string, item: Item): Item | undefined {
  if (range === ":" || item === ":") return range === ":" ? item : range;
  const [, first] = /^(\d+):[^:]+$/.exec(range) ?? [];
  if (first === undefined || typeof item !== "string" || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(item) || item === "end") return undefined;
  return first === "1" ? item : `${item} + ${Number(first) - 1}`;
}

export function list(items: readonly Written[]): Written {
  return { kind: "list", items, isArray: true, width: widthOf(items) + 2, depth: depthOf(items) };
}

export function block(parts: Pick<Block, "index" | "range" | "starts" | "lines">): Block {
  return { kind: "block", ...parts, isArray: true, width: 1, depth: 1 };
}

function widthOf(parts: readonly Written[]): number {
  return parts.reduce((sum, p) => sum + p.width + 2, 0);
}

function depthOf(parts: readonly Written[]): number {
  return 1 + parts.reduce((most, p) => Math.max(most, p.depth), 0);
}

export function isNumber(w: Written, value?: number): w is Extract<Written, { kind: "number" }> {
  return w.kind === "number" && (value === undefined || Object.is(w.value, value));
}

export function isInfix(w: Written, ...symbols: string[]): w is Infix {
  return w.kind === "infix" && symbols.includes(w.symbol);
}

/** What a formula is made of, in the order of its text. */
export function partsOf(w: Written): readonly Written[] {
  switch (w.kind) {
    case "number": case "name": return [];
    case "call": return w.args;
    case "infix": return [w.left, w.right];
    case "prefix": case "transpose": return [w.arg];
    case "choice": return [w.test, w.then, w.otherwise];
    case "index": return [w.object, ...w.items.filter((i) => typeof i !== "string")];
    case "list": return w.items;
    case "block": return [...w.starts.map((s) => s.value), ...w.lines.map((line) => line.value)];
  }
}

/** The same formula of other parts. */
export function withParts(w: Written, change: (part: Written) => Written): Written {
  switch (w.kind) {
    case "number": case "name": return w;
    case "call": return { ...w, args: w.args.map(change) };
    case "infix": return { ...w, left: change(w.left), right: change(w.right) };
    case "prefix": case "transpose": return { ...w, arg: change(w.arg) };
    case "choice": return { ...w, test: change(w.test), then: change(w.then), otherwise: change(w.otherwise) };
    case "index": return { ...w, object: change(w.object), items: w.items.map((i) => (typeof i === "string" ? i : change(i))) };
    case "list": return { ...w, items: w.items.map(change) };
    case "block": {
      const own = <T extends { readonly value: Written }>(all: readonly T[]): T[] =>
        all.map((one) => ({ ...one, value: change(one.value) }));
      return { ...w, starts: own(w.starts), lines: own(w.lines) };
    }
  }
}

/** How tightly a formula binds as a part of a larger one. */
export function binds(w: Written): number {
  switch (w.kind) {
    case "number": return w.value < 0 || Object.is(w.value, -0) ? BINDS.unary : Number.isFinite(w.value) ? BINDS.atom : BINDS.multiply;
    case "name": return w.binds;
    case "infix": return symbolBinds(w.symbol);
    // -a * b is read as (-a) * b, which is the same number
    case "prefix": return w.symbol === "-" && isInfix(w.arg, "*", "/", ".*", "./") ? BINDS.multiply : BINDS.unary;
    case "transpose": return BINDS.postfix;
    case "choice": return BINDS.choice;
    default: return BINDS.atom;
  }
}

/** `i = 1:n`: the values of an index, as an argument. */
export function binding(letter: string, last: string): Written {
  return name(`${letter} = 1:${last}`, false, BINDS.choice);
}

/** The letter of an index whose values are given, with the first and the last of them. */
export function boundRange(w: Written): { readonly letter: string; readonly first: string; readonly last: string } | undefined {
  const [, letter, first, last] = w.kind === "name" ? /^(\w+) = (.+):(.+)$/.exec(w.name) ?? [] : [];
  return letter === undefined || first === undefined || last === undefined ? undefined : { letter, first, last };
}
