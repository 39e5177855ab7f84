import type { Scenario, Step } from "../../scenario/types.ts";
import {
  broker,
  brokerKey,
  byName,
  every,
  fields,
  host,
  partition,
  type Renaming,
  type Rewrite,
  some,
  topic,
  values,
} from "./rename.ts";
import { condition, topicOrPartition } from "./rename-condition.ts";

const hosts = some(host);
const links = fields({ from: hosts, to: hosts });
const places = every(some(broker));

const topicSpec = fields({ name: topic, assignment: places });

/** A step that names its partition by a number. */
const produce: Rewrite = (value, renaming) => {
  const renamed = fields({ client: host, values: producedValues })(value, renaming);
  if (!isObject(renamed) || typeof renamed.topic !== "string") return renamed;
  const name = renaming.topic(renamed.topic);
  if (name === null) return undefined;
  if (typeof renamed.partition !== "number") return { ...renamed, topic: name };
  const number = renaming.partition(renamed.topic, renamed.partition);
  return number === null ? undefined : { ...renamed, topic: name, partition: number };
};

/** Tombstones, which have no names, stay. */
const producedValues: Rewrite = (value, renaming) =>
  Array.isArray(value) && value.includes(null)
    ? value.flatMap((v: unknown) => (typeof v === "string" ? (renaming.value(v) ?? []) : [v]))
    : values(value, renaming);

const step = fields({
  wait: condition,
  produce,
  flush: host,
  start: hosts,
  commit: fields({ client: host, offsets: byName(partition) }),
  seek: fields({ client: host, partition }),
  pausePartitions: fields({ client: host, partitions: some(partition) }),
  resumePartitions: fields({ client: host, partitions: some(partition) }),
  subscribe: fields({ client: host, topics: every(topic) }),
  processing: fields({ client: host }),
  close: fields({ client: host }),
  kill: hosts,
  powerLoss: hosts,
  restart: hosts,
  shutdown: hosts,
  pause: hosts,
  resume: hosts,
  cut: links,
  heal: links,
  hold: links,
  release: links,
  reset: links,
  expireSession: host,
  jumpClock: fields({ host }),
  failLogDir: fields({ broker }),
  repairLogDir: fields({ broker }),
  corrupt: fields({ broker, partition }),
  slow: fields({ host: hosts }),
  createTopic: topicSpec,
  deleteTopic: some(topic),
  deleteRecords: fields({ partition }),
  addPartitions: fields({ topic, assignment: places }),
  alterConfig: fields({ topic, broker }),
  reassign: byName(partition, some(broker)),
  electLeaders: fields({ partitions: some(partition) }),
  resetOffsets: fields({ of: topicOrPartition }),
  deleteOffsets: fields({ topic }),
  decommission: broker,
});

const client = fields({
  name: host,
  assign: every(partition),
  subscribe: every(topic),
  application: fields({ forward: fields({ topic }), fails: fields({ values }) }),
});

const cluster = fields({
  brokers: every(broker),
  brokerSettings: byName(brokerKey),
  brokerEras: byName(brokerKey),
  hardware: fields({ brokers: byName(brokerKey) }),
  network: fields({ links: every(fields({ between: pair(host) })) }),
});

/** Two, or nothing. */
function pair(each: Rewrite): Rewrite {
  return (value, renaming) => {
    const kept = every(each)(value, renaming);
    return Array.isArray(kept) && kept.length === 2 ? kept : undefined;
  };
}

/**
 * A scenario whose parts have other names, or are gone: with them goes what is about nothing else. It may
 * not be a valid one. Only what a run depends on is looked at, not what is expected of it.
 */
export function renamed(scenario: Scenario, renaming: Renaming): Scenario {
  const { controller, ...others } = scenario.cluster;
  const first = controller === undefined ? null : renaming.broker(controller);
  const next = cluster(others, renaming) as Scenario["cluster"];
  return {
    ...scenario,
    cluster: first === null ? next : { ...next, controller: first },
    topics: every(topicSpec)(scenario.topics, renaming) as Scenario["topics"],
    clients: every(client)(scenario.clients, renaming) as Scenario["clients"],
    steps: every(step)(scenario.steps, renaming) as readonly Step[],
  };
}

/** A step under other names; null when it is about nothing any more. */
export function renamedStep(one: Step, renaming: Renaming): Step | null {
  return (step(one, renaming) as Step | undefined) ?? null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
