// The grammar that editors colour by agrees with the lexer: every token of every program has the extent and the class
// that the lexer gives it.
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { grammar, grammarText, SCOPES, STATEMENT_WORDS } from "../../scripts/grammar.js";
import { Report } from "../../src/diagnostics/diagnostic.js";
import { namedConstants } from "../../src/ops/index.js";
import { filesOf } from "../../src/project/glob.js";
import { scanText } from "../../src/syntax/lexer.js";
import { isOpening, spanOf, T, textAt, type Tokens } from "../../src/syntax/tokens.js";

const FILE = "editors/vscode/syntaxes/gradc.tmLanguage.json";

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly scope: string;
}

const patterns = grammar().patterns.map((p) => ({ ...p, regexp: new RegExp(p.match, "dgu") }));

/** The pieces that a reader of flat TextMate grammars finds: at each place the leftmost match, of several the first pattern. */
function coloured(text: string): Piece[] {
  const pieces: Piece[] = [];
  let lineStart = 0;
  for (const line of text.split("\n")) {
    for (let at = 0; at < line.length;) {
      let best: { readonly match: RegExpExecArray; readonly pattern: (typeof patterns)[number] } | undefined;
      for (const pattern of patterns) {
        pattern.regexp.lastIndex = at;
        const match = pattern.regexp.exec(line);
        if (match !== null && match[0] !== "" && (best === undefined || match.index < best.match.index)) best = { match, pattern };
      }
      if (best === undefined) break;
      const { match, pattern } = best;
      const [start, end] = (pattern.name === undefined ? match.indices?.[1] : match.indices?.[0]) as [number, number];
      const scope = (pattern.name ?? pattern.captures?.["1"]?.name ?? "").replace(/\.gradc$/, "");
      pieces.push({ start: lineStart + start, end: lineStart + end, scope });
      at = match.index + match[0].length;
    }
    lineStart += line.length + 1;
  }
  return pieces;
}

/** The scopes that a token may have. */
function scopesOf(tokens: Tokens, i: number): readonly string[] {
  const kind = tokens.kinds[i] as number;
  const text = textAt(tokens, i);
  switch (kind) {
    case T.number: return [SCOPES.number];
    case T.string: return [SCOPES.string];
    case T.end: case T.valueWord: return [SCOPES.value];
    case T.foreignWord: return [SCOPES.foreign];
    case T.and: case T.or: case T.not: case T.mod: return [SCOPES.word];
    case T.assign: return [SCOPES.assign];
    case T.comma: case T.semicolon: return [SCOPES.separator];
    case T.name: {
      if (tokens.text.charAt(tokens.ends[i] as number) === "(") return [SCOPES.builtin, SCOPES.callee];
      if (namedConstants.has(text)) return [SCOPES.constant];
      return (STATEMENT_WORDS as readonly string[]).includes(text) ? [SCOPES.keyword, SCOPES.name] : [SCOPES.name];
    }
    default: return [isOpening(kind) || kind >= T.openRound ? SCOPES.bracket : SCOPES.operator];
  }
}

function check(text: string): void {
  const report = new Report({ name: "sample", text });
  const tokens = scanText(text, report);
  const pieces = new Map(coloured(text).filter(({ scope }) => scope !== SCOPES.comment).map((piece) => [piece.start, piece]));
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i] as number;
    const { start, end } = spanOf(tokens, i);
    // ends of statements are no text, and what is refused has no class
    if (kind === T.newline || kind === T.bad || start === end) continue;
    const piece = pieces.get(start);
    expect({ text: text.slice(start, end), end: piece?.end }).toEqual({ text: text.slice(start, end), end });
    expect(scopesOf(tokens, i), text.slice(start, end + 5)).toContain(piece?.scope);
    pieces.delete(start);
  }
  // nothing is coloured as code that the lexer does not see; a semicolon that ends a statement is no token of its own
  if (!report.hasErrors) expect([...pieces.values()].filter(({ scope }) => scope !== SCOPES.separator)).toEqual([]);
}

describe("the TextMate grammar", () => {
  it("is the one that is made of the lexer's classes", () => {
    if (process.env.GRADC_UPDATE !== undefined) writeFileSync(FILE, grammarText());
    expect(readFileSync(FILE, "utf8")).toBe(grammarText());
  });

  it.each(filesOf("samples", "*.grad"))("agrees with the lexer on %s", (file) => { check(readFileSync(`samples/${file}`, "utf8")); });

  it("agrees with the lexer on every form of token", () => {
    check([
      "import \"a b#c.grad\" # a comment with \"quotes\" and 'marks'", "param α, w_1[n, 3], für{x, y}; input X[n]",
      "output = 3", "form = 2*param",
      "y = 1.5e-3*x + .5 + 2.*x + 2./x .^ 1e5 - 10 mod 3", "z = (a<=b and not c) or a==b ? A' : B(:, end)", "c = [1, 2; 3, 4](1, 1:2:end)!",
      "sum2(v) = { s = sum(v[i]*sin (v[i]), i = 1:n); s^2 }", "for t = 2:n, h[1] = 0 { h[t] = h[t-1]; param }",
      "p.x - q.y >= -pi*e != tau_1", "",
    ].join("\n"));
  });

  it("colours the same where editors read it: by vscode-textmate and Oniguruma", async () => {
    const { parse, ...readers } = await textMate();
    const loaded = await new readers.Registry({
      onigLib: Promise.resolve(readers.onigLib), loadGrammar: () => Promise.resolve(parse(readFileSync(FILE, "utf8"), FILE)),
    }).loadGrammar("source.gradc");
    for (const text of filesOf("samples", "*.grad").map((file) => readFileSync(`samples/${file}`, "utf8"))) {
      const expected = Array.from(text, () => "");
      for (const { start, end, scope } of coloured(text)) expected.fill(scope, start, end);
      const seen = text.split("\n").flatMap((line) => {
        const scopes = Array.from(line, () => "");
        for (const { startIndex, endIndex, scopes: all } of loaded.tokenizeLine(line).tokens)
          scopes.fill(all.length > 1 ? String(all.at(-1)).replace(/\.gradc$/, "") : "", startIndex, endIndex);
        return [...scopes, ""];
      });
      expect(seen.slice(0, -1)).toEqual(expected);
    }
  });
});

interface TextMate {
  readonly Registry: new (options: object) => {
    loadGrammar(scope: string): Promise<{
      tokenizeLine(line: string): { tokens: { startIndex: number; endIndex: number; scopes: string[] }[] };
    }>;
  };
  readonly parse: (text: string, file: string) => object;
  readonly onigLib: object;
}

/** The readers that VS Code has, by names that TypeScript does not follow. */
async function textMate(): Promise<TextMate> {
  const [textmate, oniguruma] = await Promise.all(["vscode-textmate", "vscode-oniguruma"].map(
    (name) => import(/* @vite-ignore */ name) as Promise<{ default: Record<string, unknown> }>,
  ));
  const { Registry, parseRawGrammar } = textmate?.default as { Registry: TextMate["Registry"]; parseRawGrammar: TextMate["parse"] };
  const { loadWASM, OnigScanner, OnigString } = oniguruma?.default as {
    loadWASM: (
      bytes: Uint8Array,
    ) => Promise<void>; OnigScanner: new (patterns: string[]) => object; OnigString: new (text: string) => object;
  };
  await loadWASM(readFileSync("node_modules/vscode-oniguruma/release/onig.wasm"));
  const onigLib = {
    createOnigScanner: (patterns: string[]) => new OnigScanner(patterns), createOnigString: (text: string) => new OnigString(text),
  };
  return { Registry, parse: parseRawGrammar, onigLib };
}
