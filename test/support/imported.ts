// A program, and an application in TypeScript that imports it; its last line is wrong, and says so.
export const PROGRAM = ["# a line", "param w[n], b", "input X[m, n], y[m]", "output J = mse(X * w + b, y)", ""].join("\n");
export const APP = [
  "import { createNet, type NetInputs } from \"./net.grad\";",
  "const net = createNet({ n: 2, m: 3 });",
  "export const slope = (inputs: NetInputs): Float64Array => net.grad(inputs).w;",
  "// @ts-expect-error: there is no such size",
  "createNet({ k: 1 });", "",
].join("\n");
