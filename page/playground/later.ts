// What the worker does only when it is asked: loaded then.
export { derive } from "../../src/derive.js";
export { codedOf } from "../../src/study/code.js";
export { checksOf } from "../../src/study/checks.js";
export { trainOnDigits } from "./train.js";
