// A real browser for pages, where the machine has one: Debian's chromium, driven by playwright-core.
import { existsSync } from "node:fs";
import type { Browser, Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const chromiumPath = PLACES.find((path) => existsSync(path));

/** Undefined, with a message, where there is no browser or nothing to drive it with. */
export async function newBrowser(): Promise<Browser | undefined> {
  const driver = chromiumPath === undefined ? undefined : await import("playwright-core").catch(() => undefined);
  if (driver === undefined || chromiumPath === undefined) {
    console.log("No pages are tried: that needs Debian's chromium and the package playwright-core.");
    return undefined;
  }
  return driver.chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
}

/** A page, and what it should not have done: errors in its console, and requests beyond those allowed. */
export async function watchedPage(
  browser: Browser, isAllowed: (url: string) => boolean,
): Promise<{ readonly page: Page; readonly faults: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const faults: string[] = [];
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  page.on("pageerror", (error) => { faults.push(error.message); });
  page.on("request", (request) => { if (!isAllowed(request.url())) faults.push(request.url()); });
  return { page, faults };
}
