import { compareJavaStrings } from "../../../../java-string-hash.ts";

/**
 * Members by how much they have, then by id: a `TreeSet` whose order lies in something that changes
 * (`AbstractStickyAssignor.SubscriptionComparator`). A member is taken out before its count changes.
 */
export class SortedConsumers {
  private readonly countOf: (consumer: string) => number;
  private readonly sorted: string[] = [];

  constructor(countOf: (consumer: string) => number) {
    this.countOf = countOf;
  }

  get least(): string | undefined {
    return this.sorted[0];
  }

  get most(): string | undefined {
    return this.sorted.at(-1);
  }

  /** From the one that has least; not to be changed meanwhile. */
  ascending(): readonly string[] {
    return this.sorted;
  }

  add(consumer: string): void {
    const at = this.indexOf(consumer);
    if (this.sorted[at] !== consumer) this.sorted.splice(at, 0, consumer);
  }

  remove(consumer: string): void {
    const at = this.indexOf(consumer);
    if (this.sorted[at] === consumer) this.sorted.splice(at, 1);
  }

  /** Where it is or would be. */
  private indexOf(consumer: string): number {
    const count = this.countOf(consumer);
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.sorted[middle] ?? "";
      const order = this.countOf(other) - count || compareJavaStrings(other, consumer);
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
