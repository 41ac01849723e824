import { distance } from "fastest-levenshtein";

/**
 * The known word that `word` was probably meant to be: the one with the fewest letters changed, when that is no more
 * than a third of the letters. Upper and lower case do not count.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, changes: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, changes }) => changes <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.changes - b.changes);
  return best?.candidate;
}
