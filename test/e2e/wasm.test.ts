// Modules in WebAssembly in a real browser: under a content security policy that forbids it, and under one that allows it.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { compile } from "../../src/index.js";
import { newBrowser } from "./browsers.js";

const PROGRAM = "param W[n, h], b[h]\ninput X[m, n]\nZ = X * W + b\n" +
  "output J = mean(tanh(Z).^2 + gelu(Z) + sin(9*Z).*log(1 + exp(Z)) + erf(Z).*cos(40*Z) + atan(Z).*abs(Z).^1.7)";
const { code: MODULE = "" } = compile(PROGRAM, { name: "net", target: "wasm-js" });
const { code: FLOATS = "" } = compile(PROGRAM, { name: "net", target: "wasm-js", precision: "f32" });

const SCRIPT = `
import { createNet, createNetAsync } from "./net.js";
import { createNetAsync as createFloats } from "./floats.js";
const sizes = { m: 5, n: 4, h: 3 };
const filled = (kind, count) => kind.from({ length: count }, (_, i) => ((i * 37) % 23) / 8 - 1.3);
const at = (kind) => ({ W: filled(kind, 12), b: filled(kind, 3), X: filled(kind, 20) });
const outcome = async (make) => {
  try {
    return await make();
  } catch (error) {
    return error.message;
  }
};
const all = [
  await outcome(async () => createNet(sizes).value(at(Float64Array))),
  await outcome(async () => (await createNetAsync(sizes)).value(at(Float64Array))),
  await outcome(async () => (await createFloats(sizes)).value(at(Float32Array))),
];
document.getElementById("result").textContent = JSON.stringify(all);
document.title = "done";
`;

const FILES: Readonly<Record<string, string>> = { "/net.js": MODULE, "/floats.js": FLOATS, "/page.js": SCRIPT };

function serve(): Promise<Server> {
  const server = createServer(({ url = "/" }, response) => {
    const script = FILES[url];
    const policy = `script-src 'self'${url === "/allowed" ? " 'wasm-unsafe-eval'" : ""}`;
    response.writeHead(200, { "content-type": script === undefined ? "text/html" : "text/javascript", "content-security-policy": policy });
    response.end(script ?? "<!doctype html><pre id=result></pre><script type=module src=page.js></script>");
  });
  return new Promise((resolve) => { server.listen(0, "127.0.0.1", () => resolve(server)); });
}

/** What is computed here, from the same text. */
function expected(precision: "f32" | "f64"): number {
  const { code = "" } = compile(PROGRAM, { name: "net", target: "wasm-body", precision });
  const Kind = precision === "f32" ? Float32Array : Float64Array;
  type Create = (sizes: object) => { readonly value: (at: object) => number };
  const { createNet } = (new Function(code) as () => { readonly createNet: Create })();
  const filled = (count: number): Float64Array | Float32Array =>
    new Kind(Array.from({ length: count }, (_, i) => ((i * 37) % 23) / 8 - 1.3));
  return createNet({ m: 5, n: 4, h: 3 }).value({ W: filled(12), b: filled(3), X: filled(20) });
}

it("runs in Chromium to the same bits, and says what a policy has to allow", async () => {
  const browser = await newBrowser();
  if (browser === undefined) return;
  const server = await serve();
  try {
    const read = async (path: string): Promise<unknown[]> => {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
      await page.waitForFunction("document.title === 'done'", undefined, { timeout: 60_000 });
      return JSON.parse(await page.textContent("#result") ?? "") as unknown[];
    };
    const value = expected("f64");
    // the same bits: nothing is asked of the Math of an engine
    expect(await read("/allowed")).toEqual([value, value, expected("f32")]);
    for (const said of await read("/forbidden")) expect(said).toMatch(/^net: WebAssembly is refused here .*'wasm-unsafe-eval'/s);
  } finally {
    await browser.close();
    server.close();
  }
}, 120_000);
