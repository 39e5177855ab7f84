import { assert, present } from "../../kernel/assert.ts";
import type { Operation, Reply } from "../../zookeeper/types.ts";
import { ANY_VERSION } from "../../zookeeper/types.ts";
import { INVALID_OFFSET } from "../group-messages.ts";
import { dataOf, type ZkRequest, zkRequest } from "./kafka-zk-client.ts";

/** An offset that a group keeps in ZooKeeper. */
export interface ZkConsumerOffset {
  readonly topic: string;
  readonly partition: number;
  /** What is to be written; of no matter when it is read. */
  readonly offset: number;
}

/** Offsets of a group in ZooKeeper that are to be read or written, one after the other. */
export interface ConsumerOffsetsWork {
  /** By which the caller knows it. */
  readonly token: number;
  readonly api: "read" | "write";
  readonly group: string;
  readonly offsets: readonly ZkConsumerOffset[];
}

/** What became of one of them. */
export interface ConsumerOffsetResult {
  /** INVALID_OFFSET: there is none, or nothing is known. */
  readonly offset: number;
  readonly failed: boolean;
}

/** How far the work is. */
export interface ConsumerOffsetsStep {
  readonly task: "consumerOffsets";
  readonly work: ConsumerOffsetsWork;
  /** Of those that are done; the next one is under way. */
  readonly results: readonly ConsumerOffsetResult[];
  /** Znodes that are missing: the last is created next, the first is that of the offset. */
  readonly missing: readonly string[];
}

const FAILED: ConsumerOffsetResult = { offset: INVALID_OFFSET, failed: true };

/** `ConsumerOffset.path`. */
export function consumerOffsetPath(group: string, topic: string, partition: number): string {
  return `/consumers/${group}/offsets/${topic}/${partition}`;
}

export function consumerOffsetsStep(work: ConsumerOffsetsWork): ConsumerOffsetsStep {
  assert(work.offsets.length > 0, "something is to be done");
  return { task: "consumerOffsets", work, results: [], missing: [] };
}

/** What a step asks of ZooKeeper. */
export function consumerOffsetsRequest({ work, results, missing }: ConsumerOffsetsStep): ZkRequest {
  const next = present(work.offsets[results.length], "an offset is left");
  const path = consumerOffsetPath(work.group, next.topic, next.partition);
  const data = String(next.offset);
  return zkRequest([operationOf(work.api, path, data, missing)]);
}

/**
 * What comes after a step: the next step, or the results, one for each offset
 * (`KafkaZkClient.setOrCreateConsumerOffset`, `ZkUtils.updatePersistentPath`). What is missing above an
 * offset is created.
 */
export function consumerOffsetsNext(
  step: ConsumerOffsetsStep,
  reply: Reply,
): ConsumerOffsetsStep | readonly ConsumerOffsetResult[] {
  const { work, missing } = step;
  const error = reply.op === "error" ? reply.error : null;
  if (work.api === "read") {
    if (error !== null && error !== "NO_NODE") return done(step, FAILED);
    const found = dataOf(reply);
    const offset = found === null ? INVALID_OFFSET : Number(found.data);
    return done(step, { offset, failed: false });
  }
  if (error === "NO_NODE") {
    const below = missing.at(-1);
    const offsetPath = pathOf(step);
    return { ...step, missing: [...missing, below === undefined ? offsetPath : parentOf(below)] };
  }
  // Somebody else has created it: an offset is then written over, a parent is there.
  if (error === "NODE_EXISTS") return { ...step, missing: missing.slice(0, -1) };
  if (error !== null) return done(step, FAILED);
  if (missing.length > 1) return { ...step, missing: missing.slice(0, -1) };
  return done(step, { offset: INVALID_OFFSET, failed: false });
}

/** The results when the session is no more: what was not done yet has failed. */
export function consumerOffsetsFailed({ work, results }: ConsumerOffsetsStep) {
  return work.offsets.map((_, i) => results[i] ?? FAILED);
}

function operationOf(
  api: ConsumerOffsetsWork["api"],
  path: string,
  data: string,
  missing: readonly string[],
): Operation {
  if (api === "read") return { op: "getData", path, watch: false };
  const created = missing.at(-1);
  if (created === undefined) return { op: "setData", path, data, version: ANY_VERSION };
  return { op: "create", path: created, data: created === path ? data : "", mode: "persistent" };
}

function done(
  step: ConsumerOffsetsStep,
  result: ConsumerOffsetResult,
): ConsumerOffsetsStep | readonly ConsumerOffsetResult[] {
  const results = [...step.results, result];
  if (results.length === step.work.offsets.length) return results;
  return { ...step, results, missing: [] };
}

function pathOf({ work, results }: ConsumerOffsetsStep): string {
  const { topic, partition } = present(work.offsets[results.length], "an offset is under way");
  return consumerOffsetPath(work.group, topic, partition);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
