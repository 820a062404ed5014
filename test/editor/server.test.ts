// The language server as an editor meets it: messages on two streams.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { messagesOf, send } from "../../src/editor/rpc.js";
import { serve } from "../../src/editor/server.js";
import { offsetOf, positionOf, type Position, type Range } from "../../src/editor/text.js";

const folder = mkdtempSync(join(tmpdir(), "gradc-lsp-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly uri: string;
    readonly message?: string;
    readonly diagnostics: readonly { readonly range: Range; readonly message: string; readonly severity: number }[];
  };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An editor with one program open. */
class Editor {
  readonly ended: Promise<number>;
  private readonly input = new PassThrough();
  private readonly heard: Answer[] = [];
  private readonly waiting: { readonly is: (answer: Answer) => boolean; readonly take: (answer: Answer) => void }[] = [];
  private id = 0;

  constructor() {
    const output = new PassThrough();
    this.ended = serve(this.input, output, 10);
    void this.listen(output);
  }

  private async listen(output: PassThrough): Promise<void> {
    for await (const message of messagesOf(output)) {
      const answer = message as Answer;
      const at = this.waiting.findIndex(({ is }) => is(answer));
      if (at < 0) this.heard.push(answer);
      else this.waiting.splice(at, 1)[0]?.take(answer);
    }
  }

  private next(is: (answer: Answer) => boolean): Promise<Answer> {
    const at = this.heard.findIndex(is);
    if (at >= 0) return Promise.resolve(this.heard.splice(at, 1)[0] as Answer);
    return new Promise((take) => { this.waiting.push({ is, take }); });
  }

  tell(method: string, params: object = {}): void {
    send(this.input, { method, params });
  }

  ask(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.id;
    send(this.input, { id, method, params });
    return this.next((answer) => answer.id === id);
  }

  open(name: string, text: string): void {
    this.tell("textDocument/didOpen", { textDocument: { uri: uriOf(name), version: 1, text } });
  }

  published(name: string): Promise<Answer> {
    return this.next(({ method, params }) => method === "textDocument/publishDiagnostics" && params?.uri === uriOf(name));
  }

  /** The faults of a text once it was looked at. */
  async faults(name: string, text: string): Promise<readonly string[]> {
    this.tell("textDocument/didChange", { textDocument: { uri: uriOf(name), version: 2 }, contentChanges: [{ text }] });
    const { params } = await this.published(name);
    return (params?.diagnostics ?? []).map(({ range, message, severity }) =>
      `${severity} ${text.slice(offsetOf(text, range.start), offsetOf(text, range.end))}: ${message}`);
  }

  async message(): Promise<string | undefined> {
    return (await this.next(({ method }) => method === "window/showMessage")).params?.message;
  }

  leave(): Promise<number> {
    if (this.input.writableEnded) return this.ended;
    void this.ask("shutdown").then(() => { this.tell("exit"); });
    return this.ended;
  }
}

const TEXT = [
  "import \"area.grad\"", "# weights of the model", "param w[n], b", "input X[m, n], y[m]", "r = X * w + b - y",
  "output J = area(sum(r.^2)) + sum(w[i]*i, i = 1:n)", "",
].join("\n");

/** The place of the nth time that a word stands in the text. */
function at(word: string, nth = 1, text = TEXT): Position {
  let offset = -1;
  for (const match of text.matchAll(new RegExp(`\\b${word}\\b`, "g"))) {
    offset = match.index;
    if (--nth === 0) break;
  }
  return positionOf(text, offset);
}

let editor: Editor;

beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(join(folder, "area.grad"), "# the area of a square\narea(x) = x^2\n");
  writeFileSync(join(folder, "other.grad"), "import \"area.grad\"\nparam x\noutput f = area(x) + area(2*x)\n");
  editor = new Editor();
  await editor.ask("initialize", { capabilities: {} });
  editor.open("net.grad", TEXT);
});

afterEach(() => editor.leave());

const place = (word: string, nth?: number): object => ({ textDocument: { uri: uriOf("net.grad") }, position: at(word, nth) });
const start = (line: number, character: number): object => ({ start: { line, character } });

describe("a language server", () => {
  it("tells faults while typing, of imported files too, and that they are mended", async () => {
    expect(await editor.faults("net.grad", TEXT.replace("X * w", "X * wieght"))).toEqual(
      [expect.stringMatching(/^1 wieght: "wieght" is not defined\./)],
    );
    expect(await editor.faults("net.grad", TEXT)).toEqual([]);
    editor.open("area.grad", "area(x) = sine(x)\n");
    expect(await editor.faults("net.grad", TEXT)).toEqual(
      [expect.stringMatching(/^1 "area.grad": .*area\.grad:1:11: There is no function "sine"/)],
    );
    expect(await editor.faults("area.grad", "area(x) = x^3\n")).toEqual([]);
  });

  it("shows shapes, formulas, documentation and derivatives", async () => {
    const hover = async (word: string, nth?: number): Promise<string> =>
      ((await editor.ask("textDocument/hover", place(word, nth))).result as { contents: { value: string } } | null)?.contents.value ?? "";
    const w = await hover("w", 2);
    expect(w).toContain("param w[n]");
    expect(w).toContain("weights of the model");
    expect(w).toMatch(/∂J\/∂w = .*X'/);
    const r = await hover("r");
    expect(r).toContain("r = X * w + b - y  # [m]");
    expect(r).toMatch(/∂J\/∂r = .*r/);
    expect(await hover("J")).toMatch(/∂J\/∂w = [\s\S]*∂J\/∂b = /);
    expect(await hover("sum")).toContain("sum(");
    expect(await hover("area", 2)).toContain("area(x) = x^2");
    expect(await hover("n")).toContain("a size");
  });

  it("tells what a derivative is made of, what a record has, and functions as formulas have them", async () => {
    const text = "param q{a, b}, x[n]\nz = sigmoid(x .* q.a)\noutput f = sum(softmax(z) .* tanh(z*q.b).^2)\n";
    editor.open("parts.grad", text);
    const hover = async (word: string, nth?: number): Promise<string> => ((await editor.ask(
      "textDocument/hover", { textDocument: { uri: uriOf("parts.grad") }, position: at(word, nth, text) },
    )).result as { contents: { value: string } } | null)?.contents.value ?? "";
    expect(await hover("q", 2)).toContain("param q{a, b}");
    const lines = (await hover("z", 1)).split("\n");
    const named = new Set(lines.flatMap((line) => [...line.matchAll(/\b(t\d+|p)\b/g)].map(([name]) => name)));
    expect(named.size).toBeGreaterThan(0);
    for (const name of named) expect(lines.some((line) => line.startsWith(`  ${name} = `)), name).toBe(true);
    expect(await hover("sigmoid")).toContain("∂sigmoid/∂x = sigmoid(x)*(1 - sigmoid(x))");
  });

  it("leaves out that an array of steps, which nothing reads, has no derivative", async () => {
    const text = "param a\nfor t = 1:3, s[0] = a, r[0] = a {\n  s[t] = a*s[t - 1]\n  r[t] = r[t - 1]*s[t - 1]\n}\noutput f = r[end]\n";
    editor.open("steps.grad", text);
    const { result } = await editor.ask("textDocument/hover", { textDocument: { uri: uriOf("steps.grad") }, position: at("s", 1, text) });
    expect((result as { contents: { value: string } }).contents.value).not.toContain("∂f/∂s");
  });

  it.each([
    ["param weight; output y = wieght^2", "Write weight"],
    ["x**2", "Write ^"], ["x && y ? x : 2*y", "Write and"], ["x²", "Write ^2"], ["x⁻²", "Write ^(-2)"],
    ["!x ? x : 2*x", "Write not"], ["A@b", "Write *"],
    ["sine(x)", "Write sin"],
  ])("mends %s", async (text, title) => {
    editor.open("wrong.grad", text);
    const { params } = await editor.published("wrong.grad");
    const { result } = await editor.ask(
      "textDocument/codeAction", { textDocument: { uri: uriOf("wrong.grad") }, context: { diagnostics: params?.diagnostics } },
    );
    const [fix] = result as { title: string; edit: { changes: Record<string, { range: Range; newText: string }[]> } }[];
    expect(fix?.title).toBe(title);
    const [{ range, newText }] = fix?.edit.changes[uriOf("wrong.grad")] as [{ range: Range; newText: string }];
    const mended = text.slice(0, offsetOf(text, range.start)) + newText + text.slice(offsetOf(text, range.end));
    expect(await editor.faults("wrong.grad", mended)).toEqual([]);
  });

  it("formats, and leaves a wrong program as it is", async () => {
    const formatted = async (text: string): Promise<unknown> => {
      editor.open("spaces.grad", text);
      return (await editor.ask("textDocument/formatting", { textDocument: { uri: uriOf("spaces.grad") }, options: {} })).result;
    };
    const [edit] = await formatted("param x\noutput y=x ^2") as { range: Range; newText: string }[];
    expect(edit).toEqual(
      { range: { start: { line: 0, character: 0 }, end: { line: 1, character: 13 } }, newText: "param x\noutput y = x ^ 2\n" },
    );
    expect(await formatted("x\n")).toEqual([]);
    expect(await formatted("y = (x")).toBe(null);
  });

  it("goes to definitions, here and in imported files, and finds uses", async () => {
    const definition = async (word: string, nth: number): Promise<unknown> =>
      (await editor.ask("textDocument/definition", place(word, nth))).result;
    expect(await definition("w", 2)).toMatchObject({ uri: uriOf("net.grad"), range: start(2, 6) });
    expect(await definition("n", 3)).toMatchObject({ range: start(2, 8) });
    expect(await definition("i", 1)).toMatchObject({ range: start(5, 41) });
    expect(await definition("area", 2)).toMatchObject({ uri: uriOf("area.grad"), range: start(1, 0) });
    expect((await editor.ask("textDocument/references", place("b"))).result).toHaveLength(2);
    expect((await editor.ask("textDocument/documentSymbol", place("b"))).result).toHaveLength(8);
  });

  it("renames, functions in every file that imports them, and refuses names that can't be given", async () => {
    const rename = async (word: string, nth: number, newName: string): Promise<Answer> =>
      editor.ask("textDocument/rename", { ...place(word, nth), newName });
    const { result } = await rename("w", 2, "weights");
    const { changes } = result as { changes: Record<string, { range: Range; newText: string }[]> };
    expect(changes[uriOf("net.grad")]?.map(({ newText }) => newText)).toEqual(["weights", "weights", "weights"]);
    const everywhere = (await rename("area", 2, "square")).result as typeof result & { changes: Record<string, unknown[]> };
    expect(Object.entries(everywhere.changes).map(([uri, edits]) => [uri.split("/").at(-1), edits.length]).sort()).toEqual(
      [["area.grad", 1], ["net.grad", 1], ["other.grad", 2]],
    );
    expect((await rename("w", 1, "b")).error?.message).toContain("already");
    for (const bad of ["1x", "x y", "and", ""]) expect((await rename("w", 1, bad)).error?.message).toContain("no name");
  });

  it("completes names of the program and functions with their documentation", async () => {
    const items =
      (await editor.ask("textDocument/completion", place("r"))).result as { label: string; documentation?: { value: string } }[];
    const labels = items.map(({ label }) => label);
    for (const name of ["w", "r", "J", "n", "logsumexp", "param", "pi"]) expect(labels).toContain(name);
    const tanh = items.find(({ label }) => label === "tanh");
    expect(tanh?.documentation?.value).toContain("tanh(x)");
    const resolved = (await editor.ask("completionItem/resolve", tanh)).result as typeof tanh;
    expect(resolved?.documentation?.value).toContain("∂tanh/∂x = 1 - tanh(x)^2");
    expect(items.find(({ label }) => label === "w")?.documentation?.value).toBe("weights of the model");
    expect(items.find(({ label }) => label === "area")).toMatchObject(
      { detail: "area(x) = x^2", documentation: { value: "the area of a square" } },
    );
    expect(new Set(labels).size).toBe(labels.length);
  });

  it("tells how a function is called, and which argument stands at the cursor", async () => {
    const help = async (
      text: string, before = text.length,
    ): Promise<readonly [label: string, parameter: string, doc: string] | undefined> => {
      editor.open("call.grad", text);
      const found = (await editor.ask("textDocument/signatureHelp", {
        textDocument: { uri: uriOf("call.grad") }, position: positionOf(text, before),
      })).result as {
        signatures: { label: string; documentation: { value: string }; parameters: { label: [number, number] }[] }[];
        activeSignature: number; activeParameter: number;
      } | null;
      const signature = found?.signatures[found.activeSignature];
      const [from, to] = signature?.parameters[found?.activeParameter ?? 0]?.label ?? [0, 0];
      return signature && [signature.label, signature.label.slice(from, to), signature.documentation.value];
    };
    expect(await help("param x\ny = atan2(x, ")).toMatchObject(["atan2(y, x)", "x", expect.stringContaining("angle")]);
    expect((await help("y = log("))?.slice(0, 2)).toEqual(["log(x[, base])", "x"]);
    expect((await help("y = log(2, "))?.slice(0, 2)).toEqual(["log(x[, base])", "base"]);
    expect((await help("y = leaky_relu(x, "))?.[1]).toBe("slope = 0.01");
    expect((await help("y = reshape(x, [2, "))).toBeUndefined();
    expect((await help("y = reshape(x, "))?.[1]).toBe("[r, c]");
    expect((await help("y = norm(x, 2, "))?.[1]).toBe("keep");
    expect((await help("y = max(a, b, c, "))?.slice(0, 2)).toEqual(["max(a, b, …)", "…"]);
    expect((await help("y = sin(atan2(1, 2), "))?.[0]).toBe("sin(x)");
    expect((await help("# how far\ndist(a, b) = hypot(a, b)\nz = dist(1, "))).toEqual(["dist(a, b)", "b", "how far"]);
    expect((await help("import \"area.grad\"\nz = area("))).toMatchObject(["area(x)", "x", "the area of a square"]);
    expect(await help("y = sin(x) + ")).toBeUndefined();
    expect(await help("y = nothing(")).toBeUndefined();
    expect(await help("y = sin(x  # cos(")).toMatchObject(["sin(x)", "x", expect.anything()]);
    expect(await help("y = sin(x\nparam z")).toBeUndefined();
  });

  it("offers names with what they are", async () => {
    editor.open("detail.grad", "param w[n, h], b\ninput q{x, y}\ny = w*2\noutput f = sum(y)\n");
    const items = (await editor.ask("textDocument/completion", {
      textDocument: { uri: uriOf("detail.grad") }, position: { line: 4, character: 0 },
    })).result as { label: string; detail: string }[];
    const details = new Map(items.map(({ label, detail }) => [label, detail]));
    expect(["w", "b", "q", "y", "f", "n"].map((name) => details.get(name))).toEqual(
      ["param w[n, h]", "param b", "input q{x, y}", "y = w*2", "output f = sum(y)", "size"],
    );
  });

  it("looks at programs with the options that the configuration has for them, as they are now", async () => {
    const config = join(folder, "gradc.config.json");
    writeFileSync(config, JSON.stringify({ models: "*.grad", overrides: { "net.grad": { wrt: ["b"] } } }));
    const { result } = await editor.ask("textDocument/hover", place("J"));
    const { contents: { value } } = result as { contents: { value: string } };
    expect([value.includes("∂J/∂b = "), value.includes("∂J/∂w = ")]).toEqual([true, false]);
    writeFileSync(config, JSON.stringify({ models: "*.grad", wrt: ["speed"] }));
    utimesSync(config, 1, 1);
    expect(await editor.faults("net.grad", TEXT)).toEqual([expect.stringContaining("speed")]);
    writeFileSync(config, JSON.stringify({ models: "*.grad", hesian: true }));
    utimesSync(config, 2, 2);
    expect(await editor.faults("net.grad", TEXT)).toEqual([]);
    expect(await editor.message()).toMatch(/gradc\.config\.json: .*"hesian".*Did you mean "hessian"\?/);
  });

  it("answers what it does not know, and ends when it is told", async () => {
    expect((await editor.ask("workspace/symbol")).error?.code).toBe(-32601);
    expect((await editor.ask("textDocument/hover", { textDocument: { uri: "file:///none.grad" }, position: at("w") })).result).toBeNull();
    expect(await editor.leave()).toBe(0);
  });
});
