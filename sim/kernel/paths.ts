import type { ChoiceStream, Choices } from "./choices.ts";
import type { Micros } from "./time.ts";

/** Latency and bandwidth of one direction between two hosts. */
export interface PathProperties {
  /** Least one-way latency. */
  readonly latencyUs: Micros;
  /** What a choice may add to it. */
  readonly jitterUs: Micros;
  /** Bytes per microsecond (1 is 8 Mbit/s). */
  readonly bytesPerUs: number;
}

export const DEFAULT_PATH: PathProperties = { latencyUs: 500, jitterUs: 500, bytesPerUs: 125 };

/** Stands for every kind of message. */
export const ANY_KIND = -1;

/** What a path needs to know of the hosts and messages it serves: their names. */
export interface PathNames {
  hostName(index: number): string;
  messageName(kind: number): string;
}

/** The paths between hosts, and the choices of their latencies. */
export class Paths {
  default: PathProperties = DEFAULT_PATH;
  private readonly names: PathNames;
  private readonly choices: Choices;
  /** By sender, then receiver. */
  private readonly properties: (PathProperties | undefined)[][] = [];
  /** By sender, receiver and kind of message; made at their first use. */
  private readonly jitters: (ChoiceStream | undefined)[][][] = [];

  constructor(choices: Choices, names: PathNames) {
    this.choices = choices;
    this.names = names;
  }

  set(from: number, to: number, path: PathProperties): void {
    rowOf(this.properties, from)[to] = path;
  }

  get(from: number, to: number): PathProperties {
    return this.properties[from]?.[to] ?? this.default;
  }

  /** The latency of the next segment of that kind. */
  latencyUs(path: PathProperties, from: number, to: number, kind: number): Micros {
    if (path.jitterUs === 0) return path.latencyUs;
    const stream = this.jitters[from]?.[to]?.[kind + 1] ?? this.jitterStream(from, to, kind);
    return path.latencyUs + stream.next(path.jitterUs + 1);
  }

  private jitterStream(from: number, to: number, kind: number): ChoiceStream {
    const { names } = this;
    const what = kind === ANY_KIND ? "connection" : names.messageName(kind);
    const link = `${names.hostName(from)}>${names.hostName(to)}`;
    const stream = this.choices.stream(`network/${link}/${what}`);
    rowOf(rowOf(this.jitters, from), to)[kind + 1] = stream;
    return stream;
  }
}

/** The row of that index, made when it is missing; rows have no holes. */
function rowOf<T>(rows: T[][], index: number): T[] {
  while (rows.length <= index) rows.push([]);
  return rows[index] as T[];
}
