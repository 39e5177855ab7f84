/** `3, 7-9`: whole numbers in ascending order, runs together. */
export function offsetsText(offsets: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < offsets.length; ) {
    let j = i;
    while (offsets[j + 1] === (offsets[j] as number) + 1) j++;
    parts.push(i === j ? `${offsets[i]}` : `${offsets[i]}-${offsets[j]}`);
    i = j + 1;
  }
  return parts.join(", ");
}

/** `r0..r9, x`: texts that end in a number, runs of consecutive numbers together. */
export function valuesRangesText(values: readonly string[]): string {
  const parts: string[] = [];
  for (let i = 0; i < values.length; ) {
    let j = i;
    while (j + 1 < values.length && follows(values[j] as string, values[j + 1] as string)) j++;
    if (i === j) parts.push(values[i] as string);
    else if (j === i + 1) parts.push(`${values[i]}, ${values[j]}`);
    else parts.push(`${values[i]}..${values[j]}`);
    i = j + 1;
  }
  return parts.length <= MOST_PARTS
    ? parts.join(", ")
    : `${parts.slice(0, MOST_PARTS).join(", ")}, … (${values.length})`;
}

/** The same of names of which no order matters: by what comes before their number, then by it. */
export function namesText(names: readonly string[]): string {
  return valuesRangesText(byNumber(names));
}

/** In the order in which what comes before their numbers came first, then by those numbers. */
export function byNumber(values: readonly string[]): readonly string[] {
  const groups = new Map<string, { value: string; number: number }[]>();
  for (const value of values) {
    const [, prefix = value, digits = "0"] = NUMBERED.exec(value) ?? [];
    const group = groups.get(prefix);
    const one = { value, number: Number(digits) };
    if (group === undefined) groups.set(prefix, [one]);
    else group.push(one);
  }
  return [...groups.values()].flatMap((group) =>
    group.sort((x, y) => x.number - y.number).map(({ value }) => value),
  );
}

const MOST_PARTS = 12;
const NUMBERED = /^(.*?)(\d{1,15})$/;

function follows(value: string, next: string): boolean {
  const x = NUMBERED.exec(value);
  const y = NUMBERED.exec(next);
  return x !== null && y !== null && x[1] === y[1] && Number(x[2]) + 1 === Number(y[2]);
}
