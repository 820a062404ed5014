// A program imported in TypeScript 7: its compiler takes the types, and its language server finds the way to the program.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messagesOf, send, type Message } from "../../src/editor/rpc.js";
import { compileJobs, deliver } from "../../src/project/build.js";
import { APP, PROGRAM } from "../support/imported.js";

const folder = mkdtempSync(join(tmpdir(), "gradc-types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const COMPILER = "node_modules/typescript-native/bin/tsc";

beforeAll(async () => {
  writeFileSync(at("package.json"), "{\"type\": \"module\"}");
  writeFileSync(at("tsconfig.json"), JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, target: "es2022", module: "nodenext", allowArbitraryExtensions: true, types: [] },
    files: ["app.ts"],
  }));
  writeFileSync(at("net.grad"), PROGRAM);
  writeFileSync(at("app.ts"), APP);
  const job = { input: at("net.grad"), output: at("net.d.grad.ts"), options: { target: "types" } } as const;
  deliver((await compileJobs([job])).done, {});
});

/** Uses of names, and where the names are defined. */
const USES = [["createNet({ n", "createNet", 4], [".w;", "w", 2], ["NetInputs)", "NetInputs", 2]] as const;
const PLACES = USES.map(([part, word, line]) => {
  const before = APP.slice(0, APP.indexOf(part) + part.indexOf(word)).split("\n");
  return { line: before.length - 1, column: (before.at(-1) ?? "").length, defined: `net.grad:${line}` };
});

/** The definitions that the server finds. */
async function definitions(): Promise<string[]> {
  const server = spawn(process.execPath, [COMPILER, "--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const [root, uri] = [pathToFileURL(folder).href, pathToFileURL(at("app.ts")).href];
  try {
    send(server.stdin, { id: 0, method: "initialize", params: { processId: process.pid, rootUri: root, capabilities: {} } });
    const places: string[] = [];
    for await (const { id, method, result } of messagesOf(server.stdout) as AsyncGenerator<Message & { result?: Definition[] }>) {
      if (id === undefined) continue;
      if (method !== undefined) send(server.stdin, { id, result: null });
      else if (id === 0) {
        send(server.stdin, { method: "initialized", params: {} });
        const textDocument = { uri, languageId: "typescript", version: 1, text: APP };
        send(server.stdin, { method: "textDocument/didOpen", params: { textDocument } });
        PLACES.forEach(({ line, column }, i) => {
          const params = { textDocument: { uri }, position: { line, character: column } };
          send(server.stdin, { id: i + 1, method: "textDocument/definition", params });
        });
      } else places[Number(id) - 1] = `${result?.[0]?.uri.slice(root.length + 1)}:${(result?.[0]?.range.start.line ?? NaN) + 1}`;
      if (places.filter(Boolean).length === PLACES.length) break;
    }
    return places;
  } finally {
    server.kill();
  }
}

interface Definition {
  readonly uri: string;
  readonly range: { readonly start: { readonly line: number } };
}

describe("the types of an import, to TypeScript 7", () => {
  it.each(
    [["nodenext", "nodenext"], ["esnext", "bundler"]] as const,
  )("are found with the modules %s and the resolution %s", (module, resolution) => {
    const args = [COMPILER, "-p", folder, "--module", module, "--moduleResolution", resolution];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, ""]);
  });

  it("lead an editor to the program", async () => {
    expect(await definitions()).toEqual(PLACES.map(({ defined }) => defined));
  });
});
