/** Texts longer than this are not compared: nobody mistypes them. */
const LONGEST = 64;

/**
 * The word that a person most likely meant: the one with the least edit distance, if that is at most
 * a third of its length; the first of equals. Null when nothing is near.
 */
export function nearestWord(typed: string, words: readonly string[]): string | null {
  if (typed.length > LONGEST) return null;
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const word of words) {
    if (Math.abs(word.length - typed.length) >= bestDistance) continue;
    const distance = editDistance(typed.toLowerCase(), word.toLowerCase());
    const near = distance <= Math.max(1, Math.floor(Math.max(word.length, typed.length) / 3));
    if (near && distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that make one text of another. */
export function editDistance(x: string, y: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: y.length + 1 }, (_, i) => i);
  for (let i = 1; i <= x.length; i++) {
    const row = [i];
    for (let j = 1; j <= y.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (x[i - 1] === y[j - 1] ? 0 : 1);
      let distance = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1];
      if (swapped) distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[y.length] ?? 0;
}
