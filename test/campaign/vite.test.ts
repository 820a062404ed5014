// Vite's server of an application that imports a program, in Chromium: the gradient runs, a change comes in without a new
// page, an error is shown over the page at its place, and a breakpoint in the program is met.
import { SourceMap, type SourceMapPayload } from "node:module";
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../cli/staged.js";
import { chromiumPath, newBrowser } from "../e2e/browsers.js";
import { installPackage, type Installed } from "../e2e/installed.js";

const PROGRAM = "import \"area.grad\"\nparam x, y\na = area(x)\ns = sin(y)\noutput f = a * s\n";
const APP = `import { waveGrad } from "./wave.grad";
const show = (slope) => { document.querySelector("#slope").textContent = String(slope); };
window.slope = waveGrad;
show(waveGrad(1.5, 0.3).x);
if (import.meta.hot) import.meta.hot.accept("./wave.grad", (module) => {
  window.slope = module.waveGrad;
  show(module.waveGrad(1.5, 0.3).x);
});
`;

describe.skipIf(chromiumPath === undefined)("an application that Vite serves", () => {
  let user: Installed;
  let browser: Browser | undefined;
  let server: ChildProcess;
  let url: string;
  let page: Page;

  beforeAll(async () => {
    user = installPackage();
    user.link("vite");
    user.write(
      "index.html",
      "<!doctype html>\n<title>app</title>\n<p id=\"slope\"></p>\n<script type=\"module\" src=\"/src/app.js\"></script>\n",
    );
    user.write("vite.config.js", "import gradc from \"gradc/vite\";\nexport default { plugins: [gradc()] };\n");
    user.write("src/app.js", APP);
    restore();
    server = spawn(process.execPath, [join(ROOT, "node_modules/vite/bin/vite.js"), "--host", "127.0.0.1"], { cwd: user.folder });
    url = await new Promise<string>((resolve, reject) => {
      let text = "";
      server.stdout?.on("data", (data) => {
        // the port is painted
        text += String(data).replace(/\u001b\[[\d;]*m/g, "");
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
        if (found !== null) resolve(found[0]);
      });
      server.once("exit", () => { reject(new Error(`Vite has ended: ${text}`)); });
    });
    browser = await newBrowser();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    server.kill();
    user.remove();
  });

  beforeEach(async () => {
    page = await (browser as Browser).newPage();
    await page.goto(url);
    await slopeIs(3 * Math.sin(0.3));
  });

  afterEach(async () => {
    await page.close();
    restore();
  });

  // the application is written once: Vite would answer a second time with a new page
  function restore(): void {
    user.write("src/area.grad", "area(x) = x^2\n");
    user.write("src/wave.grad", PROGRAM);
  }

  async function slopeIs(value: number): Promise<void> {
    await page.waitForFunction(`Math.abs(document.querySelector("#slope").textContent - ${value}) < 1e-12`);
  }

  it("runs the gradient, and takes changes of the program and of what it imports without a new page", async () => {
    await page.evaluate("window.kept = 1");
    user.write("src/wave.grad", PROGRAM.replace("sin(y)", "cos(y)"));
    await slopeIs(3 * Math.cos(0.3));
    user.write("src/area.grad", "area(x) = x^3\n");
    await slopeIs(6.75 * Math.cos(0.3));
    expect(await page.evaluate("window.kept")).toBe(1);
  });

  it("shows an error over the page at its line and column, until it is mended", async () => {
    user.write("src/wave.grad", PROGRAM.replace("sin(y)", "sine(y)"));
    const overlay = page.locator("vite-error-overlay");
    await overlay.waitFor({ state: "attached" });
    expect(await overlay.locator(".message-body").textContent()).toContain("There is no function \"sine\". Did you mean \"sin\"?");
    // Vite counts columns from 0
    expect(await overlay.locator(".file").textContent()).toContain("/src/wave.grad:4:4");
    expect(await overlay.locator(".frame").textContent()).toBe("4 | s = sine(y)\n  |     ^^^^");
    user.write("src/wave.grad", PROGRAM.replace("sin(y)", "cos(y)"));
    await overlay.waitFor({ state: "detached" });
    await slopeIs(3 * Math.cos(0.3));
  });

  it("stops at breakpoints that are set in lines of the program and of what it imports", async () => {
    const session = await page.context().newCDPSession(page);
    const model = await mappedScript(session, "wave.grad");
    for (const [source, line] of [["wave.grad", 4], ["area.grad", 1]] as const) {
      const at = model.generated(source, line, "waveGrad");
      // in each version of the module: Vite may send the last change once more
      const { breakpointId, locations: [actual] } = await session.send("Debugger.setBreakpointByUrl", {
        urlRegex: "wave\\.grad", lineNumber: at.line, columnNumber: at.column,
      });
      expect(actual && model.original(actual)).toBe(`${source}:${line}`);
      const paused = new Promise<{ callFrames: { functionName: string; location: Location }[] }>((resolve) => {
        session.once("Debugger.paused", resolve);
      });
      const done = page.evaluate("window.slope(1.5, 0.3).x");
      const { callFrames: [top] } = await paused;
      expect([top?.functionName, top && model.original(top.location)]).toEqual(["waveGrad", `${source}:${line}`]);
      await session.send("Debugger.removeBreakpoint", { breakpointId });
      await session.send("Debugger.resume");
      expect(await done).toBeCloseTo(3 * Math.sin(0.3), 14);
    }
  });
});

/** Lines and columns from 0. */
interface Location {
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

interface MappedScript {
  /** Where the first statement of a function begins that comes from a line, from 1, of a source. */
  readonly generated: (source: string, line: number, inside: string) => { readonly line: number; readonly column: number };
  /** The line of a source that a place comes from. */
  readonly original: (place: Location) => string;
}

/** The module of a program as the debugger has it, and the way by its source map. */
async function mappedScript(session: CDPSession, name: string): Promise<MappedScript> {
  // what is there already is told, too
  const found = new Promise<{ scriptId: string; sourceMapURL?: string }>((resolve) => {
    session.on("Debugger.scriptParsed", (script) => { if (new URL(script.url, "file:").pathname.endsWith(name)) resolve(script); });
  });
  await session.send("Debugger.enable");
  const { scriptId, sourceMapURL = "" } = await found;
  const { scriptSource } = await session.send("Debugger.getScriptSource", { scriptId });
  const map = new SourceMap(JSON.parse(Buffer.from(sourceMapURL.split(",")[1] ?? "", "base64").toString()) as SourceMapPayload);
  const lines = scriptSource.split("\n");
  const entryAt = (line: number, column: number): string => {
    const entry = map.findEntry(line, column);
    return "originalSource" in entry ? `${entry.originalSource}:${entry.originalLine + 1}` : "none";
  };
  return {
    original: ({ lineNumber, columnNumber = 0 }) => entryAt(lineNumber, columnNumber),
    generated: (source, line, inside) => {
      const first = lines.findIndex((text) => text.includes(`function ${inside}(`));
      const at = lines.findIndex((text, i) => i > first && entryAt(i, text.search(/\S|$/)) === `${source}:${line}`);
      if (first < 0 || at < 0) throw new Error(`no statement of ${inside} comes from ${source}:${line}`);
      return { line: at, column: (lines[at] ?? "").search(/\S|$/) };
    },
  };
}
