// One node as a line of text, over nodes that have names: the comment of a block of generated code.
import type { NodeId } from "../graph/graph.js";
import type { Program } from "../graph/program.js";
import { indexLetter } from "./naming.js";
import { readNode } from "./read.js";
import type { Reading } from "./reading.js";
import { name, type Written } from "./written.js";
import { writeText } from "./write-text.js";

const ELLIPSIS = "…";
/** Bounds the depth of what is written out. */
const MOST_NODES = 400;

/**
 * The formula of a node: nodes in `named` by their names, all others written out. What is too long
 * is cut with an ellipsis; nothing far below the node is visited.
 */
export function formulaOf(program: Pick<Program, "builder">, id: NodeId, named: ReadonlyMap<NodeId, string>, maxLength = 100): string {
  const b = program.builder;
  const written = new Map<NodeId, Written>();
  const cut = (at: NodeId): Written => name(ELLIPSIS, b.shape(at).length > 0);
  const reading: Reading = {
    b, pretty: true,
    written: (at) => {
      const text = named.get(at);
      return written.get(at) ?? (text === undefined ? cut(at) : name(text, b.shape(at).length > 0));
    },
    isOpen: (at) => written.has(at),
    helper: (text) => text,
    letter: indexLetter,
  };
  for (const at of nearest(program, id, named, Math.min(Math.ceil(maxLength / 2), MOST_NODES))) {
    const w = readNode(reading, b.node(at));
    written.set(at, w.width > 2 * maxLength && at !== id ? cut(at) : w);
  }
  const text = writeText(reading.written(id));
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).trimEnd()}${ELLIPSIS}`;
}

/** The nodes to write out, arguments first: those nearest to the node, and not more than could be shown. */
function nearest(program: Pick<Program, "builder">, id: NodeId, named: ReadonlyMap<NodeId, string>, most: number): NodeId[] {
  const found = new Set<NodeId>([id]);
  for (const at of found) {
    for (const arg of program.builder.node(at).args) {
      if (found.size >= most) break;
      if (!named.has(arg)) found.add(arg);
    }
  }
  return [...found].sort((a, b) => a - b);
}
