// An array whose last elements go, place by place, into another one that begins there lies in the memory of that one.
import { productOfDims, sameDim } from "../shape/dim.js";
import { timesOf, type Affine } from "./affine.js";
import { keyOf } from "./hoist.js";
import type { Buffer, Index, RoutineArg, Stmt } from "./ir.js";
import { livesIn, type Life } from "./lives.js";
import { mapNum, mapperWith, mapStatement, withoutBlocks } from "./map.js";
import { coversAll, usesIn, type Use } from "./rows.js";

/** The same statements with fewer arrays. */
export function workInPlace(body: readonly Stmt[], kept: ReadonlySet<number>): readonly Stmt[] {
  const lives = livesIn(body, kept);
  const homes = new Map<number, Move>();
  withoutBlocks(body).forEach((stmt, i) => {
    if (stmt.kind !== "for") return;
    const uses = [...usesIn([stmt]).values()];
    const free = new Set(uses.filter((all) => lives.get((all[0] as Use).buffer.id)?.from === i));
    for (const own of uses) {
      const { buffer } = own[0] as Use;
      const { from, to } = lives.get(buffer.id) as Life;
      if (buffer.kind !== "scratch" || buffer.data !== undefined || to !== i || from === i) continue;
      const next = [...free].find((other) => goesInto(own, other));
      if (next === undefined) continue;
      free.delete(next);
      homes.set(buffer.id, { from: buffer, to: (next[0] as Use).buffer });
    }
  });
  return homes.size === 0 ? body : moved(body, homes);
}

interface Move {
  readonly from: Buffer;
  readonly to: Buffer;
}

/** Whether each element of one array is read for the last time where the same element of another is stored for the first time. */
function goesInto(from: readonly Use[], to: readonly Use[]): boolean {
  const [{ buffer }, stored] = [from[0], to[0]] as [Use, Use];
  if (stored.buffer.kind !== "scratch" && stored.buffer.kind !== "output") return false;
  if (buffer.type !== stored.buffer.type || stored.index === undefined || from.some(({ kind }) => kind !== "load")) return false;
  const size = productOfDims(stored.buffer.shape);
  if (!sameDim(size, productOfDims(buffer.shape)) || !coversAll(to, size)) return false;
  // each element once
  if (stored.loops.some(({ local }) => timesOf(stored.at as Affine, local.id) === 0)) return false;
  const key = keyOf(stored.index);
  return from.every(({ loops, place, index }) => (
    place <= stored.place && keyOf(index as Index) === key &&
    loops.length === stored.loops.length && loops.every((loop, i) => loop === stored.loops[i])
  ));
}

function moved(body: readonly Stmt[], homes: ReadonlyMap<number, Move>): readonly Stmt[] {
  const homeOf = (buffer: Buffer): Buffer => {
    let at = buffer;
    for (let next = homes.get(at.id)?.to; next !== undefined; next = homes.get(at.id)?.to) at = next;
    return at === buffer ? buffer : { ...at, shape: buffer.shape };
  };
  const names = new Map([...homes.values()].map(({ from }) => [from.hint, homeOf(from).hint]));
  const map = mapperWith((parts) => ({
    num: (num) => {
      const mapped = mapNum(num, parts);
      return mapped.kind === "load" ? { ...mapped, buffer: homeOf(mapped.buffer) } : mapped;
    },
  }));
  const argument = (arg: RoutineArg): RoutineArg =>
    (arg.kind === "view" || arg.kind === "array" ? { ...arg, buffer: homeOf(arg.buffer) } : arg);
  const visit = (stmt: Stmt): readonly Stmt[] => {
    const mapped = mapStatement(stmt, map);
    switch (mapped.kind) {
      case "store": {
        const placed = { ...mapped, buffer: homeOf(mapped.buffer) };
        return isThere(placed) ? [] : [placed];
      }
      case "fill": return [{ ...mapped, buffer: homeOf(mapped.buffer) }];
      case "routine": return [{ ...mapped, args: mapped.args.map(argument) }];
      case "for": {
        const inner = mapped.body.flatMap(visit);
        return inner.length === 0 ? [] : [{ ...mapped, body: inner }];
      }
      case "block": return [{ ...mapped, comment: told(mapped.comment, names), body: mapped.body.flatMap(visit) }];
      default: return [mapped];
    }
  };
  return body.flatMap(visit);
}

/** Whether a store puts an element where it is. */
function isThere({ buffer, at, value, add }: Extract<Stmt, { kind: "store" }>): boolean {
  return !add && value.kind === "load" && value.buffer.id === buffer.id && keyOf(value.at) === keyOf(at);
}

/** `t1 = X * W  [m, h], in H` */
function told(comment: string, names: ReadonlyMap<string, string>): string {
  return comment.split("\n").map((line) => {
    const name = names.get(line.slice(0, Math.max(0, line.indexOf(" = "))));
    return name === undefined ? line : `${line}, in ${name}`;
  }).join("\n");
}
