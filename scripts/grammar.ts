// The TextMate grammar of the language, for VS Code and all that read such grammars: made of the lexer's classes of tokens.
import { formulaOps, languageFunctions, namedConstants, scalarOps } from "../src/ops/index.js";
import { SHAPES, T, WORDS, type Kind } from "../src/syntax/tokens.js";

interface Pattern {
  readonly name?: string;
  readonly match: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
}

export interface Grammar {
  readonly scopeName: "source.gradc";
  readonly patterns: readonly Pattern[];
  readonly [key: string]: unknown;
}

/** Words that begin a statement; elsewhere they are names. */
export const STATEMENT_WORDS = ["param", "input", "output", "import", "for"] as const;

/** What a letter of a name is to a grammar; the lexer refuses some of them. */
const NAME = "[\\p{L}_][\\p{L}\\p{M}\\p{Nd}_]*";

/** The scope of each class of tokens, without `.gradc` at its end. */
export const SCOPES = {
  comment: "comment.line.number-sign", string: "string.quoted.double", number: "constant.numeric",
  keyword: "keyword.control", word: "keyword.operator.word", value: "constant.language", foreign: "invalid.illegal",
  operator: "keyword.operator", assign: "keyword.operator.assignment", separator: "punctuation.separator",
  bracket: "punctuation.bracket", callee: "entity.name.function", builtin: "support.function", constant: "support.constant",
  name: "variable.other",
} as const;

/** One pattern for each class, the first that fits counts: no state from one line to the next. */
export function grammar(): Grammar {
  const words = (kinds: readonly Kind[]): string[] => [...WORDS].flatMap(([word, kind]) => (kinds.includes(kind) ? [word] : []));
  const operators = spellings(T.plus, T.dot).filter((text) => text !== "=");
  const functions = [
    ...scalarOps.filter((op) => op.internal !== true), ...formulaOps, ...languageFunctions.values(),
  ].map(({ name }) => name);
  const callee = "(?=\\()";
  return {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "gradc", scopeName: "source.gradc", fileTypes: ["grad"],
    patterns: [
      { name: scope("comment"), match: "#.*$" },
      { name: scope("string"), match: "\"[^\"]*\"" },
      {
        match: `(?:^|(?<=[;{]))\\s*(${STATEMENT_WORDS.join("|")})(?=[ \\t]+[\\p{L}_\"])`, captures: { 1: { name: scope("keyword") } },
      },
      { name: scope("word"), match: anyWord(words([T.and, T.or, T.not, T.mod])) },
      { name: scope("value"), match: anyWord(words([T.end, T.valueWord])) },
      { name: scope("foreign"), match: anyWord(words([T.foreignWord])) },
      { name: scope("builtin"), match: `${anyWord(functions)}${callee}` },
      { name: scope("callee"), match: `${NAME}${callee}` },
      { name: scope("constant"), match: anyWord([...namedConstants.keys()]) },
      { name: scope("name"), match: NAME },
      { name: scope("number"), match: "(?:\\d+(?:\\.(?![*/^])\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?" },
      { name: scope("operator"), match: any(operators) },
      { name: scope("assign"), match: "=" },
      { name: scope("separator"), match: "[,;]" },
      { name: scope("bracket"), match: "[()\\[\\]{}]" },
    ],
  };
}

function scope(of: keyof typeof SCOPES): string {
  return `${SCOPES[of]}.gradc`;
}

/** How the kinds from one to another are written. */
function spellings(first: Kind, last: Kind): string[] {
  return SHAPES.slice(first, last + 1).map((text) => text.trim());
}

function any(texts: readonly string[]): string {
  return [...texts].sort((a, b) => b.length - a.length).map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
}

/** Whole words. Before one stands what no name begins with, or it would be a part of that name: a digit, as in `2pi`. */
function anyWord(words: readonly string[]): string {
  return `(?:${[...words].sort().join("|")})(?![\\p{L}\\p{M}\\p{Nd}_])`;
}

export function grammarText(): string {
  return `${JSON.stringify(grammar(), null, 2)}\n`;
}
