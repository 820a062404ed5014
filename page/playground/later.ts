// What the worker does only when it is asked: loaded then.
export { derive } from "../../src/derive.js";
export { checksOf } from "../../src/study/checks.js";
export { trainOnDigits } from "./train.js";
