import { type ConfigValues, resolveConfig } from "../../../../sim/kafka/config/config.ts";
import { KafkaNames } from "../../../../sim/kafka/context.ts";
import { GroupAdministration } from "../../../../sim/kafka/coordinator/group/group-administration.ts";
import { GroupCoordinator } from "../../../../sim/kafka/coordinator/group/group-coordinator.ts";
import {
  GROUP_METADATA_TOPIC_NAME,
  GroupLog,
  type HostedLogs,
  type LogAppender,
} from "../../../../sim/kafka/coordinator/group/group-log.ts";
import type { GroupMetadata } from "../../../../sim/kafka/coordinator/group/group-metadata.ts";
import { GroupMetadataManager } from "../../../../sim/kafka/coordinator/group/group-metadata-manager.ts";
import type { OffsetAndMetadata } from "../../../../sim/kafka/coordinator/group/offset-and-metadata.ts";
import { OffsetCommits } from "../../../../sim/kafka/coordinator/group/offset-commits.ts";
import { OffsetFetches } from "../../../../sim/kafka/coordinator/group/offset-fetches.ts";
import { ZkOffsets } from "../../../../sim/kafka/coordinator/group/zk-offsets.ts";
import { brokerSwitches } from "../../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { LogDirectory } from "../../../../sim/kafka/log/log-files.ts";
import { LogManager } from "../../../../sim/kafka/log/log-manager.ts";
import {
  DELETE_GROUPS,
  DESCRIBE_GROUPS,
  HEARTBEAT,
  JOIN_GROUP,
  LEAVE_GROUP,
  LIST_GROUPS,
  OFFSET_COMMIT,
  OFFSET_DELETE,
  OFFSET_FETCH,
  SYNC_GROUP,
} from "../../../../sim/kafka/messages.ts";
import type { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";
import {
  TIMER_GROUP_COORDINATOR,
  TIMER_GROUP_METADATA_EXPIRATION,
  TIMER_GROUP_METADATA_LOADING,
} from "../../../../sim/kafka/timers.ts";
import { Message } from "../../../../sim/kernel/connection.ts";
import type { Host } from "../../../../sim/kernel/host.ts";
import { KIND_STEP } from "../../../../sim/kernel/kinds.ts";
import type { Endpoint, Process } from "../../../../sim/kernel/process.ts";
import { Simulation } from "../../../../sim/kernel/simulation.ts";
import { ms } from "../../../../sim/kernel/time.ts";

const BROKER_ID = 1;
const LEADER_EPOCH = 0;
/** The token of what a transaction commits; those of requests are positive. */
const OF_TRANSACTION = -1;

/** A request, and its answer once there is one. */
export interface GroupCall {
  readonly id: number;
  readonly answer: unknown;
}

/**
 * A coordinator on a host of its own: its members, its offsets and the logs of `__consumer_offsets`, of
 * which it has the only replica. Time passes only when it is told to.
 */
export class GroupRig implements Process {
  readonly sim = new Simulation({ seed: "1", messageName: String });
  readonly names = new KafkaNames(this.sim.facts);
  readonly manager: GroupMetadataManager;
  readonly coordinator: GroupCoordinator;
  readonly host: Host;
  private readonly client: Host;
  private readonly logs: LogManager;
  private readonly commits: OffsetCommits;
  private readonly fetches: OffsetFetches;
  private readonly administration: GroupAdministration;
  private readonly owned = new Set<number>();
  private readonly calls = new Map<number, { id: number; answer: unknown }>();
  private lastId = 0;
  private transactionOutcome: ErrorCode = Errors.NONE;

  constructor(era: Era, settings: ConfigValues) {
    this.host = this.sim.addHost("broker-1", "broker", () => this);
    this.client = this.sim.addHost("client", "consumer", () => this);
    this.sim.boot(this.host);
    this.sim.step();
    const config = resolveConfig("broker", settings, era);
    const switches = brokerSwitches(config);
    const { host, names, sim } = this;
    const directory = new LogDirectory(host.disk, "/data", {
      wallMs: () => host.wallMs(),
      random: () => 0,
      maybeAddOfflineLogDir: () => {
        throw new Error("the disk of a vector does not fail");
      },
      scheduleFileDelete: (of, name) => of.deleteFile(name),
    });
    const { topicPartitions } = names;
    this.logs = new LogManager([directory], BROKER_ID, sim.facts, topicPartitions, config);
    for (const loader of this.logs.startLoading()) loader.finish();
    const addresses = { zookeeper: new Map(), hostOfBroker: new Map(), brokerIds: [BROKER_ID] };
    const environment = { host, brokerId: BROKER_ID, names, addresses, config, switches };
    const metadata = { offsetsPartitions: 0, contains: () => true };
    const log = new GroupLog(host, names, config, this.hostedLogs(), this.appender());
    this.manager = new GroupMetadataManager(environment, metadata, log);
    const { manager } = this;
    const responder = {
      respond: (request: Message, body: unknown) => {
        const call = this.calls.get(request.id);
        if (call !== undefined) call.answer = body;
      },
    };
    this.coordinator = new GroupCoordinator(host, config, switches, manager, responder);
    const { coordinator } = this;
    const zk = new ZkOffsets(topicPartitions, {
      requestConsumerOffsets: () => {
        throw new Error("the offsets of vectors are not kept in ZooKeeper");
      },
    });
    this.commits = new OffsetCommits(environment, metadata, manager, coordinator, zk, responder);
    this.fetches = new OffsetFetches(metadata, manager, coordinator, zk, responder);
    this.administration = new GroupAdministration(
      topicPartitions,
      metadata,
      manager,
      coordinator,
      responder,
    );
    manager.setListeners(coordinator, {
      offsetsStored: (token, error) => {
        if (token === OF_TRANSACTION) this.transactionOutcome = error;
        else this.commits.offsetsStored(token, error);
      },
    });
    manager.startup();
  }

  start(): void {}
  shutdown(): void {}
  onAccept(): Endpoint {
    throw new Error("nobody connects");
  }
  onTimer(handler: number, a: number): void {
    if (handler === TIMER_GROUP_COORDINATOR) this.coordinator.onTimer(a);
    else if (handler === TIMER_GROUP_METADATA_LOADING) this.manager.partitions.onTimer();
    else if (handler === TIMER_GROUP_METADATA_EXPIRATION) this.manager.onExpirationTimer();
  }

  /** The broker is elected to lead the partition of a group, and has read it. */
  own(groupId: string): void {
    this.elect(groupId);
    while (!this.manager.isGroupLocal(groupId) && this.sim.step()) {}
  }

  /** The same, but it is still reading. */
  beginLoading(groupId: string): void {
    this.elect(groupId);
    while (!this.manager.isGroupLoading(groupId) && this.sim.step()) {}
  }

  /** A group that was deleted, and of which somebody still knows. */
  killGroup(groupId: string): void {
    this.act(() => {
      this.manager.getOrMaybeCreateGroup(groupId, true)?.transitionTo(GROUP_STATES.Dead);
    });
  }

  advance(milliseconds: number): void {
    const end = this.sim.now + ms(milliseconds);
    while (this.sim.step(end)) {}
    this.sim.now = end;
  }

  /** Lets time pass until a request is answered, but no longer than that. */
  await(call: GroupCall, limitMs: number): void {
    const end = this.sim.now + ms(limitMs);
    while (call.answer === null && this.sim.step(end)) {}
  }

  act(action: () => void): void {
    this.sim.external(KIND_STEP, -1, action);
  }

  send(kind: number, body: unknown): GroupCall {
    const id = ++this.lastId;
    const call = { id, answer: null };
    this.calls.set(id, call);
    const request = new Message(id, id, this.client.index, this.host.index, kind, id, 0, 0, body);
    this.act(() => this.handle(request));
    return call;
  }

  /** Offsets that a transaction commits; what became of them. */
  commitInTransaction(
    group: GroupMetadata,
    offsets: ReadonlyMap<number, OffsetAndMetadata>,
    producerId: number,
    producerEpoch: number,
  ): ErrorCode {
    const token = OF_TRANSACTION;
    this.act(() => {
      this.manager.storeOffsets(group, { offsets, producerId, producerEpoch, token });
    });
    return this.transactionOutcome;
  }

  /** The id of a member whose JoinGroup waits; null: it is in no group. */
  waitingMemberId(groupId: string, { id }: GroupCall): string | null {
    const members = this.manager.getGroup(groupId)?.allMemberMetadata ?? [];
    return members.find(({ awaitingJoin }) => awaitingJoin?.id === id)?.memberId ?? null;
  }

  private handle(request: Message): void {
    const { coordinator, administration } = this;
    const handlers: Readonly<Record<number, (request: Message) => void>> = {
      [JOIN_GROUP]: (one) => coordinator.handleJoinGroup(one),
      [SYNC_GROUP]: (one) => coordinator.handleSyncGroup(one),
      [HEARTBEAT]: (one) => coordinator.handleHeartbeat(one),
      [LEAVE_GROUP]: (one) => coordinator.handleLeaveGroup(one),
      [OFFSET_COMMIT]: (one) => this.commits.handle(one),
      [OFFSET_FETCH]: (one) => this.fetches.handle(one),
      [DESCRIBE_GROUPS]: (one) => administration.handleDescribeGroups(one),
      [LIST_GROUPS]: (one) => administration.handleListGroups(one),
      [DELETE_GROUPS]: (one) => administration.handleDeleteGroups(one),
      [OFFSET_DELETE]: (one) => administration.handleOffsetDelete(one),
    };
    const handler = handlers[request.kind];
    if (handler === undefined) throw new Error(`no coordinator knows ${request.kind}`);
    handler(request);
  }

  private elect(groupId: string): void {
    const partition = this.manager.partitionFor(groupId);
    this.owned.add(this.names.topicPartitions.id(GROUP_METADATA_TOPIC_NAME, partition));
    this.act(() => this.manager.partitions.scheduleLoad(partition));
  }

  private hostedLogs(): HostedLogs {
    return {
      partition: (tp) => {
        if (!this.owned.has(tp)) return null;
        return { isLeader: true, log: this.logs.getOrCreateLog(tp, {}) };
      },
    };
  }

  /** The only replica is the leader: what it has is committed. */
  private appender(): LogAppender {
    return {
      appendRecords: (tp, batch: RecordBatch, _acks, _timeoutMs, listener, token) => {
        const log = this.logs.getOrCreateLog(tp, {});
        const info = log.appendAsLeader(batch, LEADER_EPOCH, "coordinator");
        log.maybeIncrementHighWatermark(log.logEndOffset);
        listener.onAppended(token, info.error, info.firstOffset);
      },
    };
  }
}
