import { present } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { GROUP_STATES } from "../../facts.ts";
import type { OffsetFetchRequest } from "../../group-messages.ts";
import { MESSAGE_OVERHEAD_BYTES, OFFSET_FETCH, PARTITION_OVERHEAD_BYTES } from "../../messages.ts";
import type { ConsumerOffsetResult } from "../../zk/consumer-offsets.ts";
import type { GroupCoordinator } from "./group-coordinator.ts";
import type { GroupMetadataManager } from "./group-metadata-manager.ts";
import type { RequestResponder } from "./group-responses.ts";
import type { KnownPartitions } from "./offset-commits.ts";
import { type FetchedOffset, fetchedOffset, noOffset } from "./offset-responses.ts";
import type { ZkOffsets } from "./zk-offsets.ts";

/** From this version on an error of the group has a place of its own in the answer. */
const TOP_LEVEL_ERROR_VERSION = 2;

/**
 * OffsetFetch requests (`KafkaApis.handleOffsetFetchRequest`): anybody may ask, member or not. Those of
 * version 0 read from ZooKeeper.
 */
export class OffsetFetches {
  private readonly known: KnownPartitions;
  private readonly manager: GroupMetadataManager;
  private readonly coordinator: GroupCoordinator;
  private readonly zkOffsets: ZkOffsets;
  private readonly responder: RequestResponder;
  /** Requests that wait for ZooKeeper. */
  private readonly reads = new Map<number, Message>();
  private nextToken = 1;

  constructor(
    known: KnownPartitions,
    manager: GroupMetadataManager,
    coordinator: GroupCoordinator,
    zkOffsets: ZkOffsets,
    responder: RequestResponder,
  ) {
    this.known = known;
    this.manager = manager;
    this.coordinator = coordinator;
    this.zkOffsets = zkOffsets;
    this.responder = responder;
  }

  handle(request: Message): void {
    const body = request.body as OffsetFetchRequest;
    if (body.version === 0) {
      this.read(request, body);
      return;
    }
    const { version, groupId } = body;
    const error = this.coordinator.validateGroupStatus(groupId, OFFSET_FETCH);
    if (error === Errors.NONE) {
      this.answer(request, this.offsetsOf(body));
      return;
    }
    const tps = body.partitions ?? [];
    const isOfPartitions = version < TOP_LEVEL_ERROR_VERSION;
    this.answer(request, isOfPartitions ? tps.map((tp) => noOffset(tp, error)) : [], error);
  }

  /** What ZooKeeper holds of the partitions that the broker knows, in their order. */
  zkOffsetsRead(token: number, results: readonly ConsumerOffsetResult[]): void {
    const request = present(this.reads.get(token), "an outcome is that of a request");
    this.reads.delete(token);
    const { partitions } = request.body as OffsetFetchRequest;
    const read = (partitions ?? []).filter((tp) => this.known.contains(tp));
    const offsets = (partitions ?? []).map((tp) => {
      const result = results[read.indexOf(tp)];
      if (result === undefined) return noOffset(tp, Errors.UNKNOWN_TOPIC_OR_PARTITION);
      if (result.failed) return noOffset(tp, Errors.UNKNOWN_SERVER_ERROR);
      // "Unknown" is what clients are told of an offset that ZooKeeper does not have.
      return result.offset < 0
        ? noOffset(tp, Errors.UNKNOWN_TOPIC_OR_PARTITION)
        : { ...noOffset(tp), offset: result.offset };
    });
    this.answer(request, offsets);
  }

  private offsetsOf({ groupId, partitions, requireStable }: OffsetFetchRequest): FetchedOffset[] {
    const group = this.manager.getGroup(groupId);
    if (group === null || group.is(GROUP_STATES.Dead)) {
      return (partitions ?? []).map((tp) => noOffset(tp));
    }
    const tps = partitions ?? group.offsets.partitions;
    return tps.map((tp) => fetchedOffset(group, tp, requireStable));
  }

  private read(request: Message, { groupId, partitions }: OffsetFetchRequest): void {
    const tps = (partitions ?? []).filter((tp) => this.known.contains(tp));
    const token = this.nextToken++;
    this.reads.set(token, request);
    if (tps.length === 0) this.zkOffsetsRead(token, []);
    else this.zkOffsets.read(groupId, tps, token);
  }

  private answer(
    request: Message,
    partitions: readonly FetchedOffset[],
    error: ErrorCode = Errors.NONE,
  ): void {
    const sizeBytes = MESSAGE_OVERHEAD_BYTES + partitions.length * PARTITION_OVERHEAD_BYTES;
    this.responder.respond(request, { error, partitions }, sizeBytes);
  }
}
