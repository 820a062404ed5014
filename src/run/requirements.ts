// What must hold of a point before a program is run at it: sizes that fit, and places that are whole numbers.
import type { Point } from "../graph/evaluate.js";
import type { IndexUse, Program, Requirement } from "../graph/program.js";
import { evaluateDim, namesOfDim } from "../shape/dim.js";
import { PointError } from "../diagnostics/faults.js";

/** Throws a PointError for the first thing that does not hold. */
export function checkRequirements(program: Program, point: Point): void {
  for (const requirement of program.requirements) checkSize(requirement, point);
  for (const use of program.indices) checkIndex(program, use, point);
}

function checkSize({ dim, least, what }: Requirement, { sizes }: Point): void {
  if (evaluateDim(dim, sizes) >= least) return;
  const given = namesOfDim(dim).map((name) => `${name} = ${sizes.get(name)}`).join(" and ");
  throw new PointError(`${what.charAt(0).toUpperCase()}${what.slice(1)} does not fit ${given}.`);
}

function checkIndex({ builder }: Program, { node, first, size }: IndexUse, point: Point): void {
  const { op, attrs, args } = builder.node(node);
  const isVariable = op === "variable";
  const places = isVariable ? point.values.get(String(attrs.name))?.data ?? [] : args.map((a) => builder.constantOf(a) ?? first);
  const last = evaluateDim(size, point.sizes) - 1 + first;
  const wrong = [...places].findIndex((x) => !Number.isInteger(x) || x < first || x > last);
  if (wrong < 0) return;
  const name = isVariable ? `${String(attrs.name)}[${wrong + 1}]` : "An index";
  throw new PointError(`${name} is ${places[wrong]}, but must be a whole number from ${first} to ${last}.`);
}
