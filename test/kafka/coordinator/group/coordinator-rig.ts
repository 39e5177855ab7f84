import { type ConfigValues, resolveConfig } from "../../../../sim/kafka/config/config.ts";
import { TopicPartitions } from "../../../../sim/kafka/context.ts";
import { GroupCoordinator } from "../../../../sim/kafka/coordinator/group/group-coordinator.ts";
import { GroupFacts } from "../../../../sim/kafka/coordinator/group/group-facts.ts";
import { GroupMetadata } from "../../../../sim/kafka/coordinator/group/group-metadata.ts";
import { GroupOffsets } from "../../../../sim/kafka/coordinator/group/group-offsets.ts";
import type {
  Assignments,
  GroupStore,
  GroupStoreListener,
  StoreOperation,
} from "../../../../sim/kafka/coordinator/group/group-store.ts";
import { brokerSwitches } from "../../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import type {
  HeartbeatResponse,
  JoinGroupProtocol,
  JoinGroupRequest,
  JoinGroupResponse,
  LeaveGroupResponse,
  SyncGroupRequest,
  SyncGroupResponse,
} from "../../../../sim/kafka/group-messages.ts";
import { HEARTBEAT, JOIN_GROUP, LEAVE_GROUP, SYNC_GROUP } from "../../../../sim/kafka/messages.ts";
import { TIMER_GROUP_COORDINATOR } from "../../../../sim/kafka/timers.ts";
import { Message } from "../../../../sim/kernel/connection.ts";
import { FACT_STRIDE, type FactLog } from "../../../../sim/kernel/facts.ts";
import type { Host } from "../../../../sim/kernel/host.ts";
import { KIND_STEP } from "../../../../sim/kernel/kinds.ts";
import type { Endpoint, Process } from "../../../../sim/kernel/process.ts";
import { Simulation } from "../../../../sim/kernel/simulation.ts";
import { ms } from "../../../../sim/kernel/time.ts";

export const GROUP = "group";
const BROKER_ID = 1;

/** A log of groups that keeps nothing, and answers at once or when a test says so. */
export class FakeStore implements GroupStore {
  isActive = true;
  isLocal = true;
  isLoading = false;
  /** Writes wait for {@link complete}. */
  holds = false;
  /** What becomes of writes. */
  outcome: ErrorCode = Errors.NONE;
  readonly stored: { readonly groupId: string; readonly kind: StoreOperation["kind"] }[] = [];
  private readonly groups = new Map<string, GroupMetadata>();
  private readonly held: (readonly [GroupMetadata, StoreOperation])[] = [];
  private readonly facts: GroupFacts;
  private readonly log: FactLog;
  private readonly topicPartitions: TopicPartitions;
  private listener: GroupStoreListener | null = null;

  constructor(host: Host) {
    this.facts = new GroupFacts(host, BROKER_ID);
    this.log = host.simulation.facts;
    this.topicPartitions = new TopicPartitions(this.log);
  }

  setListener(listener: GroupStoreListener): void {
    this.listener = listener;
  }

  isGroupLocal(): boolean {
    return this.isLocal;
  }
  isGroupLoading(): boolean {
    return this.isLoading;
  }
  get currentGroups(): readonly GroupMetadata[] {
    return [...this.groups.values()];
  }
  getGroup(groupId: string): GroupMetadata | null {
    return this.groups.get(groupId) ?? null;
  }
  removeGroup({ groupId }: GroupMetadata): void {
    this.groups.delete(groupId);
  }

  getOrMaybeCreateGroup(groupId: string, create: boolean): GroupMetadata | null {
    const known = this.getGroup(groupId);
    if (known !== null || !create) return known;
    const { log: facts, topicPartitions } = this;
    const offsets = new GroupOffsets({ groupId, brokerId: BROKER_ID, facts, topicPartitions });
    const group = new GroupMetadata(groupId, GROUP_STATES.Empty, this.facts, offsets);
    this.groups.set(groupId, group);
    return group;
  }

  storeGroup(group: GroupMetadata, _assignments: Assignments, operation: StoreOperation): void {
    this.stored.push({ groupId: group.groupId, kind: operation.kind });
    if (this.holds) this.held.push([group, operation]);
    else this.listener?.groupStored(group, operation, this.outcome);
  }

  /** The log has, or has not, what waited. */
  complete(error: ErrorCode = Errors.NONE): void {
    for (const [group, operation] of this.held.splice(0)) {
      this.listener?.groupStored(group, operation, error);
    }
  }
}

/** A request, and its answer once there is one. */
export interface Call<Body> {
  readonly answer: Body | null;
}

export interface JoinFields {
  readonly memberId?: string;
  readonly instanceId?: string | null;
  readonly version?: number;
  readonly groupId?: string;
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
  readonly protocolType?: string;
  readonly protocols?: readonly JoinGroupProtocol[];
}

export const PROTOCOLS: readonly JoinGroupProtocol[] = [protocol("range")];

export function protocol(name: string, ...metadata: number[]): JoinGroupProtocol {
  return { name, metadata: Uint8Array.from(metadata) };
}

/** The settings of Kafka's own tests. */
const SETTINGS: ConfigValues = {
  "group.min.session.timeout.ms": 10,
  "group.max.session.timeout.ms": 600_000,
  "group.initial.rebalance.delay.ms": 50,
};
const TIMEOUT_MS = 500;

/** A coordinator on a host of its own, and a client that asks whatever a test wants. */
export class CoordinatorRig implements Process {
  readonly sim = new Simulation({ seed: "1", messageName: String });
  readonly store: FakeStore;
  readonly coordinator: GroupCoordinator;
  /** Facts of every event, as numbers. */
  readonly facts: number[][] = [];
  private readonly host: Host;
  private readonly client: Host;
  private readonly calls = new Map<number, { answer: unknown }>();
  private lastId = 0;

  constructor(era: Era = "3.9", settings: ConfigValues = {}) {
    this.host = this.sim.addHost("broker-1", "broker", () => this);
    this.client = this.sim.addHost("client", "consumer", () => this);
    this.sim.boot(this.host);
    this.sim.step();
    this.sim.observers.push({ onEvent: () => this.note() });
    const config = resolveConfig("broker", { ...SETTINGS, ...settings }, era);
    this.store = new FakeStore(this.host);
    this.coordinator = new GroupCoordinator(this.host, config, brokerSwitches(config), this.store, {
      respond: (request, body) => {
        const call = this.calls.get(request.id);
        if (call === undefined || call.answer !== null) throw new Error("answered twice");
        call.answer = body;
      },
    });
    this.store.setListener(this.coordinator);
  }

  start(): void {}
  shutdown(): void {}
  onAccept(): Endpoint {
    throw new Error("nobody connects");
  }
  onTimer(handler: number, a: number): void {
    if (handler === TIMER_GROUP_COORDINATOR) this.coordinator.onTimer(a);
  }

  get group(): GroupMetadata {
    const group = this.store.getGroup(GROUP);
    if (group === null) throw new Error("there is no group");
    return group;
  }

  get nowMs(): number {
    return this.sim.now / 1000;
  }

  advance(milliseconds: number): void {
    const end = this.sim.now + ms(milliseconds);
    while (this.sim.step(end)) {}
    this.sim.now = end;
  }

  /** Does something in an event of its own. */
  act(action: () => void): void {
    this.sim.external(KIND_STEP, -1, action);
  }

  join(fields: JoinFields = {}): Call<JoinGroupResponse> {
    const body: JoinGroupRequest = {
      version: 3,
      groupId: GROUP,
      memberId: "",
      instanceId: null,
      clientId: "client",
      sessionTimeoutMs: TIMEOUT_MS,
      rebalanceTimeoutMs: TIMEOUT_MS,
      protocolType: "consumer",
      protocols: PROTOCOLS,
      ...fields,
    };
    return this.call(JOIN_GROUP, body, (request) => this.coordinator.handleJoinGroup(request));
  }

  sync(
    memberId: string,
    generationId: number,
    assignments: Readonly<Record<string, Uint8Array>> = {},
    fields: Partial<SyncGroupRequest> = {},
  ): Call<SyncGroupResponse> {
    const given = Object.entries(assignments);
    const body: SyncGroupRequest = {
      version: 5,
      groupId: GROUP,
      generationId,
      memberId,
      instanceId: null,
      protocolType: null,
      protocolName: null,
      assignments: given.map(([id, assignment]) => ({ memberId: id, assignment })),
      ...fields,
    };
    return this.call(SYNC_GROUP, body, (request) => this.coordinator.handleSyncGroup(request));
  }

  heartbeat(memberId: string, generationId: number, instanceId: string | null = null): ErrorCode {
    const body = { groupId: GROUP, generationId, memberId, instanceId };
    const call = this.call<HeartbeatResponse>(HEARTBEAT, body, (request) =>
      this.coordinator.handleHeartbeat(request),
    );
    return answerOf(call).error;
  }

  leave(memberId: string, instanceId: string | null = null): LeaveGroupResponse {
    const body = { groupId: GROUP, members: [{ memberId, instanceId }] };
    const call = this.call<LeaveGroupResponse>(LEAVE_GROUP, body, (request) =>
      this.coordinator.handleLeaveGroup(request),
    );
    return answerOf(call);
  }

  /** Members that joined together: all are in the first generation, and wait for their assignment. */
  joinTogether(...members: readonly JoinFields[]): readonly JoinGroupResponse[] {
    const calls = members.map((fields) => this.join(fields));
    for (let i = 0; calls.some(({ answer }) => answer === null) && i < 100; i++) this.advance(10);
    return calls.map(answerOf);
  }

  /** The same, with an assignment. */
  stable(...members: readonly JoinFields[]): readonly JoinGroupResponse[] {
    const joined = this.joinTogether(...members);
    for (const { memberId, generationId } of joined) this.sync(memberId, generationId);
    return joined;
  }

  private call<Body>(kind: number, body: unknown, handle: (request: Message) => void): Call<Body> {
    const id = ++this.lastId;
    const call: { answer: Body | null } = { answer: null };
    this.calls.set(id, call);
    const request = new Message(id, id, this.client.index, this.host.index, kind, id, 0, 0, body);
    this.act(() => handle(request));
    return call;
  }

  private note(): void {
    const { data, length } = this.sim.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      this.facts.push([...data.subarray(at, at + FACT_STRIDE)]);
    }
  }
}

/** An answer that is there. */
export function answerOf<Body>({ answer }: Call<Body>): Body {
  if (answer === null) throw new Error("there is no answer yet");
  return answer;
}
