import type { TextTable } from "../kernel/facts.ts";

/** What a partition's state znode says: the authoritative leader and ISR. */
export interface PartitionTruth {
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  /** Epoch of the controller that appointed the leader. */
  readonly controllerEpoch: number;
}

const STATE_PATH = /^\/brokers\/topics\/([^/]+)\/partitions\/(\d+)\/state$/;

/** The `topic-partition` whose state znode has that path, or null. */
export function partitionOfPath(path: string): string | null {
  const match = STATE_PATH.exec(path);
  return match === null ? null : `${match[1]}-${match[2]}`;
}

/** Decodes a state znode (`TopicPartitionStateZNode`); null when it is none. */
export function decodePartitionState(data: string): PartitionTruth | null {
  const value = parseJson(data);
  if (typeof value !== "object" || value === null) return null;
  const { leader, leader_epoch, isr, controller_epoch } = value as Record<string, unknown>;
  if (!isInteger(leader) || !isInteger(leader_epoch) || !isInteger(controller_epoch)) return null;
  return {
    leader,
    leaderEpoch: leader_epoch,
    isr: integersOf(isr),
    controllerEpoch: controller_epoch,
  };
}

/** The whole numbers in a JSON array; empty for anything else. */
export function integersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter(isInteger) : [];
}

/** The value of a JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isInteger(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}

/** Texts of facts, understood once each. */
export class TextMeanings {
  private readonly texts: TextTable;
  private readonly partitions: (string | null)[] = [];
  private readonly truths = new Map<number, PartitionTruth | null>();
  private readonly lists = new Map<number, readonly number[]>();
  private readonly values = new Map<number, unknown>();

  constructor(texts: TextTable) {
    this.texts = texts;
  }

  text(id: number): string {
    return this.texts.text(id) ?? "";
  }

  /** The partition whose state is kept under the path with that id, or null. */
  partitionOfPath(path: number): string | null {
    const known = this.partitions[path];
    if (known !== undefined) return known;
    while (this.partitions.length <= path) {
      this.partitions.push(partitionOfPath(this.text(this.partitions.length)));
    }
    return this.partitions[path] as string | null;
  }

  truth(data: number): PartitionTruth | null {
    const known = this.truths.get(data);
    if (known !== undefined) return known;
    const truth = decodePartitionState(this.text(data));
    this.truths.set(data, truth);
    return truth;
  }

  /** Whole numbers from a JSON text; empty for null. */
  integers(json: number): readonly number[] {
    let list = this.lists.get(json);
    if (list === undefined) {
      list = integersOf(parseJson(this.text(json)));
      this.lists.set(json, list);
    }
    return list;
  }

  json(json: number): unknown {
    if (!this.values.has(json)) this.values.set(json, parseJson(this.text(json)));
    return this.values.get(json);
  }
}
