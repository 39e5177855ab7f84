import { isDeepStrictEqual } from "node:util";

/** Fails unless a value is the expected one. */
export function check(what: string, expected: unknown, actual: unknown): void {
  if (isDeepStrictEqual(expected, actual)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/** Fails unless two lists have the same members. */
export function checkMembers(
  what: string,
  expected: readonly number[],
  actual: readonly number[],
): void {
  const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);
  check(what, sorted(expected), sorted(actual));
}

/**
 * The fields of a JSON object of a vector. Every field must be read: one that no runner knows would
 * otherwise be a condition that nobody tested.
 */
export class Fields {
  private readonly value: Readonly<Record<string, unknown>>;
  private readonly where: string;
  private readonly unread: Set<string>;

  constructor(value: unknown, where: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Error(`${where} is not an object`);
    }
    this.value = value as Readonly<Record<string, unknown>>;
    this.where = where;
    this.unread = new Set(Object.keys(value).filter(isNoNote));
  }

  /** Whether the field is there, null included. */
  has(name: string): boolean {
    return Object.hasOwn(this.value, name);
  }

  get names(): readonly string[] {
    return Object.keys(this.value).filter(isNoNote);
  }

  raw(name: string): unknown {
    this.unread.delete(name);
    return this.value[name];
  }

  /** Notes that a field says nothing that is not said otherwise. */
  skip(...names: readonly string[]): void {
    for (const name of names) this.unread.delete(name);
  }

  number(name: string, absent?: number): number {
    const value = this.raw(name);
    if (value === undefined && absent !== undefined) return absent;
    if (typeof value !== "number") throw this.mismatch(name, "a number");
    return value;
  }

  /** Null when it is absent or null. */
  numberOrNull(name: string): number | null {
    return this.isAbsent(name) ? null : this.number(name);
  }

  text(name: string, absent?: string): string {
    const value = this.raw(name);
    if (value === undefined && absent !== undefined) return absent;
    if (typeof value !== "string") throw this.mismatch(name, "a text");
    return value;
  }

  textOrNull(name: string): string | null {
    return this.isAbsent(name) ? null : this.text(name);
  }

  boolean(name: string, absent?: boolean): boolean {
    const value = this.raw(name);
    if (value === undefined && absent !== undefined) return absent;
    if (typeof value !== "boolean") throw this.mismatch(name, "true or false");
    return value;
  }

  numbers(name: string, absent?: readonly number[]): readonly number[] {
    const value = this.raw(name);
    if (value === undefined && absent !== undefined) return absent;
    if (!isNumbers(value)) throw this.mismatch(name, "a list of numbers");
    return value;
  }

  /** Lists of numbers, such as `[epoch, startOffset]` pairs. */
  tuples(name: string): readonly (readonly number[])[] {
    const value = this.raw(name);
    if (!Array.isArray(value) || !value.every(isNumbers)) {
      throw this.mismatch(name, "a list of lists of numbers");
    }
    return value;
  }

  list(name: string): readonly unknown[] {
    const value = this.raw(name);
    if (!Array.isArray(value)) throw this.mismatch(name, "a list");
    return value;
  }

  objects(name: string): readonly Fields[] {
    return this.list(name).map((value, i) => new Fields(value, `${this.where}.${name}[${i}]`));
  }

  object(name: string): Fields {
    return new Fields(this.raw(name), `${this.where}.${name}`);
  }

  objectOrNull(name: string): Fields | null {
    return this.isAbsent(name) ? null : this.object(name);
  }

  /** Fails when a field was not read. */
  finish(): void {
    if (this.unread.size === 0) return;
    throw new Error(`${this.where} has fields that nobody maps: ${[...this.unread].join(", ")}`);
  }

  private isAbsent(name: string): boolean {
    const value = this.raw(name);
    return value === undefined || value === null;
  }

  private mismatch(name: string, expected: string): Error {
    const found = JSON.stringify(this.value[name]);
    return new Error(`${this.where}.${name} should be ${expected} and is ${found}`);
  }
}

/** Notes are for people. */
function isNoNote(name: string): boolean {
  return !/note$/i.test(name);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => typeof one === "number");
}
