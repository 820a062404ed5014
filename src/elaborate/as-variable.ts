// Values that derivatives are taken with respect to.
import type { Span } from "../diagnostics/source.js";
import type { NodeId } from "../graph/graph.js";
import { listedScalars } from "../graph/lists.js";
import { placed, type Context } from "./context.js";
import { isRecord, type Value } from "./scope.js";

/** A longer list of scalars that is differentiated by is one variable. */
const MAX_LISTED = 64;

/** A value that derivatives are taken with respect to, kept apart from equal values. */
export function asVariable(c: Context, name: string, value: Value, span: Span): Value {
  c.b.origin = { ...placed(c, span), via: [], name };
  const mark = (id: NodeId): NodeId => c.b.apply("named", [id], { name, mark: c.b.graph.size });
  if (isRecord(value)) return { fields: value.fields, nodes: value.nodes.map(mark) };
  const scalars = listedScalars(c.b, value, MAX_LISTED);
  return scalars === undefined ? mark(value) : c.b.apply("stack", scalars.map(mark), c.b.node(value).attrs);
}
