// Random expressions of the language, as text with random spaces, line breaks and brackets.
import fc from "fast-check";

const names = ["x", "y1", "a_b", "θ", "Δx", "é", "constructor", "__proto__", "class", "i", "e", "modulus", "endx", "param", "sin"];
const numbers = ["0", "1", "2.5", ".5", "3.", "1e3", "1.5E-2", "007", "12345678901234567890"];
const infix = ["+", "-", "*", "/", "^", ".*", "./", ".^", "<", "<=", ">", ">=", "==", "!=", " mod ", " and ", " or "];

/** Texts of tokens, right and wrong ones, some of them longer than one token. */
export const tokenTexts: readonly string[] = [
  ...names, ...numbers, ...infix, "(", ")", "[", "]", "{", "}", ",", ";", ":", "?", "=", "'", "!", ".", " ", "\n", "#",
  "\"", "end", " not ",
  "param ", "input ", "output ", "import ", "true", " in ", "f(x) = ", "²", "×", "\u200b", "😀", "а", "%", "&&", "|",
  "1e999", "1_0", "\ud800", "\r", "?.", "..",
];

/** Inside brackets there may be line breaks and comments. */
const gap = fc.constantFrom("", "", " ", "  ", "\t");
const innerGap = fc.constantFrom("", "", " ", "\n", " # note ) ' [\n", "\r\n");

// A type and not an interface, as the library asks for an index signature.
type Levels = { value: string; text: string };

/** Texts of whole expressions, which need not be in brackets only at the top. */
export const randomText: fc.Arbitrary<string> = fc.letrec<Levels>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...names),
    fc.constantFrom(...numbers),
    fc.tuple(innerGap, tie("text"), innerGap).map(([a, t, b]) => `(${a}${t}${b})`),
    fc.tuple(fc.constantFrom("f", "sin", "mod", "Math"), fc.array(tie("text"), { maxLength: 3 }), innerGap).map(
      ([f, args, g]) => `${f}(${args.join(`,${g}`)}${g})`,
    ),
    fc.tuple(fc.constantFrom("A", "x'", "f(x)", "(a)"), fc.array(item(tie("text")), { minLength: 1, maxLength: 3 }), innerGap).map(
      ([a, items, g]) => `${a}[${g}${items.join(`${g},`)}]`,
    ),
    fc.array(tie("text"), { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    fc.tuple(fc.integer({ min: 1, max: 2 }), fc.array(fc.tuple(tie("text"), tie("text")), { minLength: 2, maxLength: 3 }), innerGap)
      .map(([n, rows, g]) => `[${rows.map((r) => r.slice(0, n).join(",")).join(`;${g}`)}]`),
    fc.constantFrom("p.x", "p.end", "layer.weights"),
    fc.tuple(fc.constantFrom("2", "1.5"), fc.constantFrom("", " "), fc.constantFrom("x", "sin(y)", "(a + b)")).map((p) => p.join("")),
    fc.tuple(tie("value"), fc.constantFrom("'", "! ", " '")).map(([v, s]) => `(${v})${s}`),
  ),
  text: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("value"),
    fc.tuple(
      fc.array(fc.constantFrom("-", "+", " not "), { maxLength: 2 }), tie("value"), gap, fc.constantFrom(...infix), gap,
      tie("value"),
    )
      .map(([signs, a, g, op, h, b]) => `${signs.join(" ")}${a}${g}${op === "/" || op === "./" ? `${op}${h}(${b})` : `${op}${h}${b}`}`),
    fc.array(tie("value"), { minLength: 2, maxLength: 5 }).map((all) => all.join(" + ")),
    fc.tuple(tie("value"), gap, tie("value"), tie("text")).map(([c, g, a, b]) => `${c}${g}? ${a}${g}: ${b}`),
  ),
})).text;

function item(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    text,
    fc.constantFrom(":", "end", "1:3", "2:end", ":n", "n:", "1:2:9", "end-1", "1:2:", "f(end)", "(end + 1)"),
  );
}

/** Rows of tokens that seldom make sense. */
export const randomTokens: fc.Arbitrary<string> = fc.array(
  fc.constantFrom(...tokenTexts), { maxLength: 30 },
).map((all) => all.join(""));
