import { present } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import { numberOf } from "../../config/config.ts";
import type { BrokerEnvironment } from "../../controller/controller-api.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type { OffsetCommitPartition, OffsetCommitRequest } from "../../group-messages.ts";
import { MESSAGE_OVERHEAD_BYTES, OFFSET_COMMIT, PARTITION_OVERHEAD_BYTES } from "../../messages.ts";
import type { ConsumerOffsetResult } from "../../zk/consumer-offsets.ts";
import type { GroupCoordinator } from "./group-coordinator.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import {
  type GroupMetadataManager,
  type OffsetsListener,
  plainWrite,
} from "./group-metadata-manager.ts";
import type { RequestResponder } from "./group-responses.ts";
import { NO_EXPIRE_TIMESTAMP, type OffsetAndMetadata } from "./offset-and-metadata.ts";
import { commitResponse } from "./offset-responses.ts";
import type { ZkOffsets } from "./zk-offsets.ts";

/** What the metadata of a broker tells of partitions. */
export interface KnownPartitions {
  contains(tp: number): boolean;
}

/** `OffsetCommitRequest.DEFAULT_RETENTION_TIME`: as the broker's settings say. */
const DEFAULT_RETENTION_MS = -1;
/** From this version on a request may ask for a retention. */
const RETENTION_VERSION = 2;

/** A commit that is not answered yet. */
interface Commit {
  readonly request: Message;
  /** Of the partitions that are refused, whatever becomes of the others. */
  readonly refused: ReadonlyMap<number, ErrorCode>;
}

/**
 * OffsetCommit requests (`KafkaApis.handleOffsetCommitRequest`, `GroupCoordinator.handleCommitOffsets`).
 * A member of the current generation may commit, and so may anybody while the group has no members. Those
 * of version 0 keep the offsets in ZooKeeper.
 */
export class OffsetCommits implements OffsetsListener {
  private readonly host: Host;
  private readonly switches: BrokerSwitches;
  private readonly retentionMs: number;
  private readonly maxMetadataSize: number;
  private readonly known: KnownPartitions;
  private readonly manager: GroupMetadataManager;
  private readonly coordinator: GroupCoordinator;
  private readonly zkOffsets: ZkOffsets;
  private readonly responder: RequestResponder;
  private readonly commits = new Map<number, Commit>();
  private nextToken = 1;

  constructor(
    { host, config, switches }: BrokerEnvironment,
    known: KnownPartitions,
    manager: GroupMetadataManager,
    coordinator: GroupCoordinator,
    zkOffsets: ZkOffsets,
    responder: RequestResponder,
  ) {
    this.host = host;
    this.switches = switches;
    this.retentionMs = numberOf(config, "offsets.retention.minutes") * 60_000;
    this.maxMetadataSize = numberOf(config, "offset.metadata.max.bytes");
    this.known = known;
    this.manager = manager;
    this.coordinator = coordinator;
    this.zkOffsets = zkOffsets;
    this.responder = responder;
  }

  handle(request: Message): void {
    const body = request.body as OffsetCommitRequest;
    if (body.instanceId !== null && !this.switches.staticMembership) {
      this.refuse(request, Errors.UNSUPPORTED_VERSION);
      return;
    }
    const refused = new Map<number, ErrorCode>();
    for (const { tp } of body.partitions) {
      if (!this.known.contains(tp)) refused.set(tp, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
    const isKnown = ({ tp }: OffsetCommitPartition) => !refused.has(tp);
    if (!body.partitions.some(isKnown)) {
      this.answer({ request, refused }, Errors.NONE);
      return;
    }
    const group = body.version === 0 ? null : this.groupOf(body);
    if (typeof group === "number") {
      this.answer({ request, refused }, group);
      return;
    }
    for (const { tp, metadata } of body.partitions) {
      const isTooLarge = metadata.length > this.maxMetadataSize;
      if (!refused.has(tp) && isTooLarge) refused.set(tp, Errors.OFFSET_METADATA_TOO_LARGE);
    }
    const offsets = body.partitions.filter(isKnown);
    const commit = { request, refused };
    if (offsets.length === 0) this.answer(commit, Errors.NONE);
    else if (group === null) this.zkOffsets.write(body.groupId, offsets, this.await(commit));
    else {
      const write = new Map(offsets.map((each) => [each.tp, this.toBeStored(body, each)]));
      this.manager.storeOffsets(group, plainWrite(write, this.await(commit)));
    }
  }

  offsetsStored(token: number, error: ErrorCode): void {
    this.answer(this.taken(token), error);
  }

  /** Offsets are in ZooKeeper, or could not be written there; one result for each, in their order. */
  zkOffsetsWritten(token: number, results: readonly ConsumerOffsetResult[]): void {
    const { request, refused } = this.taken(token);
    const errors = new Map(refused);
    const { partitions } = request.body as OffsetCommitRequest;
    const written = partitions.filter(({ tp }) => !refused.has(tp));
    for (const [i, { tp }] of written.entries()) {
      if (results[i]?.failed ?? true) errors.set(tp, Errors.UNKNOWN_SERVER_ERROR);
    }
    this.answer({ request, refused: errors }, Errors.NONE);
  }

  /** The group to which a commit belongs, or why it is refused. */
  private groupOf(body: OffsetCommitRequest): GroupMetadata | ErrorCode {
    const { groupId, generationId, memberId, instanceId } = body;
    const error = this.coordinator.validateGroupStatus(groupId, OFFSET_COMMIT);
    if (error !== Errors.NONE) return error;
    // Coordinators of offsets alone know no members.
    const knowsMembers = this.switches.groupApis !== "offsets";
    const mayCreate = generationId < 0 || !knowsMembers;
    const group = this.manager.getOrMaybeCreateGroup(groupId, mayCreate);
    if (group === null) return Errors.ILLEGAL_GENERATION;
    if (!knowsMembers) return group;
    const refusal = this.coordinator.validateOffsetCommit(
      group,
      generationId,
      memberId,
      instanceId,
    );
    return refusal === Errors.NONE ? group : refusal;
  }

  private toBeStored(
    { version, retentionTimeMs }: OffsetCommitRequest,
    { offset, leaderEpoch, metadata }: OffsetCommitPartition,
  ): OffsetAndMetadata {
    const commitTimestampMs = this.host.wallMs();
    const asked = version >= RETENTION_VERSION ? retentionTimeMs : DEFAULT_RETENTION_MS;
    const retentionMs = asked === DEFAULT_RETENTION_MS ? this.defaultRetentionMs : asked;
    const expireTimestampMs =
      retentionMs === null ? NO_EXPIRE_TIMESTAMP : commitTimestampMs + retentionMs;
    return { offset, leaderEpoch, metadata, commitTimestampMs, expireTimestampMs };
  }

  /** Of a commit that asks for none; null where no time is kept with an offset. */
  private get defaultRetentionMs(): number | null {
    return this.switches.offsetExpiry === "expireTime" ? this.retentionMs : null;
  }

  private refuse(request: Message, error: ErrorCode): void {
    this.answer({ request, refused: new Map() }, error);
  }

  private answer({ request, refused }: Commit, error: ErrorCode): void {
    const tps = (request.body as OffsetCommitRequest).partitions.map(({ tp }) => tp);
    const body = commitResponse(tps, (tp) => refused.get(tp) ?? error);
    const sizeBytes = MESSAGE_OVERHEAD_BYTES + tps.length * PARTITION_OVERHEAD_BYTES;
    this.responder.respond(request, body, sizeBytes);
  }

  private await(commit: Commit): number {
    const token = this.nextToken++;
    this.commits.set(token, commit);
    return token;
  }

  private taken(token: number): Commit {
    const commit = present(this.commits.get(token), "an outcome is that of a commit");
    this.commits.delete(token);
    return commit;
  }
}
