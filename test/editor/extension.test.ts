// The extension for VS Code: what its manifest names is there, and it starts the server of the workspace.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
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

interface Packing {
  readonly filesOfExtension: () => Promise<Map<string, Buffer>>;
  readonly zipOf: (files: Map<string, Buffer>) => Buffer;
}

/** The files of a zip, by its list at the end. */
function unzipped(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf("PK\x05\x06");
  const files = new Map<string, Buffer>();
  for (let i = 0, at = zip.readUInt32LE(end + 16); i < zip.readUInt16LE(end + 10); i++) {
    const [packed, size, length] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const name = zip.toString("utf8", at + 46, at + 46 + length);
    const head = zip.readUInt32LE(at + 42);
    const from = head + 30 + zip.readUInt16LE(head + 26);
    const content = inflateRawSync(zip.subarray(from, from + packed));
    expect([zip.toString("latin1", head, head + 4), content.length, crc32(content)]).toEqual(
      ["PK\x03\x04", size, zip.readUInt32LE(at + 16)],
    );
    files.set(name, content);
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

it.skipIf(!existsSync("node_modules/vscode-languageclient"))("is packed with all that it needs", async () => {
  const { filesOfExtension, zipOf } = await import(/* @vite-ignore */ resolve("scripts/package-extension.mjs")) as Packing;
  const zip = zipOf(await filesOfExtension());
  const files = unzipped(zip);
  expect([...files.keys()]).toEqual([
    "[Content_Types].xml", "extension.vsixmanifest", "extension/package.json", "extension/extension.js",
    "extension/language-configuration.json", "extension/syntaxes/gradc.tmLanguage.json", "extension/readme.md", "extension/LICENSE.txt",
    "extension/THIRD-PARTY-NOTICES.txt",
  ]);
  const text = (name: string): string => files.get(name)?.toString() ?? "";
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(text("extension.vsixmanifest")).toContain(`<Identity Language="en-US" Id="gradc" Version="${version}" Publisher="gradc" />`);
  const required = [...text("extension/extension.js").matchAll(/require\("([^"]+)"\)/g)].map(([, name = ""]) => name);
  expect(new Set(required.filter((name) => !isBuiltin(name)))).toEqual(new Set(["vscode"]));
  expect(text("extension/THIRD-PARTY-NOTICES.txt")).toContain("vscode-languageclient");
  expect(zipOf(await filesOfExtension()).equals(zip)).toBe(true);
});

it.each([true, false])("starts the workspace's server if the workspace is trusted: %s", async (isTrusted) => {
  const home = join(folder, String(isTrusted));
  const work = join(home, "work");
  mkdirSync(join(work, "node_modules/gradc/bin"), { recursive: true });
  writeFileSync(join(work, "node_modules/gradc/bin/gradc.cjs"), "");
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
  const run = { module: join(work, "node_modules/gradc/bin/gradc.cjs"), args: ["lsp"], transport: 0 };
  expect(started.map(([, , server]) => server.run)).toEqual(isTrusted ? [run] : []);
  await extension.deactivate();
});
