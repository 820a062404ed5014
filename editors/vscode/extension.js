// Starts the language server of the gradc that the workspace has installed.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

/** The command line of the workspace's gradc, or of the folder that the settings name. */
function serverOf() {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => join(uri.fsPath, "node_modules/gradc"));
  const configured = vscode.workspace.getConfiguration("gradc").get("path");
  const all = configured ? [configured, ...folders] : folders;
  return all.map((folder) => join(folder, "bin/gradc.cjs")).find((path) => existsSync(path));
}

async function activate() {
  const module = vscode.workspace.isTrusted ? serverOf() : undefined;
  if (module === undefined) return;
  const run = { module, args: ["lsp"], transport: TransportKind.stdio };
  client = new LanguageClient("gradc", "gradc", { run, debug: run }, { documentSelector: [{ language: "gradc" }] });
  await client.start();
}

async function deactivate() {
  await client?.stop();
}

module.exports = { activate, deactivate };
