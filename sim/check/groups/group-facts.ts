import { Errors } from "../../kafka/errors.ts";
import * as K from "../../kafka/facts.ts";
import { LIFE_DOWN, LIFE_UP } from "../../kernel/kernel-facts.ts";
import type { Micros } from "../../kernel/time.ts";
import type { ClusterModel } from "../model/cluster-model.ts";
import type { PartitionModel } from "../model/partition-model.ts";
import type { ConsumerPromise } from "../settings.ts";
import { noteCommit, noteCommittedOffset } from "./group-commits.ts";
import {
  ConsumerModel,
  CoordinatedGroup,
  departureOf,
  GROUP_ASSIGNED,
  GROUP_LOADED,
  GroupModel,
  type GroupNote,
  type GroupPartition,
  type TouchedGroup,
  type TouchedGroupPartition,
} from "./group-model.ts";
import { GroupNotes } from "./group-notes.ts";

const { UNJOINED, PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE } = K.MEMBER_STATES;

/** What facts tell of groups, of their coordinators, and of consumers. */
export class GroupFacts {
  readonly groups = new Map<string, GroupModel>();
  /** By the index of their host. */
  readonly consumers: (ConsumerModel | undefined)[] = [];
  readonly touchedGroups: TouchedGroup[] = [];
  readonly touchedPartitions: TouchedGroupPartition[] = [];
  private readonly model: ClusterModel;
  private readonly promises: Readonly<Record<string, ConsumerPromise>>;
  private readonly told: GroupNotes;
  private readonly watched: (boolean | undefined)[] = [];

  /** @param promises what is known of consumers, by name */
  constructor(model: ClusterModel, promises: Readonly<Record<string, ConsumerPromise>>) {
    this.model = model;
    this.promises = promises;
    this.told = new GroupNotes(model);
  }

  /** What is told of groups, in the order of events. */
  get notes(): readonly GroupNote[] {
    return this.told.all;
  }

  /** Names of the groups that coordinators had heard of by a time. */
  keptAt(timeUs: Micros): readonly string[] {
    return [...this.groups.values()].flatMap(({ name, isGroup, lastCoordinator, sinceUs }) =>
      isGroup && lastCoordinator >= 0 && sinceUs <= timeUs ? [name] : [],
    );
  }

  get isTouched(): boolean {
    return this.touchedGroups.length > 0 || this.touchedPartitions.length > 0;
  }

  /** Takes in the fact at `at`. */
  apply(code: number, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    const d = data[at + 4] as number;
    const e = data[at + 5] as number;
    const f = data[at + 6] as number;
    switch (code) {
      case K.FACT_GROUP:
        this.group(this.groupNamed(this.text(a)), b, c, d, e, f);
        break;
      case K.FACT_GROUP_MEMBER:
        this.member(this.groupNamed(this.text(a)), b, this.text(c), d, f);
        break;
      case K.FACT_GROUP_OFFSET:
        this.offset(this.groupNamed(this.text(a)), b, this.model.partition(c), d, this.text(e));
        break;
      case K.FACT_MEMBERSHIP:
        if (b >= 0) this.membership(a, this.text(b), d, e);
        else this.membershipLost(a);
        break;
      case K.FACT_ASSIGNMENT:
        this.assignment(this.consumer(a), this.model.meanings.strings(b));
        break;
      case K.FACT_COMMIT:
        this.commit(this.memberOf(a, this.text(b)), this.model.partition(c), d, e);
        break;
      case K.FACT_RECORD_PROCESSED:
        this.processed(a, b, c, d, e, f);
        break;
    }
  }

  /** A consumer's application received a record. */
  recordRead(client: number, partition: PartitionModel, offset: number): void {
    if (!this.isConsumer(client)) return;
    const of = this.consumer(client).group.of(partition);
    of.readReader = client;
    of.readOffset = offset;
    of.readEvent = this.model.event;
  }

  /** A consumer's position is another; `before` is what it was, if it had one. */
  position(
    client: number,
    partition: PartitionModel,
    offset: number,
    before: number | undefined,
  ): void {
    if (!this.isConsumer(client)) return;
    const consumer = this.consumer(client);
    const { group } = consumer;
    const of = group.of(partition);
    const { event, timeUs } = this.model;
    const isNew = !of.positioned.has(consumer);
    const goesOn = of.readEvent === event && of.readReader === client && of.readOffset < offset;
    if (!goesOn && (isNew || before !== offset)) {
      const from = isNew ? -1 : (before ?? -1);
      const { ignoresZooKeeper = false } = this.promises[consumer.name] ?? {};
      const ignoredZooKeeper = ignoresZooKeeper && group.inCoordinator(partition) < 0;
      const known = group.committed(partition);
      of.jumps.push({
        consumer,
        from,
        to: offset,
        committed: ignoredZooKeeper ? -1 : known,
        ignoredZooKeeper: ignoredZooKeeper && known >= 0,
        event,
        timeUs,
      });
    }
    if (!isNew) return;
    of.positioned.add(consumer);
    this.touch(group, of);
  }

  /** A client's metadata names a partition. */
  clientLeader(client: number, tp: number): void {
    const known = this.consumers[client]?.known;
    if (known === undefined) return;
    const name = this.text(tp);
    if (!known.has(name)) known.set(name, this.model.event);
  }

  /** A process ended, started, stands still or goes on. */
  hostLife(host: number, broker: number, life: number): void {
    if (broker >= 0 && life === LIFE_DOWN) {
      for (const { coordinators } of this.groups.values()) coordinators.delete(broker);
      return;
    }
    if (!this.isConsumer(host)) return;
    const consumer = this.consumer(host);
    if (life === LIFE_UP && consumer.life === LIFE_DOWN) {
      consumer.startedEvent = this.model.event;
    }
    consumer.life = life;
    if (life === LIFE_DOWN) {
      this.assignment(consumer, []);
      consumer.state = UNJOINED;
      consumer.known.clear();
      // Those that were assigned by hand have no owners.
      for (const of of consumer.group.partitions.values()) of.positioned.delete(consumer);
    } else this.touchAssignment(consumer);
  }

  /** Forgets what the event touched. */
  settle(): void {
    for (const { held } of this.touchedGroups) held.touched = 0;
    for (const { of } of this.touchedPartitions) of.touched = false;
    this.touchedGroups.length = 0;
    this.touchedPartitions.length = 0;
  }

  /** After an event: what there is to tell of groups. */
  note(): void {
    for (const { group, held } of this.touchedGroups) this.told.groupTouched(group, held);
  }

  private group(
    group: GroupModel,
    broker: number,
    state: number,
    generation: number,
    protocol: number,
    leader: number,
  ): void {
    if (state === K.GROUP_STATES.Dead) {
      group.coordinators.delete(broker);
      return;
    }
    const isKnown = group.coordinators.has(broker);
    const held = this.held(group, broker);
    if (generation === 0 && (!isKnown || held.generation > 0)) group.beginnings++;
    const { Stable, PreparingRebalance, CompletingRebalance, Empty } = K.GROUP_STATES;
    if (state === Stable && (held.state !== Stable || held.generation !== generation)) {
      held.stableUs = this.model.timeUs;
      held.stableEvent = this.model.event;
    }
    if (state === PreparingRebalance && group.rebalancesSinceUs < 0) {
      group.rebalancesSinceUs = this.model.timeUs;
      group.rebalancesFromEmpty = held.state === Empty || held.generation === 0;
    }
    if (state === CompletingRebalance && held.state !== CompletingRebalance) {
      group.joinedEvent = this.model.event;
      group.joinedUs = this.model.timeUs;
    }
    if (held.state === Stable && state !== Stable) this.unsettled(group, held);
    held.state = state;
    held.generation = generation;
    held.protocol = protocol < 0 ? null : this.text(protocol);
    held.leader = leader < 0 ? null : this.text(leader);
    this.touchGroup(group, held, GROUP_ASSIGNED);
  }

  /** It was stable, and is no longer. */
  private unsettled(group: GroupModel, held: CoordinatedGroup): void {
    if (held.unassigned.length === 0) return;
    group.unassignedFor.push({
      broker: held.broker,
      generation: held.generation,
      partitions: held.unassigned,
      forUs: this.model.timeUs - held.stableUs,
    });
  }

  private member(
    group: GroupModel,
    broker: number,
    member: string,
    client: number,
    assignment: number,
  ): void {
    const held = this.held(group, broker);
    if (assignment >= 0) {
      const names = this.model.meanings.strings(assignment);
      held.members.set(member, { client, assignment: names });
    } else {
      const gone = held.members.get(member)?.client ?? client;
      held.members.delete(member);
      held.departed.set(gone, this.model.timeUs);
      group.departures.set(gone, departureOf(this.consumers[gone]));
      group.lastGone = gone;
      group.lastGoneEvent = this.model.event;
    }
    this.touchGroup(group, held, GROUP_ASSIGNED);
  }

  private offset(
    group: GroupModel,
    broker: number,
    partition: PartitionModel,
    to: number,
    cause: string,
  ): void {
    const held = this.held(group, broker);
    const of = group.of(partition);
    const from = held.offsets.get(partition.id) ?? -1;
    if (to < 0) held.offsets.delete(partition.id);
    else held.offsets.set(partition.id, to);
    if (cause === "loaded") {
      this.touchGroup(group, held, GROUP_LOADED);
      return;
    }
    const { event, timeUs } = this.model;
    const hadMembers = held.members.size > 0;
    noteCommittedOffset(of, { event, timeUs, broker, from, to, cause, hadMembers });
  }

  private membership(client: number, group: string, generation: number, state: number): void {
    const consumer = this.memberOf(client, group);
    const before = consumer.state;
    consumer.state = state;
    consumer.hasEnded = false;
    if (state === PREPARING_REBALANCE) consumer.joiningUs = this.model.timeUs;
    if (state === COMPLETING_REBALANCE) {
      consumer.joinedGeneration = generation;
      consumer.joinedEvent = this.model.event;
    }
    const isNewer = state === STABLE && generation !== consumer.generation;
    if (isNewer) consumer.generation = generation;
    if (state === STABLE && before !== STABLE) consumer.beginnings = consumer.group.beginnings;
    if (isNewer || before !== state) this.touchAssignment(consumer);
  }

  private membershipLost(client: number): void {
    const consumer = this.consumer(client);
    consumer.state = UNJOINED;
    consumer.hasEnded = true;
    this.touchAssignment(consumer);
  }

  private assignment(consumer: ConsumerModel, names: readonly string[]): void {
    const { group } = consumer;
    const before = consumer.assignment;
    if (before.length === 0 && names.length === 0) return;
    consumer.assignment = names;
    const now = new Set(names);
    for (const name of before) {
      if (now.delete(name)) continue;
      const of = group.of(this.model.partitionNamed(name));
      const at = of.owners.indexOf(consumer);
      if (at >= 0) of.owners.splice(at, 1);
      of.positioned.delete(consumer);
      this.touch(group, of);
    }
    for (const name of now) {
      const of = group.of(this.model.partitionNamed(name));
      of.owners.push(consumer);
      of.positioned.delete(consumer);
      this.touch(group, of);
    }
  }

  private commit(
    consumer: ConsumerModel,
    partition: PartitionModel,
    offset: number,
    error: number,
  ): void {
    const of = consumer.group.of(partition);
    const { event, timeUs } = this.model;
    const commit = { consumer, offset, event, timeUs };
    if (error !== Errors.NONE) of.refused.push({ ...commit, error });
    else if (noteCommit(of, commit)) this.touch(consumer.group, of);
  }

  private processed(
    client: number,
    tp: number,
    offset: number,
    record: number,
    generation: number,
    outcome: number,
  ): void {
    const { table, event, timeUs } = this.model;
    const row = table.row(record);
    if (row < 0) return;
    const consumer = this.consumer(client);
    const { group, name } = consumer;
    if (outcome === K.PROCESSING_OUTCOMES.FAILED) {
      this.told.failed(consumer, row);
      return;
    }
    group.processed.add(row, { client, event, timeUs, offset, generation, outcome });
    const key = table.keys.at(row);
    if (key < 0 || outcome !== K.PROCESSING_OUTCOMES.APPLIED) return;
    if (this.promises[name]?.effect !== "put") return;
    const partition = this.model.partition(tp);
    const effect = { row, offset, client, event, newest: offset, newestRow: row };
    group.processed.put(`${partition.id} ${key}`, effect);
  }

  private groupNamed(name: string): GroupModel {
    return this.groupOf(name, true);
  }

  private groupOf(name: string, isGroup: boolean): GroupModel {
    // Groups and consumers without one may have the same name.
    const key = isGroup ? `group ${name}` : `consumer ${name}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = new GroupModel(name, isGroup, this.model.event, this.model.timeUs);
      this.groups.set(key, group);
    }
    return group;
  }

  private held(group: GroupModel, broker: number): CoordinatedGroup {
    let held = group.coordinators.get(broker);
    if (held === undefined) {
      held = new CoordinatedGroup(broker);
      group.coordinators.set(broker, held);
      this.told.coordinator(group, broker);
      group.lastCoordinator = broker;
      this.touchGroup(group, held, GROUP_LOADED);
    }
    return held;
  }

  private isConsumer(client: number): boolean {
    const known = this.watched[client];
    if (known !== undefined) return known;
    const host = this.model.hosts[client];
    const watched = host?.kind === "consumer" && isAccountable(this.promises[host.name]);
    while (this.watched.length < client) this.watched.push(undefined);
    this.watched[client] = watched;
    return watched;
  }

  /** The consumer on a host, in the group that it was last heard of in. */
  private consumer(client: number): ConsumerModel {
    const known = this.consumers[client];
    if (known !== undefined) return known;
    const name = this.model.hostName(client);
    const group = this.promises[name]?.group ?? null;
    return this.newConsumer(
      client,
      group === null ? this.groupOf(name, false) : this.groupNamed(group),
    );
  }

  private memberOf(client: number, group: string): ConsumerModel {
    const known = this.consumers[client];
    const of = this.groupNamed(group);
    return known?.group === of ? known : this.newConsumer(client, of);
  }

  private newConsumer(client: number, group: GroupModel): ConsumerModel {
    const before = this.consumers[client];
    const name = this.model.hostName(client);
    const { pollsDuringRebalance = true } = this.promises[name] ?? {};
    const consumer = new ConsumerModel(client, name, group, pollsDuringRebalance);
    consumer.life = before?.life ?? this.model.hosts[client]?.life ?? LIFE_DOWN;
    consumer.startedEvent = before?.startedEvent ?? -1;
    for (const [tp, event] of before?.known ?? []) consumer.known.set(tp, event);
    if (before !== undefined) this.assignment(before, []);
    group.consumers.push(consumer);
    this.consumers[client] = consumer;
    return consumer;
  }

  private touchAssignment(consumer: ConsumerModel): void {
    for (const name of consumer.assignment) {
      this.touch(consumer.group, consumer.group.of(this.model.partitionNamed(name)));
    }
  }

  private touch(group: GroupModel, of: GroupPartition): void {
    if (of.touched) return;
    of.touched = true;
    this.touchedPartitions.push({ group, of });
  }

  private touchGroup(group: GroupModel, held: CoordinatedGroup, what: number): void {
    if (held.touched === 0) this.touchedGroups.push({ group, held });
    held.touched |= what;
  }

  private text(id: number): string {
    return this.model.meanings.text(id);
  }
}

/** Whether accounts are kept of a consumer: not of one without a group that does nothing. */
function isAccountable(promise: ConsumerPromise | undefined): boolean {
  return promise === undefined || promise.group !== null || promise.processes;
}
