// Runs what a page of the documentation shows: `console` blocks as a shell would, `js` blocks that
// are followed by a `text` block as programs; and gives the page with what they really print.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** A built package and a folder to work in. */
export interface Workplace {
  readonly bin: string;
  readonly folder: string;
}

const BLOCK = /^```(console|js)\n([\s\S]*?)^```(?:\n\n```text\n([\s\S]*?)^```)?/gm;

/** The page with the output of every command replaced by the real one. */
export function rerun(page: string, at: Workplace): string {
  return page.replace(BLOCK, (all: string, language: string, text: string, output: string | undefined) => {
    if (language === "console")
      return `\`\`\`console\n${session(text, at)}\`\`\`${output === undefined ? "" : all.slice(all.indexOf("```\n\n```text") + 3)}`;
    if (output === undefined) return all;
    return `\`\`\`js\n${text}\`\`\`\n\n\`\`\`text\n${program(text, at)}\`\`\``;
  });
}

/** Commands begin with `$ `; what follows is their output. */
function session(text: string, at: Workplace): string {
  return text.split(/^(?=\$ )/m).map((part) => {
    const end = part.indexOf("\n") + 1;
    const command = part.slice(2, end - 1);
    return part.slice(0, end) + (isNewFile(command, part.slice(end), at) ? part.slice(end) : shell(command, at));
  }).join("");
}

/** `cat` of a file that is not there yet makes it. */
function isNewFile(command: string, content: string, at: Workplace): boolean {
  const path = /^cat (\S+)$/.exec(command)?.[1];
  if (path === undefined || existsSync(join(at.folder, path))) return false;
  writeFileSync(join(at.folder, path), content);
  return true;
}

function shell(command: string, at: Workplace): string {
  const prelude = `gradc() { "${process.execPath}" "${at.bin}" "$@"; }; npx() { shift; gradc "$@"; };`;
  const { stdout } = spawnSync("sh", ["-c", `exec 2>&1; ${prelude} ${command}`], { cwd: at.folder, encoding: "utf8", timeout: 60_000 });
  return stdout;
}

function program(text: string, at: Workplace): string {
  const library = pathToFileURL(join(dirname(at.bin), "../dist/index.js")).href;
  const path = join(at.folder, "shown.mjs");
  writeFileSync(path, text.replaceAll('from "gradc"', `from "${library}"`));
  const { stdout, stderr } = spawnSync(process.execPath, [path], { cwd: at.folder, encoding: "utf8", timeout: 60_000 });
  return stdout + stderr;
}
