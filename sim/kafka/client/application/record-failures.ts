import type { FailureRule } from "./application-settings.ts";

/**
 * Which records make the application of one consumer fail. It outlives the application: a record that kills
 * it `times` times is processed in the life after.
 */
export class RecordFailures {
  readonly reaction: FailureRule["reaction"];
  private readonly rest = new Map<string, number>();

  constructor({ values, times, reaction }: FailureRule) {
    this.reaction = reaction;
    for (const value of values) this.rest.set(value, times);
  }

  /** A record with that value is processed: whether that fails, this time. */
  fails(value: string | null): boolean {
    const rest = value === null ? undefined : this.rest.get(value);
    if (value === null || rest === undefined || rest <= 0) return false;
    this.rest.set(value, rest - 1);
    return true;
  }
}
