// Runs what a page of the documentation shows: `console` blocks as a shell would, with `gradc` called from inside; `js`
// blocks that are followed by a `text` block as programs; and gives the page with what they really print.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Cli } from "../cli/inside.js";

/** A built package, the command line, and a folder to work in. */
export interface Workplace {
  readonly bin: string;
  readonly cli: Cli;
  readonly folder: string;
}

const BLOCK = /^```(console|js)\n([\s\S]*?)^```(?:\n\n```text\n([\s\S]*?)^```)?/gm;
const COMMAND = /^(?:npx )?gradc (.*?)(; echo "exit status \$\?")?$/;

/** The page with the output of every command replaced by the real one. */
export async function rerun(page: string, at: Workplace): Promise<string> {
  let [real, end] = ["", 0];
  for (const found of page.matchAll(BLOCK)) {
    const [all, language = "", text = "", output] = found;
    real += page.slice(end, found.index) + await block(all, language, text, output, at);
    end = found.index + all.length;
  }
  return real + page.slice(end);
}

async function block(all: string, language: string, text: string, output: string | undefined, at: Workplace): Promise<string> {
  if (language === "console") {
    return `\`\`\`console\n${await session(text, at)}\`\`\`${output === undefined ? "" : all.slice(all.indexOf("```\n\n```text") + 3)}`;
  }
  return output === undefined ? all : `\`\`\`js\n${text}\`\`\`\n\n\`\`\`text\n${program(text, at)}\`\`\``;
}

/** Commands begin with `$ `; what follows is their output. */
async function session(text: string, at: Workplace): Promise<string> {
  let real = "";
  for (const part of text.split(/^(?=\$ )/m)) {
    const end = part.indexOf("\n") + 1;
    const command = part.slice(2, end - 1);
    real += part.slice(0, end) + (isNewFile(command, part.slice(end), at) ? part.slice(end) : await outputOf(command, at));
  }
  return real;
}

async function outputOf(command: string, { cli, folder }: Workplace): Promise<string> {
  const [, rest, asks] = COMMAND.exec(command) ?? [];
  if (rest === undefined) return spawnSync("sh", ["-c", `exec 2>&1; ${command}`], { cwd: folder, encoding: "utf8" }).stdout;
  const words = [...rest.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map(([word, double, single]) => double ?? single ?? word);
  const { status, stdout } = await cli.run(words, { cwd: folder, isJoined: true });
  return stdout + (asks === undefined ? "" : `exit status ${status}\n`);
}

/** `cat` of a file that is not there yet makes it. */
function isNewFile(command: string, content: string, at: Workplace): boolean {
  const path = /^cat (\S+)$/.exec(command)?.[1];
  if (path === undefined || existsSync(join(at.folder, path))) return false;
  writeFileSync(join(at.folder, path), content);
  return true;
}

function program(text: string, at: Workplace): string {
  const library = pathToFileURL(join(dirname(at.bin), "../dist/index.js")).href;
  const path = join(at.folder, "shown.mjs");
  writeFileSync(path, text.replaceAll('from "gradc"', `from "${library}"`));
  const { stdout, stderr } = spawnSync(process.execPath, [path], { cwd: at.folder, encoding: "utf8", timeout: 60_000 });
  return stdout + stderr;
}
