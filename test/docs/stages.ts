// One program on its way through the compiler, each stage as text: the dumps of docs/architecture.md.
import { Report } from "../../src/diagnostics/diagnostic.js";
import { differentiate } from "../../src/differentiate/request.js";
import { resolveDerivatives } from "../../src/differentiate/resolve.js";
import { elaborateProgram } from "../../src/elaborate/program.js";
import { reachable } from "../../src/graph/evaluate.js";
import { attrsKey, type Attrs, type NodeId } from "../../src/graph/graph.js";
import { rootsOf, type Program } from "../../src/graph/program.js";
import { compile } from "../../src/index.js";
import { lower } from "../../src/loop/lower.js";
import { partsOf, use, type Buffer, type Expr as LoopExpr, type Num, type Stmt } from "../../src/loop/ir.js";
import { contractionOf } from "../../src/ops/contraction.js";
import { makePlan, type Plan } from "../../src/plan/plan.js";
import { formatDim } from "../../src/shape/dim.js";
import { formatShape } from "../../src/shape/shape.js";
import { simplify } from "../../src/simplify/simplify.js";
import { parseProgram } from "../../src/syntax/parse.js";
import { postorder, type Expr, type Statement } from "../../src/syntax/ast.js";

/** Name and text of each stage, in order. */
export function stagesOf(name: string, text: string): ReadonlyMap<string, string> {
  const source = { name: `${name}.grad`, text };
  const report = new Report(source);
  const statements = parseProgram(source, report);
  const elaborated = elaborateProgram(source, statements, report);
  const stable = simplify(elaborated, { level: "safe", phase: "stabilize" });
  const differentiated = differentiate(resolveDerivatives(stable, report), {}, report);
  const canonical = simplify(differentiated, { level: "safe", phase: "canonicalize" });
  const finished = simplify(canonical, { level: "safe", phase: "finish" });
  report.check();
  const plan = makePlan(finished.builder, rootsOf(finished));
  return new Map([
    ["statements", statements.map(statementText).join("\n")],
    ["graph", graphText(elaborated)],
    ["stabilized", graphText(stable)],
    ["differentiated", graphText(differentiated)],
    ["canonical", graphText(canonical)],
    ["plan", planText(plan)],
    ["loop", loopText(finished, plan)],
    ["module", gradientFunction(compile(text, { file: source.name }).code ?? "")],
  ]);
}

/** The function of a module that computes the gradient. */
function gradientFunction(code: string): string {
  return /^ *function computeGradient[\s\S]*?^ {2}\}/m.exec(code)?.[0].replace(/^ {2}/gm, "") ?? "";
}

function statementText(s: Statement): string {
  const at = `${s.span.start}..${s.span.end}`.padEnd(8);
  switch (s.kind) {
    case "declare": return `${at}${s.role} ${s.items.map((i) => i.name + (i.dims.length === 0 ? "" : `[${i.dims.map((d) => ("name" in d ? d.name : d.size)).join(", ")}]`)).join(", ")}`;
    case "assign": return `${at}${s.isOutput ? "output " : ""}${s.target.name} = ${expressionText(s.value)}`;
    default: return at + s.kind;
  }
}

/** An expression as nested calls. */
function expressionText(root: Expr): string {
  const texts = new Map<Expr, string>();
  const of = (e: Expr): string => texts.get(e) ?? "";
  for (const e of postorder(root)) {
    texts.set(e, e.kind === "number" ? String(e.value) : e.kind === "name" ? e.name
      : e.kind === "unary" ? `(${e.op} ${of(e.arg)})` : e.kind === "binary" ? `(${e.op} ${of(e.left)} ${of(e.right)})`
        : e.kind === "call" ? `(${e.name} ${e.args.map(of).join(" ")})` : e.kind);
  }
  return of(root);
}

/** A line for each node that a result needs: its id, operation, arguments, shape, and what made it. */
function graphText(program: Program): string {
  const b = program.builder;
  const lines = reachable(b, rootsOf(program)).map((id) => {
    const { op, args, attrs, shape, origin } = b.node(id);
    const named = program.names.get(id) ?? gradientName(program, id);
    const text = `${`%${id}`.padEnd(4)}${op}${attrsText(op, attrs)} ${args.map((a) => `%${a}`).join(" ")}`.trimEnd();
    return `${text.padEnd(34)}${(shape.length === 0 ? "" : formatShape(shape)).padEnd(5)}${[...(named === undefined ? [] : [`= ${named}`]), ...(origin.via.length === 0 ? [] : [`via ${origin.via.join(", ")}`])].join("  ")}`.trimEnd();
  });
  return lines.join("\n");
}

function gradientName(program: Program, id: NodeId): string | undefined {
  const block = program.derivatives.gradient.find((g) => g.nodes.includes(id));
  const output = program.outputs.find((o) => o.nodes.includes(id));
  return block === undefined ? output?.name : `d${block.wrt.join("_")}`;
}

/** A contraction with letters for its labels, as in ij,j->i. */
function attrsText(op: string, attrs: Attrs): string {
  if (op !== "contract") return op === "constant" || op === "variable"
    ? ` ${String(attrs.value ?? attrs.name)}`
    : attrsKey(attrs) === ""
    ? ""
    : ` {${attrsKey(attrs)}}`;
  const { labels, out } = contractionOf(attrs);
  const letters = (all: readonly number[]): string => all.map((l) => "ijklmn".charAt(l)).join("");
  return ` ${labels.map(letters).join(",")}->${letters(out)}`;
}

function planText(plan: Plan): string {
  return plan.steps.map((step, i) => {
    if (step.kind === "scalars") return `${i + 1} scalars ${step.nodes.map((id) => `%${id}`).join(" ")}`;
    if (step.kind === "kernel") return `${i + 1} kernel  ${step.nodes.map((id) => `%${id}`).join(" ")}`;
    const members = step.members.map(
      (m) => (m.role === "piece" ? `piece of %${m.piece.target}` : `${m.isLocal ? "local" : m.role} %${m.node}`),
    );
    return `${i + 1} loop ${formatShape(step.shape)} ${members.join(", ")}`;
  }).join("\n");
}

function loopText(program: Program, plan: Plan): string {
  let next = 0;
  let temporaries = 0;
  const b = program.builder;
  const hint = (id: NodeId): string | undefined => program.names.get(id) ?? gradientName(program, id);
  const variable = (id: NodeId): string => String(b.node(id).attrs.name);
  const scalars = plan.uses.order.filter((id) => b.node(id).op === "variable" && b.shape(id).length === 0);
  const inputs = new Map<NodeId, Num>(scalars.map((id) => [id, use({ id: next++, hint: variable(id), type: "number" })]));
  const bufferOf = (id: NodeId): Buffer => {
    const isInput = b.node(id).op === "variable";
    return {
      id: next++, hint: isInput ? variable(id) : hint(id) ?? "t", type: "f64", kind: isInput ? "input" : "output",
      shape: b.shape(id),
    };
  };
  const named = new Map<NodeId, string>();
  const name = (id: NodeId): string => {
    const known = named.get(id) ?? hint(id) ?? `t${++temporaries}`;
    named.set(id, known);
    return known;
  };
  const { body, scalars: results } = lower(
    plan, { hint, name, comment: (id) => `%${id}`, inside: () => { throw new Error("no loop is shown"); } }, bufferOf,
    inputs, () => next++,
  );
  const ends = rootsOf(program).filter((id) => b.shape(id).length === 0).map(
    (id) => `result ${hint(id) ?? ""} ${exprText(results.get(id) as Num)}`,
  );
  return [...body.flatMap((s) => stmtLines(s, "")), ...ends].join("\n");
}

function stmtLines(s: Stmt, indent: string): string[] {
  switch (s.kind) {
    case "block": return [`${indent}block ${s.comment}`, ...s.body.flatMap((inner) => stmtLines(inner, `${indent}  `))];
    case "for": return [
      `${indent}for ${s.local.hint} from ${exprText(s.from)} to ${exprText(s.to)}${s.step === 1 ? "" : ` by ${s.step}`}`,
      ...s.body.flatMap((inner) => stmtLines(inner, `${indent}  `)),
    ];
    case "let": return [`${indent}let ${s.mutable ? "mutable " : ""}${s.local.hint} ${exprText(s.value)}`];
    case "assign": return [`${indent}assign ${s.local.hint} ${exprText(s.value)}`];
    case "store": return [`${indent}store ${s.buffer.hint} ${exprText(s.at)} ${exprText(s.value)}`];
    default: return [indent + s.kind];
  }
}

function exprText(expr: LoopExpr): string {
  switch (expr.kind) {
    case "number": case "int": return String(expr.value);
    case "local": case "counter": case "condition": return expr.local.hint;
    case "load": return `(load ${expr.buffer.hint} ${exprText(expr.at)})`;
    case "size": return formatDim(expr.dim);
    case "extent": return expr.shape.map(formatDim).join(" x ");
    case "apply": return `(${expr.op} ${expr.args.map(exprText).join(" ")})`;
    case "call": return `(${expr.fn} ${expr.args.map(exprText).join(" ")})`;
    case "compare": case "logic": return `(${expr.op} ${partsOf(expr).map(exprText).join(" ")})`;
    default: return `(${expr.kind} ${partsOf(expr).map(exprText).join(" ")})`;
  }
}
