// Mathematics in two notations at once: the same pieces as LaTeX for amsmath and as presentation MathML for browsers.

/** A piece of a formula. Its MathML is one element, or several that stand in a row. */
export interface Maths {
  readonly latex: string;
  readonly mathml: string;
  readonly isOne: boolean;
}

function maths(latex: string, mathml: string, isOne = true): Maths {
  return { latex, mathml, isOne };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A letter of a name, or a word in upright letters. */
export function identifier(latex: string, text: string): Maths {
  return maths(latex, `<mi>${escaped(text)}</mi>`);
}

export function digits(text: string): Maths {
  return maths(text, `<mn>${escaped(text)}</mn>`);
}

/** A sign with its room, such as ` + `. */
export function sign(latex: string, text: string): Maths {
  return maths(latex, `<mo>${escaped(text)}</mo>`);
}

/** The sign before a number or a term. */
export const MINUS: Maths = maths("-", '<mo form="prefix">−</mo>');
/** Between factors. */
export const THIN: Maths = maths("\\,", '<mspace width="0.17em"></mspace>');
export const QUAD: Maths = maths("\\quad ", '<mspace width="1em"></mspace>');
export const COMMA: Maths = maths(",\\,", '<mo separator="true">,</mo>');
const NOTHING: Maths = maths("", "", false);
const APPLIED = "<mo>\u2061</mo>";

export function words(text: string): Maths {
  return maths(`\\text{${text}}${text.endsWith(" ") ? " " : ""}`, `<mtext>${escaped(text).replaceAll(" ", "\u00a0")}</mtext>`);
}

export function row(...parts: readonly Maths[]): Maths {
  const [first] = parts;
  if (first === undefined) return NOTHING;
  return parts.length === 1 ? first : maths(parts.map((p) => p.latex).join(""), parts.map((p) => p.mathml).join(""), false);
}

export function joined(parts: readonly Maths[], between: Maths): Maths {
  return row(...parts.flatMap((p, i) => (i === 0 ? [p] : [between, p])));
}

/** As one element. */
function one(m: Maths): string {
  return m.isOne ? m.mathml : `<mrow>${m.mathml}</mrow>`;
}

export function fraction(above: Maths, below: Maths): Maths {
  return maths(`\\frac{${above.latex}}{${below.latex}}`, `<mfrac>${one(above)}${one(below)}</mfrac>`);
}

export function superscript(base: Maths, above: Maths): Maths {
  return maths(`${base.latex}^{${above.latex}}`, `<msup>${one(base)}${one(above)}</msup>`);
}

export function subscript(base: Maths, below: Maths): Maths {
  const latex = base.latex.includes("_") ? `{${base.latex}}` : base.latex;
  return maths(`${latex}_{${below.latex}}`, `<msub>${one(base)}${one(below)}</msub>`);
}

export function overlined(of: Maths): Maths {
  return maths(`\\bar{${of.latex}}`, `<mover>${one(of)}<mo stretchy="false">¯</mo></mover>`);
}

export function root(of: Maths, order?: Maths): Maths {
  return order === undefined
    ? maths(`\\sqrt{${of.latex}}`, `<msqrt>${of.mathml}</msqrt>`)
    : maths(`\\sqrt[${order.latex}]{${of.latex}}`, `<mroot>${one(of)}${one(order)}</mroot>`);
}

export const SUM: Maths = maths("\\sum", '<mo movablelimits="false">∑</mo>');

export function sumOver(limits?: Maths, upTo?: Maths): Maths {
  if (limits === undefined) return SUM;
  return upTo === undefined
    ? maths(`\\sum_{${limits.latex}}`, `<munder>${SUM.mathml}${one(limits)}</munder>`)
    : maths(`\\sum_{${limits.latex}}^{${upTo.latex}}`, `<munderover>${SUM.mathml}${one(limits)}${one(upTo)}</munderover>`);
}

/** Signs on both sides, as tall as what they hold. */
export function fenced([openLatex, open]: readonly [string, string], inner: Maths, [closeLatex, close]: readonly [string, string]): Maths {
  const fence = (text: string, form: string): string => `<mo fence="true" form="${form}">${escaped(text)}</mo>`;
  const isLetter = /[a-zA-Z]$/.test(openLatex);
  const latex = isTall(inner)
    ? `\\left${openLatex}${isLetter ? " " : ""}${inner.latex}${isLetter ? " " : ""}\\right${closeLatex}`
    : `${openLatex}${isLetter ? " " : ""}${inner.latex}${isLetter ? " " : ""}${closeLatex}`;
  return maths(latex, `<mrow>${fence(open, "prefix")}${inner.mathml}${fence(close, "postfix")}</mrow>`);
}

export function bracketed(inner: Maths): Maths {
  return fenced(["(", "("], inner, [")", ")"]);
}

export function inSquares(inner: Maths): Maths {
  const { mathml } = fenced(["[", "["], inner, ["]", "]"]);
  return maths(`\\left[${inner.latex}\\right]`, mathml);
}

export function isTall({ latex }: Maths): boolean {
  return /\\(frac|sum|begin|left|sqrt)/.test(latex);
}

/** A function before its argument. */
export function asApplied(name: Maths, argument: Maths): Maths {
  return maths(name.latex + argument.latex, `${name.mathml}${APPLIED}${argument.mathml}`, false);
}

function cells(rows: readonly (readonly Maths[])[]): { readonly latex: string; readonly mathml: string } {
  const table = rows.map((parts) => `<mtr>${parts.map((p) => `<mtd>${p.mathml}</mtd>`).join("")}</mtr>`).join("");
  return { latex: rows.map((parts) => parts.map((p) => p.latex).join(" & ")).join(" \\\\ "), mathml: `<mtable>${table}</mtable>` };
}

export function matrix(rows: readonly (readonly Maths[])[]): Maths {
  const { latex, mathml } = cells(rows);
  return maths(
    `\\begin{pmatrix} ${latex} \\end{pmatrix}`,
    `<mrow><mo fence="true" form="prefix">(</mo>${mathml}<mo fence="true" form="postfix">)</mo></mrow>`,
  );
}

export function cases(rows: readonly (readonly Maths[])[]): Maths {
  const { latex, mathml } = cells(rows);
  const table = mathml.replaceAll("<mtd>", LEFT);
  return maths(`\\begin{cases} ${latex} \\end{cases}`, `<mrow><mo fence="true" form="prefix">{</mo>${table}</mrow>`);
}

/** Cells of equations meet at their sign; some browsers know the prefixed words alone. */
const LEFT = '<mtd style="text-align: left; text-align: -webkit-left; padding-left: 0">';
const RIGHT = '<mtd style="text-align: right; text-align: -webkit-right; padding-right: 0">';

/** An equation: what stands left of its sign, and right. */
export interface Equation {
  readonly left: Maths;
  readonly right: Maths;
}

/** One `aligned` environment, which stands inside `\[` and `\]`. */
export function alignedLatex(equations: readonly Equation[]): string {
  return `\\begin{aligned}\n${equations.map(({ left, right }) => `${left.latex} &= ${right.latex}`).join(" \\\\\n")}\n\\end{aligned}\n`;
}

/** One `math` element, which browsers show as it stands. */
export function alignedMathml(equations: readonly Equation[]): string {
  const rows = equations.map(({ left, right }) =>
    `<mtr>${RIGHT}${left.mathml}</mtd>${LEFT}<mo form="infix">=</mo>${right.mathml}</mtd></mtr>`);
  return `<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">\n` +
    `<mtable displaystyle="true">\n${rows.join("\n")}\n</mtable>\n</math>\n`;
}

/** A formula by itself, in a line of text. */
export function inlineMathml(formula: Maths): string {
  return `<math xmlns="http://www.w3.org/1998/Math/MathML">${one(formula)}</math>`;
}
