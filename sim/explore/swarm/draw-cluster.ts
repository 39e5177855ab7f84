import { isKnownIn } from "../../kafka/config/config.ts";
import type { Choices } from "../../kernel/choices.ts";
import { brokerIdsOf, zookeeperServersOf } from "../../scenario/names.ts";
import type { ClusterSpec, LinkSpec, NetworkSpec } from "../../scenario/types.ts";
import { chance, pick, weighted } from "./draw.ts";
import { drawSettings, effective, free, type SettingDraw } from "./fixed.ts";
import type { SwarmSpace } from "./space.ts";

/** What is asked of every cluster unless the user asks otherwise. */
const PROMISES = { "min.insync.replicas": 2, "unclean.leader.election.enable": false };

const BROKER_SETTINGS: readonly SettingDraw[] = [
  { name: "zookeeper.session.timeout.ms", values: [2000, 3000, 4000, 6000] },
  { name: "replica.lag.time.max.ms", values: [1500, 3000, 5000, 8000] },
  { name: "replica.lag.max.messages", values: [null, null, 10, 4000] },
  { name: "replica.fetch.wait.max.ms", values: [200, 500, 500, 1000] },
  { name: "replica.fetch.backoff.ms", values: [null, 200, 500] },
  { name: "replica.fetch.max.bytes", values: [null, null, 2000] },
  { name: "replica.socket.timeout.ms", values: [2000, 5000, 10_000] },
  { name: "num.replica.fetchers", values: [null, null, 2] },
  { name: "replica.high.watermark.checkpoint.interval.ms", values: [null, 500, 1000] },
  { name: "controller.socket.timeout.ms", values: [2000, 5000, 10_000] },
  { name: "controlled.shutdown.retry.backoff.ms", values: [500, 1000] },
  { name: "auto.leader.rebalance.enable", values: [true, false] },
  { name: "leader.imbalance.check.interval.seconds", values: [5, 10, 30] },
  { name: "log.flush.interval.messages", values: [null, null, null, 1] },
  { name: "log.retention.hours", values: [-1] },
  { name: "log.cleaner.backoff.ms", values: [2000] },
  { name: "group.min.session.timeout.ms", values: [1000] },
  { name: "group.initial.rebalance.delay.ms", values: [0, 500, 3000] },
  { name: "offsets.topic.num.partitions", values: [1, 2] },
  { name: "controller.election", values: ["race", "race", "race", "sequential"] },
];

/** Two directories, so that one may fail and the other goes on. */
const LOG_DIRS = "/data/a,/data/b";

/** The cluster of a run: machines, network and broker settings. */
export function drawCluster(choices: Choices, space: SwarmSpace): ClusterSpec {
  const stream = choices.stream("swarm/cluster");
  const brokers = weighted(stream, [
    [6, 3],
    [3, 4],
    [1, 5],
  ]);
  const ofEnsemble = chance(stream, 40);
  const drawn = drawSettings("broker", "broker", BROKER_SETTINGS, choices, space);
  const has = (kind: SwarmSpace["faults"][number]) => space.faults.includes(kind);
  const dirs = has("failLogDir") ? { "log.dirs": LOG_DIRS } : {};
  const settings = { ...free("broker", { ...PROMISES, ...dirs }, space), ...drawn };
  const racks = drawRacks(choices, brokers, space);
  const cluster: ClusterSpec = {
    brokers,
    controller: 1 + stream.next(brokers),
    settings,
    ...(racks === null ? {} : { brokerSettings: racks }),
    zookeeper: free("zookeeper", { tickTime: tickTimeFor(settings, space) }, space),
    ...(has("zookeeper") && ofEnsemble ? { zookeeperServers: 3 } : {}),
    ...(has("slowDisk") ? { hardware: { disk: pick(stream, ["hdd", "ssd"]) } } : {}),
  };
  return { ...cluster, network: drawNetwork(choices, cluster) };
}

/** Short enough for sessions as short as they are, as ZooKeeper keeps them within 2 and 20 ticks. */
function tickTimeFor(settings: ClusterSpec["settings"], space: SwarmSpace): number {
  const sessionMs = Number(effective("broker", "zookeeper.session.timeout.ms", settings, space));
  return Math.max(100, Math.floor(sessionMs / 4));
}

function drawRacks(
  choices: Choices,
  brokers: number,
  space: SwarmSpace,
): NonNullable<ClusterSpec["brokerSettings"]> | null {
  const stream = choices.stream("swarm/racks");
  const racks = stream.between(2, 3);
  if (!chance(stream, 30) || !isKnownIn("broker", "broker.rack", space.era)) return null;
  const settings = Array.from({ length: brokers }, (_, i) => {
    const rack = free("broker", { "broker.rack": `rack-${(i % racks) + 1}` }, space);
    return [String(i + 1), rack] as const;
  });
  return Object.fromEntries(settings);
}

function drawNetwork(choices: Choices, cluster: ClusterSpec): NetworkSpec {
  const stream = choices.stream("swarm/network");
  const [latency, jitter] = pick(stream, [
    ["200us", "200us"],
    ["500us", "500us"],
    ["500us", "20ms"],
    ["2ms", "5ms"],
    ["10ms", "10ms"],
  ] as const);
  const brokers = brokerIdsOf(cluster);
  const broker = pick(stream, brokers);
  const slow: readonly LinkSpec[] = [
    {
      between: [
        broker,
        pick(
          stream,
          brokers.filter((id) => id !== broker),
        ),
      ],
      latency: pick(stream, ["50ms", "150ms"]),
      jitter: pick(stream, ["0ms", "100ms"]),
    },
    // A controller asks ZooKeeper many things one after another.
    { between: [broker, pick(stream, zookeeperServersOf(cluster))], latency: "15ms" },
  ];
  const links = [pick(stream, slow)];
  return { latency, jitter, ...(chance(stream, 20) ? { links } : {}) };
}
