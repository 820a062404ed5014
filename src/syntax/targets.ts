// Names where a statement gives them a meaning.
import type { Name } from "./ast.js";
import type { Reading } from "./cursor.js";
import { isWord, nameAt, spanOf, T, textAt } from "./tokens.js";

/** A name that a statement gives a meaning to. */
export function readName(reading: Reading, token: number, to: number): Name {
  const { tokens, report } = reading;
  if (token >= to) return report.fail(spanOf(tokens, to - 1), "name-expected", undefined);
  const kind = tokens.kinds[token];
  if (kind === T.name) return { name: nameAt(tokens, token), span: spanOf(tokens, token) };
  if (isWord(kind)) {
    reading.refused.add(textAt(tokens, token));
    return report.fail(spanOf(tokens, token), "reserved-word", textAt(tokens, token));
  }
  return report.fail(spanOf(tokens, token), "name-expected", textAt(tokens, token));
}
