// The extension for VS Code: what its manifest names is there, and it starts the server of the workspace.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const EXTENSION = "editors/vscode";
const folder = mkdtempSync(join(tmpdir(), "gradc-vscode-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("names files that are there", () => {
  const { main, contributes: { languages, grammars } } = JSON.parse(readFileSync(join(EXTENSION, "package.json"), "utf8")) as {
    main: string; contributes: { languages: { configuration: string }[]; grammars: { path: string; scopeName: string }[] };
  };
  for (const path of [main, ...languages.map((l) => l.configuration), ...grammars.map((g) => g.path)]) {
    expect(existsSync(join(EXTENSION, path)), path).toBe(true);
  }
  const { wordPattern } = JSON.parse(readFileSync(join(EXTENSION, "language-configuration.json"), "utf8")) as { wordPattern: string };
  expect("w_1α".match(new RegExp(wordPattern, "u"))?.[0]).toBe("w_1α");
  expect(grammars[0]?.scopeName).toBe("source.gradc");
});

it.each([true, false])("starts the workspace's server if the workspace is trusted: %s", async (isTrusted) => {
  const home = join(folder, String(isTrusted));
  const work = join(home, "work");
  mkdirSync(join(work, "node_modules/gradc/bin"), { recursive: true });
  writeFileSync(join(work, "node_modules/gradc/bin/gradc.js"), "");
  const write = (name: string, text: string): void => {
    mkdirSync(join(home, "node_modules", name), { recursive: true });
    writeFileSync(join(home, "node_modules", name, "index.js"), text);
  };
  write("vscode", `exports.workspace = {
    isTrusted: ${isTrusted}, workspaceFolders: [{ uri: { fsPath: ${JSON.stringify(work)} } }], getConfiguration: () => ({ get: () => "" }),
  };`);
  write("vscode-languageclient/node", `exports.TransportKind = { stdio: 0 };
    exports.started = [];
    exports.LanguageClient = class { constructor(...all) { this.all = all; } async start() { exports.started.push(this.all); } async stop() {} };`);
  copyFileSync(join(EXTENSION, "extension.js"), join(home, "extension.js"));
  const require = createRequire(join(home, "x.js"));
  const extension = require("./extension.js") as { activate: () => Promise<void>; deactivate: () => Promise<void> };
  await extension.activate();
  const { started } = require("vscode-languageclient/node") as { started: [string, string, { run: object }][] };
  const run = { module: join(work, "node_modules/gradc/bin/gradc.js"), args: ["lsp"], transport: 0 };
  expect(started.map(([, , server]) => server.run)).toEqual(isTrusted ? [run] : []);
  await extension.deactivate();
});
