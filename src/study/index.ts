// A program as everything that a page shows of it.
export { study, type Studied, type StudiedVariable, type Study, type StudyOptions, type StudyResult } from "./study.js";
export { numbersAt, plotAround, startingNumbers, type Contours, type Curve, type Numbers, type Plot, type StudyPoint } from "./numbers.js";
export { colouredTokens, type Colour, type Coloured } from "./tokens.js";
export type { Step } from "./steps.js";
export type { Sketch } from "../inspect/drawing/sketch.js";
export { codedOf, type CodeLine, type Coded } from "./code.js";
export type { FormulaLine } from "./formulas.js";
export { checksOf, type Checks } from "./checks.js";
export { picturesOf } from "./pictures.js";
export { shownOf, type Shown } from "./shown.js";
export { pageOf } from "./page.js";
