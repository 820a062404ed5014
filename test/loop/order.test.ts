// Statements in the order in which they are needed: the same memory comes out, and fewer values are kept meanwhile.
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { valueOf, runBody, type Machine } from "../../src/loop/interpret.js";
import { apply, counter, int, load, number, store, use, type Buffer, type Local, type Num, type Stmt } from "../../src/loop/ir.js";
import { inOrderOfNeed } from "../../src/loop/order.js";
import { difference, generated, interpreted, plainGraph } from "../support/agreement.js";

const local = (id: number, type: Local["type"] = "number"): Local => ({ id, hint: `t${id}`, type });
const buffers = [100, 101, 102].map((id): Buffer => {
  return { id, hint: `b${id}`, type: "f64", kind: id === 102 ? "output" : "scratch", shape: [4] };
});

/** Random statements: values of values, stores into single elements and sums into them, loops over whole arrays, running sums. */
function randomBody(seed: number): Stmt[] {
  let state = seed;
  const below = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const anyBuffer = (): Buffer => buffers[below(3)] as Buffer;
  const known: Local[] = [];
  const value = (): Num => {
    const one = known[below(known.length + 1)];
    return below(3) === 0 ? load(anyBuffer(), int(below(4))) : one === undefined ? number(below(9) + 1) : use(one);
  };
  return Array.from({ length: 60 }, (_, i): Stmt[] => {
    const [own, at] = [local(i + 1), local(1000 + i, "index")];
    const kind = below(6);
    if (kind === 0) return [store(anyBuffer(), int(below(4)), value(), below(2) === 0)];
    if (kind === 1) {
      const body = [store(anyBuffer(), counter(at), apply("sub", load(anyBuffer(), counter(at)), value()))];
      return [{ kind: "for", local: at, from: int(0), to: int(4), step: 1, body }];
    }
    if (kind === 2) return [{ kind: "fill", buffer: anyBuffer(), value: below(3) }];
    const result: Stmt = { kind: "let", local: own, value: apply("add", value(), value()), mutable: false };
    const sum: Stmt[] = [
      { kind: "let", local: own, value: number(0), mutable: true },
      {
        kind: "for", local: at, from: int(0), to: int(4), step: 1,
        body: [{ kind: "assign", local: own, value: apply("add", use(own), load(anyBuffer(), counter(at))) }],
      },
    ];
    known.push(own);
    return kind === 3 ? sum : [result];
  }).flat();
}

function outcome(body: readonly Stmt[]): number[][] {
  const machine: Machine = { locals: new Map(), memory: new Map(), sizes: new Map(), runtime: new Map() };
  runBody(machine, body);
  return buffers.map((buffer) => [0, 1, 2, 3].map((i) => valueOf(machine, load(buffer, int(i)))));
}

test("random statements in the order of need leave the same in memory", () => {
  let moved = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const body = randomBody(seed);
    const ordered = inOrderOfNeed(body);
    expect(ordered.length).toBe(body.length);
    expect(new Set(ordered)).toEqual(new Set(body));
    moved += ordered.some((stmt, i) => stmt !== body[i]) ? 1 : 0;
    expect(outcome(ordered)).toEqual(outcome(body));
  }
  expect(moved).toBeGreaterThan(150);
});

test("of sums that share nothing each is done, with its derivatives, before the next one begins", () => {
  const term = (k: number): string => {
    const rows = Array.from({ length: 12 }, (_, i) =>
      `s${k}_${i + 1} = s${k}_${i} * cos(x${k}) - c${k}_${i} * sin(y${k})\nc${k}_${i + 1} = c${k}_${i} * x${k} + s${k}_${i} * y${k}`);
    return `s${k}_0 = x${k}\nc${k}_0 = y${k}\n${rows.join("\n")}\nf${k} = s${k}_12^2`;
  };
  const all = Array.from({ length: 8 }, (_, k) => k);
  const params = all.map((k) => `x${k}, y${k}`).join(", ");
  const text = [`param ${params}`, ...all.map(term), `output f = ${all.map((k) => `f${k}`).join(" + ")}`].join("\n");
  const code = compile(text, { target: "js" }).code ?? "";
  const slots = [...code.matchAll(/const slots\d* = new Float64Array\((\d+)\)/g)].map(([, count]) => Number(count));
  expect(code).toContain("Part2");
  // the way back of one of them reads some 24 values of its way there
  expect(Math.max(...slots)).toBeLessThan(100);
  const point = Object.fromEntries(all.flatMap((k) => [[`x${k}`, 0.9 + k / 50], [`y${k}`, 0.3 - k / 40]]));
  expect(difference(interpreted(plainGraph(text), point), generated(text, point), 1e-10)).toBeUndefined();
});
