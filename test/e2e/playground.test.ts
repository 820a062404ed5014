// The playground in a real browser, as gradc playground serves it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync, inflateRawSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { servePlayground } from "../../src/cli/playground.js";
import { explain } from "../../src/explain.js";
import { newBrowser, watchedPage } from "./browsers.js";

const FOLDER = "dist/playground";
let browser: Browser | undefined;
let server: Server;
let url = "";
let shared: Awaited<ReturnType<typeof watchedPage>> | undefined;

beforeAll(async () => {
  if (!existsSync(`${FOLDER}/index.html`)) {
    const { build } = await import("vite");
    await build({ configFile: "page/playground/vite.config.ts" });
  }
  server = await servePlayground(0);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await newBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  server.close();
});

/** The page, which all tests share, with a program in it; nothing but the server is asked. */
async function opened(text: string): Promise<Awaited<ReturnType<typeof watchedPage>>> {
  shared ??= await watchedPage(browser as Browser, (asked) => asked.startsWith(url) || /^(?:blob|data):/.test(asked));
  if (!shared.page.url().startsWith(url)) await shared.page.goto(url);
  await shared.page.locator(".stage svg .mirror").first().waitFor({ timeout: 60_000 });
  await typed(shared.page, text);
  return shared;
}

async function typed(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").fill(text);
}

async function numberOf(page: Page, where: string): Promise<number> {
  return Number((await page.locator(where).textContent())?.replace(/[^\d.eE−-]/g, "").replace("−", "-"));
}

describe("the playground", () => {
  it("is first painted with less than 400 kB, compressed", () => {
    const names = readdirSync(`${FOLDER}/assets`).filter((name) => /^index-.*\.(?:js|css)$|^worker-/.test(name));
    expect(names.length).toBeGreaterThanOrEqual(3);
    const worker = names.filter((name) => name.startsWith("worker-")).map((name) => readFileSync(`${FOLDER}/assets/${name}`, "utf8"));
    expect(worker.join("")).not.toMatch(/(?:^|[;}])import\s*(?:\{[^}]*\}\s*from\s*)?["`']\.\//);
    const size = names.reduce((sum, name) => sum + gzipSync(readFileSync(`${FOLDER}/assets/${name}`)).length, 0);
    expect(size).toBeLessThan(400_000);
    const page = names.filter((name) => name.startsWith("index-")).reduce(
      (sum, name) => sum + gzipSync(readFileSync(`${FOLDER}/assets/${name}`)).length, 0,
    );
    expect(page).toBeLessThan(160_000);
  });

  it("shows faults at their place while they are typed, and keeps what was there", async (context) => {
    if (browser === undefined) return context.skip();
    const { page, faults } = await opened("param x\noutput f = sine(x)");
    await page.locator(".faults li.error").first().waitFor();
    expect(await page.locator(".faults .place").first().textContent()).toBe("2:12");
    expect(await page.locator(".faults").textContent()).toContain("sine");
    await page.locator(".cm-lintRange-error").first().waitFor();
    expect(await page.locator(".stage svg").count()).toBe(1);
    await typed(page, "param x\noutput f = sin(x)");
    // in MathML an invisible operator stands between a function and its argument
    await page.locator('[data-formula="dx"]', { hasText: /=cos\u2061?\(x\)$/ }).waitFor();
    expect(await page.locator(".faults li").count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("keeps what is typed while the compiler is loaded, and the colours that were chosen", async (context) => {
    if (browser === undefined) return context.skip();
    const page = await browser.newPage({ colorScheme: "light" });
    await page.goto(url);
    await page.locator(".cm-content").waitFor();
    const border = (): Promise<string> => page.evaluate("getComputedStyle(document.querySelector('.editor')).borderColor");
    const plain = await border();
    await page.locator(".cm-content").focus();
    // a page shows its focus with the next frame
    await expect.poll(border, { timeout: 10_000 }).not.toBe(plain);
    await page.locator(".stage svg .mirror").first().waitFor({ timeout: 60_000 });
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("# typed\n");
    expect(await page.locator(".cm-line").first().textContent()).toBe("# typed");
    await page.keyboard.press("Tab");
    expect(await page.locator(".cm-content:focus").count()).toBe(0);
    await expect.poll(border, { timeout: 10_000 }).toBe(plain);
    const theme = page.locator("header button", { hasText: "Dark" });
    await theme.focus();
    await page.keyboard.press("Enter");
    await page.reload();
    await page.locator("header button", { hasText: "Light" }).waitFor();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.close();
  });

  it("has its numbers moved by keys", async (context) => {
    if (browser === undefined) return context.skip();
    const { page, faults } = await opened("param w[3], s\ninput x[3]\noutput f = s*sum(w .* x)");
    const array = page.locator('[data-variable="w"]');
    await array.waitFor();
    const before = await array.locator(".heat").innerHTML();
    await array.locator("button").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => array.locator(".heat").innerHTML()).not.toBe(before);
    expect(await array.locator("button:focus").count()).toBe(1);
    const slider = page.locator('input[aria-label="s"]');
    await slider.focus();
    const from = Number(await slider.inputValue());
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
    expect(Number(await slider.inputValue())).toBeGreaterThan(from);
    expect(await numberOf(page, '[data-variable="s"] output')).toBeCloseTo(Number(await slider.inputValue()), 2);
    expect(faults).toEqual([]);
  });

  it("follows a slider with its numbers, and with what a nudge predicts", async (context) => {
    if (browser === undefined) return context.skip();
    const { page, faults } = await opened("param x, y\noutput f = x^2*y");
    await page.locator('[data-variable="y"]').waitFor();
    await page.locator('input[aria-label="x"]').fill("2");
    await page.locator('input[aria-label="y"]').fill("1.5");
    await expect.poll(() => numberOf(page, '[data-variable="x"] .slope'), { timeout: 20_000 }).toBeCloseTo(2 * 2 * 1.5, 1);
    await expect.poll(() => numberOf(page, '[data-variable="y"] .slope'), { timeout: 20_000 }).toBeCloseTo(4, 1);
    await page.locator('input[aria-label="Nudge"]').fill("0.1");
    await expect.poll(() => numberOf(page, ".nudge-result .bar:first-of-type .number"), { timeout: 20_000 }).toBeCloseTo(0.6, 1);
    expect(faults).toEqual([]);
  });

  it("steps as explain tells it", async (context) => {
    if (browser === undefined) return context.skip();
    const text = "param v\nu = sin(v)\noutput g = u^2 + 3*u";
    const { page, faults } = await opened(text);
    await page.locator('[data-variable="v"]').waitFor();
    await page.locator('input[aria-label="v"]').fill("0.6");
    await page.locator(".stage svg").waitFor();
    await expect.poll(() => numberOf(page, '[data-variable="v"] output'), { timeout: 20_000 }).toBeCloseTo(0.6, 3);
    const { steps } = explain(text, { at: { v: 0.6 } });
    const first = (steps?.forward.length ?? 0) + 2;
    for (const [i, step] of (steps?.backward ?? []).entries()) {
      await page.locator(`.steps [data-step="${first + i}"] button`).click();
      expect(await page.locator(".grad-table tr.now th").textContent()).toBe(`d${step.to}`);
      await expect.poll(() => numberOf(page, ".grad-table tr.now td.number"), { timeout: 20_000 }).toBeCloseTo(step.entry as number, 3);
    }
    expect(faults).toEqual([]);
  });

  it("carries the program in the address", async (context) => {
    if (browser === undefined) return context.skip();
    const text = "param a # ä\noutput g = exp(a)";
    const { page } = await opened(text);
    // the address follows a moment after the text: until then it has the program before
    const carried = (): string => inflateRawSync(Buffer.from(new URL(page.url()).hash.slice("#p=".length), "base64url")).toString();
    await expect.poll(carried, { timeout: 20_000 }).toBe(text);
    const { page: other, faults } = await watchedPage(browser, () => true);
    await other.goto(page.url());
    await other.locator('[data-formula="da"]').waitFor({ timeout: 60_000 });
    expect(await other.locator(".cm-content").textContent()).toContain("ä");
    expect(faults).toEqual([]);
    await other.close();
  });

  it("trains the network on the digits", async (context) => {
    if (browser === undefined) return context.skip();
    const { page, faults } = await opened("x^2");
    await page.selectOption('select[aria-label="Samples"]', { label: "The network of figure 6.11, on digits" });
    await page.locator(".train .primary").click();
    await page.locator(".train .chart").waitFor({ timeout: 60_000 });
    const loss = (): Promise<number> => page.locator(".train .readout").textContent().then(
      (t) => Number(/loss ([\d.]+)/.exec(t ?? "")?.[1]),
    );
    await expect.poll(loss, { timeout: 60_000 }).toBeLessThan(2);
    await page.locator(".train .primary").click();
    expect(faults).toEqual([]);
  });
});
