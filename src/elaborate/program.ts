// Statements to a graph: names, shapes, functions, outputs. All errors of a program are collected.
import { Abandon, type Report } from "../diagnostics/diagnostic.js";
import { placeOf, type ImportResolver, type Source, type Span } from "../diagnostics/source.js";
import { nth } from "../diagnostics/known.js";
import { namedConstants, opTable } from "../ops/index.js";
import { MAX_DEGREE, MAX_TERMS, namedDim, SizeLimit, type Dim } from "../shape/dim.js";
import { formatShape } from "../shape/shape.js";
import type { Declared, DimExpr, Expr, ForStatement, Statement } from "../syntax/ast.js";
import { Builder } from "../graph/builder.js";
import { Affines, isIndex } from "./affine.js";
import { surveyOf, type Survey } from "./derivative-names.js";
import { asNode, type Context } from "./context.js";
import { elaborate } from "./expression.js";
import { Formulas } from "../graph/formula.js";
import { definedBy, defineFunction, expressionsOf } from "./functions.js";
import { importFunctions, type Importing } from "./imports.js";
import type { NodeId } from "../graph/graph.js";
import { onFirstUse } from "../graph/once.js";
import { CountLimit, hasTooManyElements } from "../graph/limit.js";
import { asVariable } from "./as-variable.js";
import { builtinNames, checkFunctionName, checkName, powerMend } from "./names.js";
import { NO_DERIVATIVES, type Output, type Program, type Requirement, type Variable } from "../graph/program.js";
import { isRecord, Scope, type Value } from "./scope.js";
import { elaborateSteps, targetsOf } from "./steps.js";
import { freeNames, freeNamesOf } from "./uses.js";

/** What is known and made while the statements are taken in order. */
interface Elaboration extends Context, Importing, Survey {
  readonly source: Source;
  readonly statements: readonly Statement[];
  readonly declares: boolean;
  /** Names that the derivatives asked for from outside are taken by. */
  readonly asked: ReadonlySet<string>;
  readonly sizes: string[];
  readonly variables: Variable[];
  readonly outputs: Output[];
  readonly names: Map<NodeId, string>;
  /** Constants of which it was said which number they are. */
  readonly noted: Set<string>;
}

/** What else is known of a program's text. */
export interface Reading {
  /** Names whose definitions could not be read: their uses are no further faults. */
  readonly lostNames?: ReadonlySet<string>;
  readonly imports?: ImportResolver | undefined;
  /** Whether the product of a 0 that the program writes is 0, whatever the other factor holds; true unless given. */
  readonly writtenZeros?: boolean;
  /** Whether short vectors of an index stay vectors, as in formulas; in code their elements need no memory. */
  readonly wholeVectors?: boolean;
  /** What is differentiated by on request: in a program that declares nothing these names are no constants. */
  readonly wrt?: readonly string[] | undefined;
}

/** The graph of a program; faults go to the report, and the program is then only good for more checks. */
export function elaborateProgram(source: Source, statements: readonly Statement[], report: Report, reading: Reading = {}): Program {
  const e = start(source, statements, report, reading);
  for (const lost of reading.lostNames ?? []) e.scope.set(lost, { kind: "broken", span: { start: 0, end: 0 } });
  for (const statement of withCall(statements)) {
    if (report.isFull) break;
    attempt(e, statement);
  }
  if (!e.declares) for (const variable of e.variables) noteProduct(e, variable);
  if (e.outputs.length === 0) lastAsOutput(e);
  return {
    source, builder: e.b, variables: e.variables, outputs: e.outputs, sizes: e.sizes,
    requirements: e.requirements, indices: e.indices, names: e.names, calls: e.called, derivatives: NO_DERIVATIVES, seeds: [],
    isOverIndices: e.isOverIndices,
  };
}

/** A function that is the whole program is the output, with its arguments as params. */
function withCall(statements: readonly Statement[]): readonly Statement[] {
  const [own, ...others] = functionsOf(statements);
  if (own === undefined || others.length > 0) return statements;
  const { target: { name, span }, params } = own;
  const args = params.map((p) => ({ kind: "name", name: p.name, span: p.span }) as const);
  return [
    { kind: "declare", role: "param", items: params.map((p) => ({ ...p, dims: [] })), span },
    ...statements,
    { kind: "expression", value: { kind: "call", name, nameSpan: span, args, span }, span },
  ];
}

/** The functions of a program that has nothing else but imports; none where it has. */
function functionsOf(statements: readonly Statement[]): Extract<Statement, { kind: "function" }>[] {
  const functions = statements.filter((s) => s.kind === "function");
  return statements.every((s) => s.kind === "function" || s.kind === "import") ? functions : [];
}

function start(
  source: Source, statements: readonly Statement[], report: Report, { imports, writtenZeros = true, wholeVectors = false, wrt }: Reading,
): Elaboration {
  const b = new Builder(opTable, { writtenZeros });
  const lines = onFirstUse(() => definitionSpans(statements));
  const requirements: Requirement[] = [];
  const variables: Variable[] = [];
  return {
    b, formulas: new Formulas(b), report, source, program: source, statements, scope: new Scope(), affines: new Affines(b),
    at: [], depth: 0, wholeVectors, calls: new Map(), called: new Map(), elaborate, steps: elaborateSteps,
    isGiven: (id) => isIndex(b.node(id)) || variables.some((v) => v.role === "input" && v.nodes.includes(id)),
    requirements, require: (requirement) => requirements.push(requirement), indices: [], sizes: [], variables,
    outputs: [], names: new Map(), noted: new Set(),
    declares: statements.some((s) => s.kind === "declare"),
    ...surveyOf(statements.flatMap(expressionsOf)),
    asked: new Set(wrt),
    builtins: new Set(builtinNames()),
    imports, importing: [source.name], imported: new Set([source.name]),
    definedLater: (name, use) => {
      const span = lines().get(name);
      return span === undefined || span.start < use.start ? undefined : placeOf(source, span.start).line;
    },
  };
}

function attempt(e: Elaboration, statement: Statement): void {
  try {
    take(e, statement);
  } catch (error) {
    if (error instanceof CountLimit) e.report.error(error.span, error.code, error.most);
    else if (error instanceof SizeLimit) e.report.error(e.b.origin.span, "size-too-long", MAX_TERMS, MAX_DEGREE);
    else if (!(error instanceof Abandon)) throw error;
    const target = statement.kind === "assign" || statement.kind === "function" ? statement.target : undefined;
    if (target !== undefined && e.scope.get(target.name) === undefined) e.scope.set(target.name, { kind: "broken", span: target.span });
    if (statement.kind === "for")
      for (const { name, span } of [...targetsOf(statement), ...statement.states.map((s) => s.target)])
        if (e.scope.get(name) === undefined) e.scope.set(name, { kind: "broken", span });
    if (statement.kind === "assign" && statement.isOutput) e.outputs.push({ name: statement.target.name, nodes: [], span: statement.span });
    if (statement.kind === "expression") e.outputs.push({ name: "f", nodes: [], span: statement.span });
  }
}

function take(e: Elaboration, statement: Statement): void {
  switch (statement.kind) {
    case "declare":
      for (const item of statement.items) declareOrBreak(e, statement.role, item);
      return;
    case "function":
      checkFunctionName(e, statement.target);
      declareUnknownsOf(e, statement);
      e.scope.set(statement.target.name, { kind: "function", span: statement.target.span, fn: defineFunction(e, statement) });
      return;
    case "assign": return assign(e, statement);
    case "output": {
      const value = elaborate(e, { kind: "name", name: statement.target.name, span: statement.target.span });
      return addOutput(e, statement.target.name, value, statement.span);
    }
    case "expression":
      declareUnknowns(e, statement.value);
      return addOutput(e, "f", elaborate(e, statement.value), statement.span);
    case "import": return importFunctions(e, statement);
    case "for": return steps(e, statement);
  }
}

function steps(e: Elaboration, statement: ForStatement): void {
  for (const target of targetsOf(statement)) checkName(e, target);
  for (const use of freeNamesOf(statement, e.scope)) declareUnknowns(e, use);
  for (const { target, node } of e.steps(e, statement)) {
    const value = e.wrtNames.has(target.name) ? asVariable(e, target.name, node, target.span) : node;
    e.scope.set(target.name, { kind: "value", value, span: target.span });
    name(e, target.name, value);
  }
}

function assign(e: Elaboration, statement: Extract<Statement, { kind: "assign" }>): void {
  const { target } = statement;
  checkName(e, target);
  declareUnknowns(e, statement.value);
  if (!e.declares) checkName(e, target);
  const plain = elaborate(e, statement.value);
  const value = e.wrtNames.has(target.name) ? asVariable(e, target.name, plain, target.span) : plain;
  e.scope.set(target.name, { kind: "value", value, span: target.span });
  name(e, target.name, value);
  if (statement.isOutput) addOutput(e, target.name, value, statement.span);
}

/** One wrong declaration leaves the others of its line standing. */
function declareOrBreak(e: Elaboration, role: "param" | "input", item: Declared): void {
  try {
    declare(e, role, item);
  } catch (error) {
    if (error instanceof CountLimit) e.report.error(item.span, error.code, error.most);
    else if (!(error instanceof Abandon)) throw error;
    if (e.scope.get(item.name) === undefined) e.scope.set(item.name, { kind: "broken", span: item.span });
  }
}

function declare(e: Elaboration, role: "param" | "input", item: Declared): void {
  checkName(e, item);
  const shape = item.dims.map((d) => declaredDim(e, d));
  if (e.scope.get(item.name)?.kind === "size") e.report.fail(item.span, "size-conflict", item.name);
  if (hasTooManyElements(shape)) e.report.fail(item.span, "array-too-large", item.name, formatShape(shape));
  e.b.origin = { span: item.span, via: [], name: item.name };
  const fields = item.fields?.map((f) => f.name);
  const nodes = fields === undefined ? [e.b.variable(item.name, shape)] : fields.map((f) => e.b.variable(`${item.name}.${f}`, shape));
  e.variables.push({ name: item.name, role, shape, nodes, span: item.span, ...(fields === undefined ? {} : { fields }) });
  const value: Value = fields === undefined ? nth(nodes, 0) : { fields, nodes };
  e.scope.set(item.name, { kind: "value", value, span: item.span });
  name(e, item.name, value);
}

function declaredDim(e: Elaboration, dim: DimExpr): Dim {
  if ("size" in dim) return dim.size;
  const known = e.scope.get(dim.name);
  if (known !== undefined && known.kind !== "size" && known.kind !== "broken") return e.report.fail(dim.span, "size-conflict", dim.name);
  if (known?.kind !== "size") {
    checkName(e, dim);
    e.scope.set(dim.name, { kind: "size", span: dim.span });
    e.sizes.push(dim.name);
  }
  return namedDim(dim.name);
}

function declareUnknownsOf(e: Elaboration, { params, locals, body }: Extract<Statement, { kind: "function" }>): void {
  const own = new Set([...params, ...locals.flatMap(definedBy)].map((p) => p.name));
  const parts = locals.flatMap((local) => (local.kind === "for" ? freeNamesOf(local, e.scope) : [local.value]));
  for (const expr of [...parts, body]) declareUnknowns(e, expr, own);
}

/** In a program that declares nothing, every unknown name is a scalar param, in order of appearance. */
function declareUnknowns(e: Elaboration, expr: Expr, known: ReadonlySet<string> = new Set()): void {
  if (e.declares) return;
  for (const { name, span } of freeNames(expr, e.scope)) {
    if (known.has(name) || e.scope.get(name) !== undefined || e.definedLater(name, span) !== undefined) continue;
    const constant = e.asked.has(name) ? undefined : namedConstants.get(name);
    if (constant !== undefined) noteConstant(e, name, span, constant);
    else if (!e.asked.has(name) && e.builtins.has(name))
      e.report.fail(span, "function-as-value", name, true, powerMend(e.report, { name, span }));
    else {
      if (NUMBERS_ELSEWHERE.has(name)) e.report.warn(span, "variable-meant", name);
      declare(e, "param", { name, span, dims: [] });
    }
  }
}

/** Names that are numbers in other systems and variables here. */
const NUMBERS_ELSEWHERE: ReadonlySet<string> = new Set(["π", "Pi", "inf", "Inf", "infty", "nan"]);

/** Constants whose names are as often meant as variables. */
const DOUBTFUL: ReadonlySet<string> = new Set(["e", "E", "tau", "phi"]);

function noteConstant(e: Elaboration, name: string, span: Span, value: number): void {
  if (!DOUBTFUL.has(name) || e.noted.has(name)) return;
  e.noted.add(name);
  e.report.warn(span, "constant-meant", name, value);
}

/** Of `3xy`, and of `xy` beside x and y, that it is no product. */
function noteProduct(e: Elaboration, { name, span }: Variable): void {
  if (!/^[a-zA-Z]{2,4}$/.test(name) || e.asked.has(name)) return;
  const known = [...name].filter((letter) => e.scope.get(letter)?.kind === "value").length;
  const isAfterNumber = /\d$/.test(e.source.text.slice(0, span.start));
  if (known === name.length || (known > 0 && isAfterNumber)) e.report.warn(span, "product-meant", name);
}

function name(e: Elaboration, text: string, value: Value): void {
  const nodes = isRecord(value) ? value.nodes : [value];
  nodes.forEach((id, i) => {
    if (!e.names.has(id) && e.b.constantOf(id) === undefined) e.names.set(id, isRecord(value) ? `${text}_${value.fields[i] ?? i}` : text);
  });
}

function addOutput(e: Elaboration, text: string, value: Value, span: Span): void {
  if (e.outputs.some((o) => o.name === text)) e.report.fail(span, "output-twice", text);
  const record = isRecord(value) ? { fields: value.fields } : {};
  e.outputs.push({ name: text, nodes: isRecord(value) ? value.nodes : [asNode(e, value)], span, ...record });
}

function lastAsOutput(e: Elaboration): void {
  const last = e.statements.at(-1);
  const named = last?.kind === "for" ? targetsOf(last).at(-1) : last?.kind === "assign" ? last.target : undefined;
  if (last === undefined || named === undefined) {
    const functions = functionsOf(e.statements).map((f) => f.target.name);
    if (e.report.hasErrors) return;
    if (functions.length === 0) e.report.error(last?.span, "empty-program");
    else e.report.error(last?.span, "only-functions", functions);
    return;
  }
  const binding = e.scope.get(named.name);
  if (binding?.kind === "value") addOutput(e, named.name, binding.value, last.span);
}

function definitionSpans(statements: readonly Statement[]): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const s of statements) {
    if (s.kind === "assign" || s.kind === "function") spans.set(s.target.name, s.target.span);
    if (s.kind === "declare") for (const item of s.items) spans.set(item.name, item.span);
    if (s.kind === "for") for (const target of targetsOf(s)) spans.set(target.name, target.span);
  }
  return spans;
}
