import { AssertionError } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import type { BrokerEnvironment, ControllerApi } from "../controller/controller-api.ts";
import { FindCoordinator } from "../coordinator/group/find-coordinator.ts";
import { GroupAdministration } from "../coordinator/group/group-administration.ts";
import { GroupCoordinator } from "../coordinator/group/group-coordinator.ts";
import { GROUP_METADATA_TOPIC_NAME, GroupLog } from "../coordinator/group/group-log.ts";
import { GroupMetadataManager } from "../coordinator/group/group-metadata-manager.ts";
import type { RequestResponder } from "../coordinator/group/group-responses.ts";
import { OffsetCommits } from "../coordinator/group/offset-commits.ts";
import { OffsetFetches } from "../coordinator/group/offset-fetches.ts";
import { ZkOffsets } from "../coordinator/group/zk-offsets.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import {
  DELETE_GROUPS,
  DESCRIBE_GROUPS,
  FIND_COORDINATOR,
  HEARTBEAT,
  JOIN_GROUP,
  LEAVE_GROUP,
  LIST_GROUPS,
  OFFSET_COMMIT,
  OFFSET_DELETE,
  OFFSET_FETCH,
  SYNC_GROUP,
} from "../messages.ts";
import {
  TIMER_GROUP_COORDINATOR,
  TIMER_GROUP_METADATA_EXPIRATION,
  TIMER_GROUP_METADATA_LOADING,
} from "../timers.ts";
import type { ConsumerOffsetResult, ConsumerOffsetsWork } from "../zk/consumer-offsets.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import type { ProduceMessages } from "./produce-messages.ts";
import type { ReplicaManager } from "./replica-manager.ts";

/** Which requests each value of `groupApis` adds. */
const GROUP_APIS: readonly (readonly [BrokerSwitches["groupApis"], readonly number[]])[] = [
  ["none", []],
  ["offsets", [OFFSET_COMMIT, OFFSET_FETCH, FIND_COORDINATOR]],
  ["membership", [JOIN_GROUP, SYNC_GROUP, HEARTBEAT, LEAVE_GROUP, DESCRIBE_GROUPS, LIST_GROUPS]],
  ["deletion", [DELETE_GROUPS]],
  ["offsetDeletion", [OFFSET_DELETE]],
];

/** Every request about groups. */
const GROUP_REQUESTS: ReadonlySet<number> = new Set(GROUP_APIS.flatMap(([, kinds]) => kinds));

/**
 * What a broker is as the coordinator of groups: it leads partitions of `__consumer_offsets`, and what is
 * asked of the groups that belong there it answers.
 */
export class Coordinators {
  private readonly topicPartitions: BrokerEnvironment["names"]["topicPartitions"];
  private readonly manager: GroupMetadataManager;
  private readonly groups: GroupCoordinator;
  private readonly findCoordinator: FindCoordinator;
  private readonly commits: OffsetCommits;
  private readonly fetches: OffsetFetches;
  private readonly administration: GroupAdministration;
  private readonly known: ReadonlySet<number>;

  constructor(
    environment: BrokerEnvironment,
    metadataCache: MetadataCache,
    replicaManager: ReplicaManager,
    produce: ProduceMessages,
    controller: ControllerApi,
    responder: RequestResponder,
  ) {
    const { host, names, config, switches } = environment;
    const { topicPartitions } = names;
    this.topicPartitions = topicPartitions;
    const log = new GroupLog(host, names, config, replicaManager, produce);
    this.manager = new GroupMetadataManager(environment, metadataCache, log);
    const { manager } = this;
    this.groups = new GroupCoordinator(host, config, switches, manager, responder);
    const { groups } = this;
    const places = {
      partitionFor: (groupId: string) => manager.partitionFor(groupId),
      tp: (partition: number) => log.tp(partition),
    };
    this.findCoordinator = new FindCoordinator(
      config,
      switches,
      metadataCache,
      places,
      controller,
      responder,
    );
    const zk = new ZkOffsets(topicPartitions, controller);
    this.commits = new OffsetCommits(environment, metadataCache, manager, groups, zk, responder);
    this.fetches = new OffsetFetches(metadataCache, manager, groups, zk, responder);
    this.administration = new GroupAdministration(
      topicPartitions,
      metadataCache,
      manager,
      groups,
      responder,
    );
    manager.setListeners(groups, this.commits);
    const latest = GROUP_APIS.findIndex(([api]) => api === switches.groupApis);
    this.known = new Set(GROUP_APIS.slice(0, latest + 1).flatMap(([, kinds]) => kinds));
  }

  /** Whether a request of that kind is about groups. */
  handles(kind: number): boolean {
    return GROUP_REQUESTS.has(kind);
  }

  /** Whether brokers of this version know a request about groups. */
  knows(kind: number): boolean {
    return this.known.has(kind);
  }

  startup(): void {
    this.manager.startup();
  }

  shutdown(): void {
    this.manager.shutdown();
  }

  handle(request: Message): void {
    switch (request.kind) {
      case FIND_COORDINATOR:
        this.findCoordinator.handle(request);
        break;
      case OFFSET_COMMIT:
        this.commits.handle(request);
        break;
      case OFFSET_FETCH:
        this.fetches.handle(request);
        break;
      case JOIN_GROUP:
        this.groups.handleJoinGroup(request);
        break;
      case SYNC_GROUP:
        this.groups.handleSyncGroup(request);
        break;
      case HEARTBEAT:
        this.groups.handleHeartbeat(request);
        break;
      case LEAVE_GROUP:
        this.groups.handleLeaveGroup(request);
        break;
      case LIST_GROUPS:
        this.administration.handleListGroups(request);
        break;
      case DESCRIBE_GROUPS:
        this.administration.handleDescribeGroups(request);
        break;
      case DELETE_GROUPS:
        this.administration.handleDeleteGroups(request);
        break;
      case OFFSET_DELETE:
        this.administration.handleOffsetDelete(request);
        break;
      default:
        throw new AssertionError(`a coordinator does not know requests of kind ${request.kind}`);
    }
  }

  /** True when the timer was one of the coordinator's. */
  onTimer(handler: number, a: number): boolean {
    switch (handler) {
      case TIMER_GROUP_COORDINATOR:
        this.groups.onTimer(a);
        return true;
      case TIMER_GROUP_METADATA_EXPIRATION:
        this.manager.onExpirationTimer();
        return true;
      case TIMER_GROUP_METADATA_LOADING:
        this.manager.partitions.onTimer();
        return true;
      default:
        return false;
    }
  }

  /** This broker has become the leader of a partition, which it was not before. */
  onElection(tp: number): void {
    if (this.isOfGroups(tp)) this.manager.partitions.scheduleLoad(this.partition(tp));
  }

  /** This broker follows another one now, or its replica is gone. */
  onResignation(tp: number): void {
    if (this.isOfGroups(tp)) this.manager.partitions.scheduleUnload(this.partition(tp));
  }

  /** @param deleted partitions that are being deleted with their topics */
  onMetadataUpdate(deleted: readonly number[]): void {
    this.manager.onMetadataUpdate();
    if (deleted.length > 0) this.manager.onDeletedPartitions(deleted);
  }

  /** What became of offsets in ZooKeeper. */
  onConsumerOffsets(
    { api, token }: ConsumerOffsetsWork,
    results: readonly ConsumerOffsetResult[],
  ): void {
    if (api === "write") this.commits.zkOffsetsWritten(token, results);
    else this.fetches.zkOffsetsRead(token, results);
  }

  private isOfGroups(tp: number): boolean {
    return this.topicPartitions.topic(tp) === GROUP_METADATA_TOPIC_NAME;
  }

  private partition(tp: number): number {
    return this.topicPartitions.partition(tp);
  }
}
