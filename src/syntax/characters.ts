// What a character is: the classes of ASCII, and what people paste instead of ASCII.

export const C = {
  refused: 0, space: 1, newline: 2, letter: 3, digit: 4, operator: 5, bracket: 6,
  comma: 7, semicolon: 8, hash: 9, quote: 10, carriage: 11,
} as const;

/** The class of each ASCII character. */
export const CLASSES: Uint8Array = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(128);
  const set = (chars: string, kind: number): void => {
    for (const char of chars) table[char.charCodeAt(0)] = kind;
  };
  set(" \t", C.space);
  set("\n", C.newline);
  set("\r", C.carriage);
  set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", C.letter);
  set("0123456789", C.digit);
  set("+-*/^<>=!?:.%&|~@\\$'", C.operator);
  set("()[]{}", C.bracket);
  set(",", C.comma);
  set(";", C.semicolon);
  set("#", C.hash);
  set("\"`", C.quote);
  return table;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** An ASCII letter, digit or underscore. */
export function isWordCode(code: number): boolean {
  return code < 128 && (CLASSES[code] === C.letter || CLASSES[code] === C.digit);
}

/** How a code point is named in a message. */
export function codePointName(point: number): string {
  return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Signs and letters that stand for something of the language: what to write instead. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ...pairs("×·⋅∙•∗✕✖⨯", "*"), ...pairs("÷∕⁄", "/"), ...pairs("−–—‐‑‒―", "-"), ...pairs("∶", ":"),
  ...pairs("≤⩽", "<="), ...pairs("≥⩾", ">="), ...pairs("≠", "!="), ...pairs("≡≈≟", "=="),
  ...pairs("←≔", "="), ...pairs("’‘′´ᵀ⊤", "'"), ...pairs("“”″«»", "\""),
  ...pairs("¬", "not"), ...pairs("∧⋀", "and"), ...pairs("∨⋁", "or"), ...pairs("⊙∘", ".*"), ...pairs("⊘", "./"),
  ...pairs("→↦", "f(x) = …"), ...pairs("⟨⟩〈〉", "dot(x, y)"), ...pairs("∥", "norm(x)"), ["⊗", "outer(x, y)"],
  ["°", "*pi/180"], ["∆", "Delta"],
  ["√", "sqrt(x)"], ["∛", "cbrt(x)"], ["∂", "derivative(f, x)"], ["∇", "grad(f, x)"],
  ["∑", "sum(x)"], ["∫", "sum(f(x[i]), i = 1:n)"], ["∏", "prod(x)"], ["‖", "norm(x)"], ["∣", "abs(x)"], ["∞", "1/0"],
  ["½", "(1/2)"], ["¼", "(1/4)"], ["¾", "(3/4)"], ["µ", "mu"], ["ⁿ", "^n"], ["⁻", "^(-1)"],
  ...digits("⁰¹²³⁴⁵⁶⁷⁸⁹", "^"), ...digits("₀₁₂₃₄₅₆₇₈₉", "_"),
  ...zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοͿϹϲϳ", "ABEZHIKMNOPTYXoJCcj"),
  ...zip("аеорсухіјѕԁһԛԝАВЕКМНОРСТХЅІЈ", "aeopcyxijsdhqwABEKMHOPCTXSIJ"),
]);

function pairs(chars: string, mend: string): [string, string][] {
  return [...chars].map((char) => [char, mend]);
}

function digits(chars: string, before: string): [string, string][] {
  return [...chars].map((char, i) => [char, `${before}${i}`]);
}

function zip(chars: string, mends: string): [string, string][] {
  const all = [...mends];
  return [...chars].map((char, i) => [char, all[i] ?? ""]);
}

const SUPERSCRIPTS = /^[⁰¹²³⁴-⁹⁺⁻ⁿ]+$/;

/** The superscripts at a place, which are one exponent; undefined for a single one. */
export function raisedAt(text: string, start: number): string | undefined {
  let end = start;
  while (SUPERSCRIPTS.test(text[end] ?? "")) end++;
  return end > start + 1 ? text.slice(start, end) : undefined;
}

/** What to write in ASCII instead of a character, where there is something. */
export function asciiFor(char: string): string | undefined {
  const known = LOOKALIKES.get(char);
  if (known !== undefined) return known;
  const plain = char.normalize("NFKC").replace("\u2212", "-");
  if (char.length > 1 && SUPERSCRIPTS.test(char)) return /^\d+$/.test(plain) ? `^${plain}` : `^(${plain})`;
  return plain !== char && /^[!-~]+$/.test(plain) ? plain : undefined;
}

/** Characters that reorder the text shown, so that it reads otherwise than it is. */
export function isBidi(point: number): boolean {
  return point === 0x061c || point === 0x200e || point === 0x200f
    || (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

export function isInvisible(point: number): boolean {
  return (point >= 0x200b && point <= 0x200d) || (point >= 0x2060 && point <= 0x2064)
    || point === 0xfeff || point === 0x00ad || point === 0x034f || point === 0x180e
    || point === 0x115f || point === 0x1160 || point === 0x3164 || point === 0xffa0
    || (point >= 0xfe00 && point <= 0xfe0f);
}

export function isOddSpace(point: number): boolean {
  return point === 0x0085 || point === 0x1680 || (point >= 0x2000 && point <= 0x200a)
    || point === 0x2028 || point === 0x2029 || point === 0x202f || point === 0x205f || point === 0x3000;
}

export function isControl(point: number): boolean {
  return point < 0x20 || (point >= 0x7f && point <= 0x9f);
}

/** A letter that names may have: Latin or Greek, but no Greek letter that looks just like a Latin one. */
export function isNameLetter(char: string): boolean {
  const point = char.codePointAt(0) ?? 0;
  if (point < 128) return isWordCode(point);
  const inRange = (point >= 0xc0 && point <= 0x24f) || (point >= 0x370 && point <= 0x3ff) || (point >= 0x1e00 && point <= 0x1fff);
  return inRange && /\p{L}/u.test(char) && !LOOKALIKES.has(char);
}
