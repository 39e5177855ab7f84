import { assert, present } from "../../kernel/assert.ts";
import type { ChoiceStream } from "../../kernel/choices.ts";
import type { Message } from "../../kernel/connection.ts";
import type { Host } from "../../kernel/host.ts";
import {
  type InFlightRequest,
  Link,
  type LinkOwner,
  REQUEST_TIMED_OUT,
} from "../../kernel/link.ts";
import type { Micros } from "../../kernel/time.ts";
import type { ClusterAddresses } from "../context.ts";
import { MESSAGE_OVERHEAD_BYTES, METADATA, type MetadataResponse } from "../messages.ts";
import type { ClientSettings } from "./client-config.ts";
import { ExponentialBackoff } from "./exponential-backoff.ts";
import type { Metadata } from "./metadata.ts";

const TOPIC_NAME_BYTES = 16;
const NEVER = Number.POSITIVE_INFINITY;
const INT_MAX = 2_147_483_647;

/**
 * The node id by which a client knows a broker as a coordinator: requests to it go over a connection of
 * their own, so that they do not wait for fetches (`AbstractCoordinator.FindCoordinatorResponseHandler`).
 */
export function coordinatorConnection(brokerId: number): number {
  return INT_MAX - brokerId;
}

/** Who uses a network client. */
export interface NetworkClientOwner {
  onResponse(nodeId: number, request: InFlightRequest, response: Message): void;
  /**
   * A connection ended; these requests were on it, oldest first. They may have been executed. `timedOut`:
   * the client ended it, because one of them was not answered in time.
   */
  onDisconnected(nodeId: number, unanswered: readonly InFlightRequest[], timedOut: boolean): void;
  /** Something changed on the network: go on with what waited for it. */
  onWakeup(): void;
}

/** The connection to one node (`ClusterConnectionStates.NodeConnectionState`). */
interface ClientNode {
  readonly id: number;
  readonly link: Link;
  failedAttempts: number;
  /** To connect, since it was connected last: the time for one grows with them (KIP-601). */
  connectAttempts: number;
  lastAttemptUs: Micros;
  reconnectBackoffUs: Micros;
}

/**
 * Requests of a client to brokers (`NetworkClient`): one connection per node (a broker has a second node
 * id, as a coordinator), a bound on requests in
 * flight, backoff between attempts to connect, and the metadata request that goes to the least
 * loaded node. The version handshake (ApiVersions) is left out.
 */
export class NetworkClient implements LinkOwner {
  private readonly host: Host;
  private readonly addresses: ClusterAddresses;
  private readonly settings: ClientSettings;
  private readonly metadata: Metadata;
  private readonly owner: NetworkClientOwner;
  private readonly backoff: ExponentialBackoff;
  private readonly connectionSetupTimeout: ExponentialBackoff;
  private readonly nodeChoice: ChoiceStream;
  private readonly nodes: ClientNode[] = [];
  private readonly nodeById = new Map<number, ClientNode>();

  constructor(
    host: Host,
    addresses: ClusterAddresses,
    settings: ClientSettings,
    metadata: Metadata,
    owner: NetworkClientOwner,
  ) {
    this.host = host;
    this.addresses = addresses;
    this.settings = settings;
    this.metadata = metadata;
    this.owner = owner;
    const { choices } = host.simulation;
    this.backoff = new ExponentialBackoff(
      settings.reconnectBackoff,
      choices.stream(`client/${host.name}/reconnect`),
    );
    this.connectionSetupTimeout = new ExponentialBackoff(
      settings.connectionSetupTimeout,
      choices.stream(`client/${host.name}/connect`),
    );
    this.nodeChoice = choices.stream(`client/${host.name}/node`);
  }

  /** Requests in flight to all nodes. */
  get inFlightCount(): number {
    let count = 0;
    for (const node of this.nodes) count += node.link.inFlightCount;
    return count;
  }

  /** Whether a request can be sent there now; begins to connect if that is what lacks. */
  ready(nodeId: number): boolean {
    const node = this.node(nodeId);
    const nowUs = this.host.monotonicUs();
    if (this.canSend(node)) return !this.metadata.isUpdateDue(nowUs);
    if (this.canConnect(node, nowUs)) this.connect(node, nowUs);
    return false;
  }

  /** True while the node cannot even be tried: the last connection failed a moment ago. */
  isUnavailable(nodeId: number): boolean {
    const node = this.node(nodeId);
    return node.link.state === "disconnected" && this.connectAtUs(node) > this.host.monotonicUs();
  }

  /** When `ready` is worth asking again without an event of the network; Infinity: not before one. */
  retryAtUs(nodeId: number): Micros {
    const node = this.node(nodeId);
    return node.link.state === "disconnected" ? this.connectAtUs(node) : NEVER;
  }

  /** Sends a request to a node that is ready. `context` is the owner's, and never null for METADATA. */
  send(
    nodeId: number,
    kind: number,
    body: unknown,
    sizeBytes: number,
    timeoutUs: Micros,
    context: unknown,
  ): void {
    const node = this.node(nodeId);
    assert(this.canSend(node), "a request to a node that is not ready");
    node.link.send(kind, body, sizeBytes, timeoutUs, context);
  }

  /** Sends a request without an answer to a node that is ready. */
  sendOneWay(nodeId: number, kind: number, body: unknown, sizeBytes: number): void {
    const node = this.node(nodeId);
    assert(this.canSend(node), "a request to a node that is not ready");
    node.link.sendOneWay(kind, body, sizeBytes);
  }

  /**
   * Sends a metadata request when one is due and a node can take it, or connects to one. Answers
   * whether a request was sent.
   */
  maybeUpdateMetadata(): boolean {
    const nowUs = this.host.monotonicUs();
    if (!this.metadata.isUpdateDue(nowUs)) return false;
    const nodeId = this.leastLoadedNode();
    if (nodeId === null) return false;
    const node = this.node(nodeId);
    if (this.canSend(node)) {
      const request = this.metadata.beginRequest(nowUs);
      const size = MESSAGE_OVERHEAD_BYTES + TOPIC_NAME_BYTES * (request.topics?.length ?? 0);
      node.link.send(METADATA, request, size, this.settings.requestTimeoutUs, null);
      return true;
    }
    if (!this.isAnyConnecting() && this.canConnect(node, nowUs)) this.connect(node, nowUs);
    return false;
  }

  /** When metadata needs attention without an event of the network. */
  metadataDeadlineUs(): Micros {
    if (this.metadata.requested) return NEVER;
    const dueAtUs = this.metadata.nextUpdateAtUs();
    if (dueAtUs > this.host.monotonicUs()) return dueAtUs;
    if (this.isAnyConnecting()) return NEVER;
    let earliest = NEVER;
    for (const id of this.metadata.nodes) earliest = Math.min(earliest, this.retryAtUs(id));
    return earliest;
  }

  /**
   * The node with the fewest requests in flight, else one that connects, else the one that was tried
   * longest ago; null when all must be left alone for a while.
   */
  leastLoadedNode(): number | null {
    const ids = this.metadata.nodes;
    const nowUs = this.host.monotonicUs();
    const offset = ids.length > 1 ? this.nodeChoice.next(ids.length) : 0;
    let ready: ClientNode | null = null;
    let connecting: ClientNode | null = null;
    let connectable: ClientNode | null = null;
    for (let i = 0; i < ids.length; i++) {
      const node = this.node(ids[(offset + i) % ids.length] as number);
      if (this.canSend(node)) {
        if (node.link.inFlightCount === 0) return node.id;
        if (ready === null || node.link.inFlightCount < ready.link.inFlightCount) ready = node;
      } else if (node.link.state === "connecting") {
        connecting = node;
      } else if (this.canConnect(node, nowUs)) {
        if (connectable === null || node.lastAttemptUs < connectable.lastAttemptUs)
          connectable = node;
      }
    }
    return (ready ?? connecting ?? connectable)?.id ?? null;
  }

  /** Gives up the connection to a node and the requests on it, of which the owner is told. */
  disconnect(nodeId: number): void {
    const node = this.node(nodeId);
    if (node.link.state === "disconnected") return;
    const unanswered = node.link.close("given up by the client");
    node.lastAttemptUs = this.host.monotonicUs();
    node.reconnectBackoffUs = this.backoff.backoffUs(node.failedAttempts);
    node.failedAttempts++;
    if (unanswered.length > 0) this.owner.onDisconnected(node.id, unanswered, false);
  }

  /** Closes all connections; nobody is told of what was unanswered. */
  close(): void {
    for (const node of this.nodes) {
      if (node.link.state !== "disconnected") node.link.close("client closed");
    }
  }

  onLinkConnected(link: Link): void {
    const node = this.nodes[link.tag] as ClientNode;
    node.failedAttempts = 0;
    node.connectAttempts = 0;
    this.owner.onWakeup();
  }

  onLinkDisconnected(link: Link, reason: string, unanswered: readonly InFlightRequest[]): void {
    const node = this.nodes[link.tag] as ClientNode;
    const nowUs = this.host.monotonicUs();
    node.lastAttemptUs = nowUs;
    node.reconnectBackoffUs = this.backoff.backoffUs(node.failedAttempts);
    node.failedAttempts++;
    const lost = unanswered.filter((request) => !isOwnRequest(request));
    this.metadataAfterDisconnect(lost.length < unanswered.length, nowUs);
    this.metadata.requestUpdate();
    if (lost.length > 0) this.owner.onDisconnected(node.id, lost, reason === REQUEST_TIMED_OUT);
    this.owner.onWakeup();
  }

  onLinkResponse(link: Link, request: InFlightRequest, response: Message): void {
    if (isOwnRequest(request))
      this.metadata.handleResponse(response.body as MetadataResponse, this.host.monotonicUs());
    else this.owner.onResponse((this.nodes[link.tag] as ClientNode).id, request, response);
    this.owner.onWakeup();
  }

  /** @param requestLost whether the metadata request was on that connection */
  private metadataAfterDisconnect(requestLost: boolean, nowUs: Micros): void {
    const { metadata } = this;
    if (!this.settings.disconnectDelaysMetadata) {
      if (requestLost) metadata.forgetRequest();
    } else if (requestLost || metadata.isUpdateDue(nowUs)) {
      metadata.failedUpdate(nowUs);
    }
  }

  private canSend(node: ClientNode): boolean {
    const { link } = node;
    return link.state === "connected" && link.inFlightCount < this.settings.maxInFlight;
  }

  private connectAtUs(node: ClientNode): Micros {
    return node.lastAttemptUs + node.reconnectBackoffUs;
  }

  private canConnect(node: ClientNode, nowUs: Micros): boolean {
    return node.link.state === "disconnected" && this.connectAtUs(node) <= nowUs;
  }

  private isAnyConnecting(): boolean {
    return this.metadata.nodes.some((id) => this.node(id).link.state === "connecting");
  }

  private connect(node: ClientNode, nowUs: Micros): void {
    node.lastAttemptUs = nowUs;
    node.link.connect(this.connectionSetupTimeout.backoffUs(node.connectAttempts++));
  }

  private node(id: number): ClientNode {
    const known = this.nodeById.get(id);
    if (known !== undefined) return known;
    const { brokerIds, hostOfBroker } = this.addresses;
    const brokerId =
      id < 0 ? present(brokerIds[-1 - id], `there is no bootstrap server ${id}`) : id;
    const server = present(
      hostOfBroker.get(brokerId) ?? hostOfBroker.get(INT_MAX - brokerId),
      `broker ${id} has no host`,
    );
    const timeoutUs = this.settings.connectionSetupTimeout.initialUs;
    const link = new Link(this.host, server, this, this.nodes.length, timeoutUs);
    const node: ClientNode = {
      id,
      link,
      failedAttempts: 0,
      connectAttempts: 0,
      lastAttemptUs: Number.NEGATIVE_INFINITY,
      reconnectBackoffUs: 0,
    };
    this.nodes.push(node);
    this.nodeById.set(id, node);
    return node;
  }
}

/** Whether the client itself asked, for its metadata. */
function isOwnRequest({ kind, context }: InFlightRequest): boolean {
  return kind === METADATA && context === null;
}
