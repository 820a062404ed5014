// What names stand for while a program is elaborated.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import type { Expr, LocalStatement, Name } from "../syntax/ast.js";
import type { NodeId } from "../graph/graph.js";

/** A value: one node, or a record with a scalar node for each field. */
export type Value = NodeId | RecordValue;

export interface RecordValue {
  readonly fields: readonly string[];
  readonly nodes: readonly NodeId[];
}

export interface UserFunction {
  readonly name: string;
  readonly params: readonly Name[];
  /** Names of its own, in order, each known in what follows. */
  readonly locals: readonly LocalStatement[];
  readonly body: Expr;
  /** The names that the body may use besides its parameters. */
  readonly scope: Scope;
  /** Where faults in the body are told: an imported function has a text of its own. */
  readonly report: Report;
  /** Parameters with respect to which the body differentiates. */
  readonly wrt: ReadonlySet<string>;
  /** Its text and those of the functions that it calls; undefined where it needs other names of its program. */
  readonly definitions: readonly string[] | undefined;
}

export type Binding =
  | { readonly kind: "value"; readonly value: Value; readonly span: Span }
  | { readonly kind: "size"; readonly span: Span }
  | { readonly kind: "function"; readonly fn: UserFunction; readonly span: Span }
  /** Its definition is wrong and has been reported; uses stay silent. */
  | { readonly kind: "broken"; readonly span: Span };

export class Scope {
  private readonly bindings = new Map<string, Binding>();
  private readonly mends = new Map<string, string>();
  private readonly outer: Scope | undefined;
  /** What a binding of an outer scope is in here, where values are nodes of another graph. */
  private readonly capture: ((binding: Binding) => Binding) | undefined;
  /** Whether it is that of a function, whose names are its own. */
  private readonly isBody: boolean;

  constructor(outer?: Scope, capture?: (binding: Binding) => Binding, isBody = false) {
    this.outer = outer;
    this.capture = capture;
    this.isBody = isBody;
  }

  get(name: string): Binding | undefined {
    const own = this.bindings.get(name);
    if (own !== undefined) return own;
    const found = this.outer?.get(name);
    return found === undefined || this.capture === undefined ? found : this.capture(found);
  }

  /** What a name stands for that can't be given another meaning here: the names around a function are not its own. */
  taken(name: string): Binding | undefined {
    return this.bindings.get(name) ?? (this.isBody ? undefined : this.outer?.taken(name));
  }

  set(name: string, binding: Binding): void {
    this.bindings.set(name, binding);
  }

  /** Says what is likely meant by a name that stands for nothing here. */
  explain(name: string, mend: string): void {
    this.mends.set(name, mend);
  }

  mendOf(name: string): string | undefined {
    return this.mends.get(name) ?? this.outer?.mendOf(name);
  }

  own(): Iterable<[string, Binding]> {
    return this.bindings.entries();
  }

  names(): string[] {
    return [...this.bindings.keys(), ...(this.outer?.names() ?? [])];
  }
}

export function isRecord(value: Value): value is RecordValue {
  return typeof value === "object";
}
