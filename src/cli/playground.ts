// gradc playground: serves the static files of the page to this machine.
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { reasonOf, refused, UseError } from "../diagnostics/faults.js";
import { projectRoot } from "../project/root.js";
import type { PlaygroundFlags } from "./flags.js";
import { write } from "./show.js";
import { interruptible } from "./signals.js";
import type { Terminal } from "./terminal.js";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".gz": "application/octet-stream",
};

/** Runs until it is interrupted. */
export async function runPlayground(t: Terminal, { port = 0 }: PlaygroundFlags): Promise<number> {
  const server = await servePlayground(port);
  write(t, `The playground is at http://127.0.0.1:${(server.address() as AddressInfo).port}/ (Ctrl-C ends it).\n`);
  return interruptible(() => new Promise<number>((resolve) => { server.once("close", () => { resolve(0); }); }));
}

/** Only files that are there when it starts, by their whole names, and only for requests that name this machine. */
export async function servePlayground(port: number): Promise<Server> {
  const files = filesOf(join(projectRoot(dirname(fileURLToPath(import.meta.url))), "dist/playground"));
  const server = createServer(({ method, url = "/", headers }, response) => {
    const path = url.split(/[?#]/, 1)[0] ?? "/";
    const file = files.get(path === "/" ? "/index.html" : path);
    const isOurs = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(headers.host ?? "");
    const status = !isOurs ? 403 : method !== "GET" && method !== "HEAD" ? 405 : file === undefined ? 404 : 200;
    response.writeHead(status, {
      "content-type": file?.type ?? "text/plain; charset=utf-8", "cache-control": "no-cache", "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    response.end(status === 200 && method === "GET" ? file?.content : undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => { reject(new UseError(`Can't listen at port ${port}: ${reasonOf(error) ?? error.message}.`)); });
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

interface File {
  readonly type: string;
  readonly content: Buffer;
}

function filesOf(folder: string): Map<string, File> {
  const names = refused(
    "Can't read the page; npm run build:playground makes it",
    () => readdirSync(folder, { recursive: true, encoding: "utf8" }),
  );
  return new Map(names.filter((name) => extname(name) !== "").map((name) => [
    `/${name.replaceAll(sep, "/")}`,
    { type: TYPES[extname(name)] ?? "application/octet-stream", content: readFileSync(join(folder, name)) },
  ]));
}
