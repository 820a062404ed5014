// Formulas of the language with the signs of paper, and how wide they are.
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/ \.\* /g, " ⊙ "], [/ \.\/ /g, " / "], [/ \.\^ /g, "^"], [/ \* (?=[\d.])/g, " · "], [/ \* /g, " "],
  [/(?<=[\w)\]])\*(?=[\w([])/g, "·"], [/-/g, "−"],
  [/(?<=[\w)\]])'/g, "ᵀ"], [/<=/g, "≤"], [/>=/g, "≥"], [/!=/g, "≠"], [/\^2(?![\w.^])/g, "²"], [/\^3(?![\w.^])/g, "³"],
  [/(?<!\w)pi(?!\w)/g, "π"],
];

/** One line; `A' .* B` is `Aᵀ ⊙ B`. */
export function typeset(text: string): string {
  return SIGNS.reduce((line, [from, to]) => line.replace(from, to), text);
}

export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** Advance of a letter of the fixed-width font, as a part of its size. */
export const ADVANCE = 0.61;
export const FONT = 12;
export const SMALL = 10.5;

export function widthOf(text: string, size: number): number {
  return [...text].length * ADVANCE * size;
}
