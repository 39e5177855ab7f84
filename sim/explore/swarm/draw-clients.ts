import { checkConsumerConfig } from "../../kafka/client/consumer/consumer-config.ts";
import { checkProducerConfig } from "../../kafka/client/producer/producer-config.ts";
import type { ConfigValues } from "../../kafka/config/config.ts";
import { isFrom } from "../../kafka/era/eras.ts";
import type { Choices } from "../../kernel/choices.ts";
import type {
  ApplicationSpec,
  ConsumerSpec,
  ProducerSpec,
  TopicSpec,
} from "../../scenario/types.ts";
import { chance, pick, some, weighted } from "./draw.ts";
import { SMALL_BATCH_BYTES } from "./draw-topics.ts";
import { drawSettings, fixedValue, fixedValues, free, type SettingDraw } from "./fixed.ts";
import type { SwarmSpace } from "./space.ts";

const NEVER_STOPS = 2_147_483_647;

const PRODUCER_SETTINGS: readonly SettingDraw[] = [
  { name: "acks", values: ["all"] },
  { name: "linger.ms", values: [null, null, 5, 50, 200] },
  { name: "batch.size", values: [null, null, SMALL_BATCH_BYTES, 0] },
  { name: "max.in.flight.requests.per.connection", values: [null, 1, 1, 2, 5] },
  { name: "retries", values: [NEVER_STOPS, NEVER_STOPS, NEVER_STOPS, 5, 0] },
  { name: "retry.backoff.ms", values: [null, 20, 500] },
  { name: "request.timeout.ms", values: [1000, 2000, 5000, 10_000] },
  { name: "timeout.ms", values: [1000, 2000, 5000] },
  { name: "delivery.timeout.ms", values: [12_000, 20_000, 60_000] },
  { name: "max.block.ms", values: [null, 3000, 20_000] },
  { name: "metadata.max.age.ms", values: [null, 2000, 10_000] },
  { name: "reconnect.backoff.max.ms", values: [null, 200] },
];

/** Drawn or left to the version: `null` is not the same as false. */
const IDEMPOTENCE: readonly SettingDraw[] = [
  { name: "enable.idempotence", values: [true, true, false, null] },
];

/** The producers of a run. */
export function drawProducers(
  choices: Choices,
  topics: readonly TopicSpec[],
  space: SwarmSpace,
): readonly ProducerSpec[] {
  const hasSmallSegments = topics.some(({ configs }) => configs?.["segment.bytes"] !== undefined);
  const small = free("producer", { "batch.size": SMALL_BATCH_BYTES }, space);
  const count = weighted(choices.stream("swarm/producers"), [
    [3, 1],
    [4, 2],
    [2, 3],
  ]);
  return Array.from({ length: count }, (_, i): ProducerSpec => {
    const name = `p${i + 1}`;
    const producer = drawProducer(name, choices, space);
    return { name, producer: hasSmallSegments ? { ...producer, ...small } : producer };
  });
}

/** Of settings that exclude each other, or what the user fixed, idempotence gives way first. */
function drawProducer(name: string, choices: Choices, space: SwarmSpace): ConfigValues {
  const settings = drawSettings("producer", name, PRODUCER_SETTINGS, choices, space);
  const idempotence = drawSettings("producer", name, IDEMPOTENCE, choices, space);
  const oneInFlight = free("producer", { "max.in.flight.requests.per.connection": 1 }, space);
  const drafts = [
    { ...settings, ...idempotence },
    { ...settings, ...idempotence, ...oneInFlight },
    { ...settings, ...idempotence, ...oneInFlight, ...free("producer", { retries: 5 }, space) },
    settings,
    free("producer", { acks: "all" }, space),
  ];
  const fixed = fixedValues("producer", space);
  const fits = (draft: ConfigValues) =>
    checkProducerConfig({ ...draft, ...fixed }, space.era) === null;
  return drafts.find(fits) ?? {};
}

const GROUP_SETTINGS: readonly SettingDraw[] = [
  { name: "partition.assignment.strategy", values: [null, "range"] },
  { name: "partition.assignment.strategy", values: [null, "range", "roundrobin"], since: "0.9" },
  {
    name: "partition.assignment.strategy",
    values: [null, "range", "roundrobin", "sticky"],
    since: "0.11",
  },
  {
    name: "partition.assignment.strategy",
    values: ["range", "roundrobin", "sticky", "cooperative-sticky", "cooperative-sticky"],
    since: "2.4",
  },
  { name: "session.timeout.ms", values: [3000, 6000, 10_000], since: "0.9" },
  { name: "heartbeat.interval.ms", values: [500, 1000], since: "0.9" },
  { name: "max.poll.interval.ms", values: [null, 5000, 15_000] },
  { name: "zookeeper.session.timeout.ms", values: [2000, 4000, 6000] },
  { name: "auto.offset.reset", values: ["earliest", "earliest", "earliest", "latest"] },
];

const MEMBER_SETTINGS: readonly SettingDraw[] = [
  { name: "auto.commit.interval.ms", values: [500, 1000, 5000] },
  { name: "max.poll.records", values: [null, null, 1, 5] },
  { name: "fetch.max.wait.ms", values: [null, 1000] },
  { name: "metadata.max.age.ms", values: [null, 3000] },
];

/** What applications do: nothing, or work that is committed by them or for them. */
const APPLICATIONS: readonly (ApplicationSpec | null)[] = [
  null,
  null,
  { processing: "2ms" },
  { processing: "20ms", commit: "afterProcessing" },
  { processing: "5ms", commit: "afterProcessing", onRevoked: "commit" },
  { processing: "5ms", commit: "afterProcessing", commitMode: "async" },
  { processing: "10ms", commit: "afterEachRecord", effect: "unique" },
  { processing: "100ms", commit: "beforeProcessing" },
];

/** The groups of a run and their members. */
export function drawConsumers(
  choices: Choices,
  topics: readonly TopicSpec[],
  space: SwarmSpace,
): readonly ConsumerSpec[] {
  const stream = choices.stream("swarm/groups");
  const groups = weighted(stream, [
    [4, []],
    [5, ["billing"]],
    [1, ["billing", "search"]],
  ] as const);
  const fixed = fixedValue("consumer", "group.id", space);
  // Whoever subscribes needs a group by name, the user's own where there is one.
  const id = (group: string) => (fixed === undefined ? group : String(fixed));
  return groups.flatMap((group) => drawGroup(group, id(group), choices, topics, space));
}

function drawGroup(
  group: string,
  id: string,
  choices: Choices,
  topics: readonly TopicSpec[],
  space: SwarmSpace,
): readonly ConsumerSpec[] {
  const stream = choices.stream(`swarm/group/${group}`);
  const members = weighted(stream, [
    [3, 1],
    [4, 2],
    [2, 3],
  ]);
  const names = topics.map(({ name }) => name);
  const subscribe = chance(stream, 80) ? names : some(stream, names, 1);
  const application = pick(stream, APPLICATIONS);
  const isStatic = chance(stream, 15);
  const ofGroup = drawSettings("consumer", group, GROUP_SETTINGS, choices, space);
  return Array.from({ length: members }, (_, i): ConsumerSpec => {
    const name = `${group}-${i + 1}`;
    const own: Record<string, string | boolean> = {};
    if (isStatic) own["group.instance.id"] = name;
    // Whoever commits itself does not have it done.
    if (application?.commit !== undefined && isFrom(space.era, "0.9")) {
      own["enable.auto.commit"] = false;
    }
    const consumer = {
      "group.id": id,
      ...free("consumer", own, space),
      ...ofGroup,
      ...drawSettings("consumer", name, MEMBER_SETTINGS, choices, space),
    };
    return {
      name,
      consumer: fitting(consumer, id, space),
      subscribe,
      ...(application === null ? {} : { application }),
    };
  });
}

/** Beats often enough for any session that a person would ask for. */
const FAST_HEARTBEAT = { "heartbeat.interval.ms": 300 };

/** Drawn settings, or fewer of them where what the user fixed excludes them. */
function fitting(drawn: ConfigValues, group: string, space: SwarmSpace): ConfigValues {
  const fixed = fixedValues("consumer", space);
  const beats = free("consumer", FAST_HEARTBEAT, space);
  const least = { "group.id": group };
  const drafts = [drawn, { ...drawn, ...beats }, { ...least, ...beats }, least];
  const fits = (draft: ConfigValues) =>
    checkConsumerConfig({ ...draft, ...fixed }, space.era) === null;
  return drafts.find(fits) ?? least;
}

/** Who reads everything from the beginning once the trouble is over. */
export function finalReader(
  partitions: readonly string[],
  taken: readonly string[],
  space: SwarmSpace,
): ConsumerSpec {
  let name = "reader";
  while (taken.includes(name)) name += "-x";
  const settings = free("consumer", { "auto.offset.reset": "earliest" }, space);
  const alone = fitting(settings, name, space);
  return { name, consumer: alone, starts: "byStep", assign: partitions };
}
