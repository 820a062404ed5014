// gradc report: programs as one page for people.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { refused, shownPath, UseError } from "../diagnostics/faults.js";
import { PICTURE_STYLE, variables } from "../inspect/drawing/picture.js";
import { fileImports } from "../project/imports.js";
import { markedPage } from "../project/generated-file.js";
import { projectRoot } from "../project/root.js";
import { writeFiles } from "../project/write-files.js";
import { parsePoint } from "../run/point-text.js";
import { checksOf, numbersAt, pageOf, shownOf, study, type Shown, type StudyPoint } from "../study/index.js";
import { EXIT } from "./exit.js";
import type { ReportFlags } from "./flags.js";
import { expressionInput, readInput, type Input } from "./input.js";
import { showDiagnostics, showNote } from "./show.js";
import type { Terminal } from "./terminal.js";

/** Gives the exit status. */
export async function runReport(
  t: Terminal, files: readonly string[], { expression, at, output = "report.html", force, ...options }: ReportFlags,
): Promise<number> {
  if (!/^\.html?$/i.test(extname(output))) throw new UseError(`A report is a page: ${shownPath(output)} does not end with .html.`);
  const inputs = await inputsOf(t, files, expression);
  const shown: Shown[] = [];
  for (const { source, path } of inputs) {
    const asked = { ...options, file: source.name, ...(path === undefined ? {} : { imports: fileImports(path, source.name) }) };
    const { studied, diagnostics } = study(source.text, asked);
    showDiagnostics(t, diagnostics);
    if (diagnostics.some((d) => d.severity === "error")) return EXIT.findings;
    if (studied === undefined) throw new UseError(`There is no gradient to show in ${source.name}.`, "Name a scalar output with --of.");
    const numbers = at === undefined ? undefined : numbersAt(studied, parsePoint(at) as StudyPoint);
    const checks = checksOf(studied, asked);
    shown.push({ ...await shownOf(studied, numbers), ...(checks === undefined ? {} : { checks }) });
  }
  const { script, style } = partsOfPage();
  const digest = (text: string): string => createHash("sha256").update(text).digest("base64");
  const page = pageOf(
    { title: shown.map((one) => one.study.name).join(", "), shown, script, style: `${variables()}${PICTURE_STYLE}${style}`, digest },
  );
  const rules = { inputs: inputs.flatMap(({ path }) => (path === undefined ? [] : [path])), onlyGenerated: force !== true };
  const [result] = writeFiles([{ path: output, text: markedPage(page) }], rules);
  showNote(t, `${result?.state === "unchanged" ? "unchanged" : "wrote"} ${shownPath(output)}`);
  return EXIT.success;
}

async function inputsOf(t: Terminal, files: readonly string[], expression: string | undefined): Promise<Input[]> {
  if (expression !== undefined && files.length > 0) throw new UseError("Give files or -e with an expression, not both.");
  if (expression !== undefined) return [expressionInput(expression)];
  if (files.length === 0) throw new UseError("Give files, - for standard input, or -e with an expression.");
  return Promise.all(files.map((file) => readInput(t, file)));
}

/** The script and the style of the page, as the package has them. */
function partsOfPage(): { readonly script: string; readonly style: string } {
  const folder = join(projectRoot(dirname(fileURLToPath(import.meta.url))), "dist/page");
  const read = (name: string): string => refused(
    "Can't read the parts of the page; npm run build makes them", () => readFileSync(join(folder, name), "utf8"),
  );
  return { script: read("report.js"), style: read("style.css") };
}
