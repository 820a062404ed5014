// "Did you mean": the known word nearest to a misspelt one.
import { closest, distance } from "fastest-levenshtein";

/** The nearest candidate within a third of the word's length, or with two letters exchanged; or undefined. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  const lower = all.find((c) => c.toLowerCase() === word.toLowerCase());
  if (lower !== undefined) return lower;
  if (all.length === 0 || word.length > 64) return undefined;
  const best = closest(word, all);
  const limit = Math.max(1, Math.floor(word.length / 3));
  const apart = distance(word, best);
  return (apart <= limit && apart < word.length) || (apart === 2 && hasSameLetters(word, best)) ? best : undefined;
}

function hasSameLetters(word: string, other: string): boolean {
  return [...word].sort().join("") === [...other].sort().join("");
}
