import { type ClusterAddresses, KafkaNames } from "../../../sim/kafka/context.ts";
import { KAFKA_FACT_SCHEMAS } from "../../../sim/kafka/facts.ts";
import {
  API_NAMES,
  METADATA,
  type MetadataRequest,
  type MetadataResponse,
} from "../../../sim/kafka/messages.ts";
import { type Connection, type Message, SERVER_SIDE } from "../../../sim/kernel/connection.ts";
import { FACT_STRIDE } from "../../../sim/kernel/facts.ts";
import type { Host } from "../../../sim/kernel/host.ts";
import type { Endpoint, Process } from "../../../sim/kernel/process.ts";
import { Simulation } from "../../../sim/kernel/simulation.ts";
import { ms } from "../../../sim/kernel/time.ts";

/** A fact in the form in which a test reads it. */
export interface SeenFact {
  readonly name: string;
  readonly atMs: number;
  readonly values: Readonly<Record<string, number | string | null>>;
}

/** A request that reached a broker. */
export interface SeenRequest {
  readonly broker: number;
  readonly kind: number;
  readonly atMs: number;
  readonly body: unknown;
}

/**
 * What a broker does with a request: answers with a body, is done without one (acks=0), never answers
 * (nor what comes after it on the connection), hangs up, or waits until the test answers.
 */
export type Reply = { readonly body: unknown } | "done" | "silence" | "close" | "park";

/** A request whose answer the test gives later. */
export interface ParkedRequest {
  readonly request: SeenRequest;
  answer(body: unknown): void;
}

/** A test's cluster: what metadata says, and how brokers answer the other requests. */
export interface Script {
  controllerId: number;
  live: number[];
  /** Leaders and epochs of topics, by partition; leader -1 is none. */
  topics: Record<string, { leader: number; epoch: number }[]>;
  /** Replicas by partition, where they are not broker 1 alone. */
  replicas: Readonly<Record<string, readonly number[]>>;
  answer: (request: SeenRequest) => Reply;
}

/** A broker that does as its script says. */
class FakeBroker implements Process, Endpoint {
  private readonly host: Host;
  private readonly id: number;
  private readonly world: World;
  /** Connections on which a request is never answered. */
  private readonly stuck = new Set<number>();

  constructor(host: Host, id: number, world: World) {
    this.host = host;
    this.id = id;
    this.world = world;
  }

  start(): void {
    this.host.listening = true;
  }

  onTimer(): void {}

  onAccept(): Endpoint {
    return this;
  }

  onConnected(): void {}

  onMessage(connection: Connection, message: Message): void {
    const { network } = this.host.simulation;
    const { kind, body, correlationId, id } = message;
    const request = { broker: this.id, kind, atMs: this.world.sim.now / 1000, body };
    this.world.requests.push(request);
    const reply =
      kind === METADATA
        ? { body: this.world.metadata(body as MetadataRequest) }
        : this.world.script.answer(request);
    if (reply === "close") network.close(connection, SERVER_SIDE, "closed by the broker");
    else if (reply === "park")
      this.world.parked.push({
        request,
        answer: (answered) =>
          this.world.act(() => {
            network.send(connection, SERVER_SIDE, kind + 1, correlationId, id, 100, answered);
          }),
      });
    else if (reply === "silence") this.stuck.add(connection.id);
    else if (reply !== "done" && !this.stuck.has(connection.id))
      network.send(connection, SERVER_SIDE, kind + 1, correlationId, id, 100, reply.body);
  }

  onClosed(): void {}

  shutdown(): void {}
}

/** Brokers 1 to n that follow a script, and one client. */
export class World {
  readonly sim: Simulation;
  readonly names: KafkaNames;
  readonly addresses: ClusterAddresses;
  readonly requests: SeenRequest[] = [];
  readonly facts: SeenFact[] = [];
  readonly parked: ParkedRequest[] = [];
  readonly script: Script;
  readonly client: Host;

  constructor(brokers: number, makeClient: (host: Host, world: World) => Process, seed = "1") {
    const messageName = (kind: number) => API_NAMES.get(kind & ~1) ?? "?";
    this.sim = new Simulation({ seed, messageName });
    this.sim.network.paths.default = { latencyUs: 500, jitterUs: 0, bytesPerUs: 125 };
    this.names = new KafkaNames(this.sim.facts);
    const ids = Array.from({ length: brokers }, (_, i) => i + 1);
    this.script = { controllerId: 1, live: ids, topics: {}, replicas: {}, answer: () => "silence" };
    const hostOfBroker = new Map<number, number>();
    this.addresses = { zookeeper: new Map<string, number>(), hostOfBroker, brokerIds: ids };
    for (const id of ids) {
      const host = this.sim.addHost(`broker-${id}`, "broker", (h) => new FakeBroker(h, id, this));
      hostOfBroker.set(id, host.index);
      this.sim.boot(host);
    }
    this.client = this.sim.addHost("client", "producer", (host) => makeClient(host, this));
    this.sim.observers.push({ onEvent: () => this.readFacts() });
  }

  get nowMs(): number {
    return this.sim.now / 1000;
  }

  broker(id: number): Host {
    return this.sim.host(this.addresses.hostOfBroker.get(id) as number);
  }

  /** Executes every event of the next `durationMs`. */
  run(durationMs: number): void {
    const end = this.sim.now + ms(durationMs);
    while (this.sim.step(end));
    this.sim.now = end;
  }

  /** Something from outside, as a step of its own. */
  act(action: () => void): void {
    this.sim.external(2000, -1, action);
  }

  tp(topic: string, partition: number): number {
    return this.names.topicPartitions.id(topic, partition);
  }

  /** Requests of one kind so far. */
  requestsOf(kind: number): SeenRequest[] {
    return this.requests.filter((request) => request.kind === kind);
  }

  /** Facts of one name so far. */
  factsOf(name: string): Readonly<Record<string, number | string | null>>[] {
    return this.facts.filter((fact) => fact.name === name).map((fact) => fact.values);
  }

  metadata(request: MetadataRequest): MetadataResponse {
    const { script } = this;
    const topics = (request.topics ?? Object.keys(script.topics)).map((topic) => {
      const partitions = script.topics[topic];
      if (partitions === undefined) return { topic, error: 3, partitions: [] };
      return {
        topic,
        error: 0,
        partitions: partitions.map(({ leader, epoch }, i) => ({
          tp: this.tp(topic, i),
          error: leader < 0 ? 5 : 0,
          leader,
          leaderEpoch: epoch,
          replicas: script.replicas[`${topic}-${i}`] ?? [1],
          isr: [1],
        })),
      };
    });
    return { brokers: [...script.live], racks: {}, controllerId: script.controllerId, topics };
  }

  private readFacts(): void {
    const { data, length, texts } = this.sim.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const schema = KAFKA_FACT_SCHEMAS.find(({ code }) => code === data[at]);
      if (schema === undefined) continue;
      const values: Record<string, number | string | null> = {};
      schema.fields.forEach(([name, type], i) => {
        const value = data[at + 1 + i] as number;
        values[name] = type === "text" || type === "json" ? texts.text(value) : value;
      });
      this.facts.push({ name: schema.name, atMs: this.nowMs, values });
    }
  }
}
