// The library for browsers: nothing of Node in it, its size, and a program that is compiled in a real one.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildIn, stagePackage } from "../cli/staged.js";
import { newBrowser } from "./browsers.js";

const staged = stagePackage();
const folder = join(staged, "dist/browser");
afterAll(() => rmSync(staged, { recursive: true, force: true }));
beforeAll(() => { buildIn(staged); }, 60_000);

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

/** The files that are loaded with the first one: imports, but not those that are made when they are needed. */
function loadedWith(first: string): string[] {
  const all = new Set([first]);
  for (const name of all)
    for (const [, other] of read(name).matchAll(/(?:^|[;}\n])(?:import|export)[^;"'()]*["']\.\/([^"']+)["']/g)) all.add(String(other));
  return [...all];
}

describe("the library for browsers", () => {
  it("is smaller than 400 kB, compressed", () => {
    const files = loadedWith("index.js");
    expect(files.length).toBeGreaterThan(1);
    expect(files.reduce((sum, name) => sum + gzipSync(read(name)).length, 0)).toBeLessThan(400_000);
  });

  it("asks nothing of Node, nor does the library as a whole", () => {
    const library = loadedIn(join(staged, "dist"), "index.js");
    for (const text of [...readdirSync(folder).map(read), ...library]) expect(text).not.toMatch(/["']node:|\bcreateRequire\b/);
  });

  it("compiles a program in Chromium", async () => {
    const browser = await newBrowser();
    if (browser === undefined) return;
    const server = await serve();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/browser/`);
      await page.waitForFunction("document.title === 'done'", undefined, { timeout: 60_000 });
      expect(await page.textContent("#result")).toBe("gradient 0.88656 hessian 4 latex true svg true fault unknown-function");
    } finally {
      await browser.close();
      server.close();
    }
  }, 120_000);
});

function loadedIn(root: string, first: string): string[] {
  const all = new Set([first]);
  for (const name of all) for (const [, other] of readFileSync(join(root, name), "utf8").matchAll(
    /(?:from |import |import\()["']\.\/([^"']+)["']/g,
  )) all.add(String(other));
  return [...all].map((name) => readFileSync(join(root, name), "utf8"));
}

const PAGE = `<!doctype html><pre id="result">none</pre><script type="module">
import { compile, derive, evaluate } from "./index.js";
const say = (text) => { document.getElementById("result").textContent = text; };
try {
  const { code } = compile("x^2 * sin(y)", { target: "body" });
  const { fGrad } = new Function(code)();
  const { hessian } = evaluate("x^2 * y", { x: 1, y: 2 }, { hessian: true });
  const { text: latex } = await derive("x^2", { as: "latex" });
  const { text: svg } = await derive("x^2", { as: "svg" });
  const { diagnostics } = compile("sine(x)");
  say(\`gradient \${fGrad(1.5, 0.3).x.toFixed(5)} hessian \${hessian.x.x} latex \${latex.includes("aligned")} svg \${svg.includes("<svg")} fault \${diagnostics[0].code}\`);
} catch (error) {
  say(String(error));
}
document.title = "done";
</script>`;

/** What is built, as it lies: pictures are drawn by a part that the browser build shares with the playground. */
function serve(): Promise<Server> {
  const dist = join(folder, "..");
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const isPage = name === "browser/";
    const isFile = /^(?:browser|playground)\/[\w-]+\.js$/.test(name) && existsSync(join(dist, name));
    response.writeHead(isFile || isPage ? 200 : 404, { "content-type": isFile ? "text/javascript" : "text/html" });
    response.end(isFile ? readFileSync(join(dist, name)) : isPage ? PAGE : "");
  });
  return new Promise((resolve) => { server.listen(0, "127.0.0.1", () => resolve(server)); });
}
