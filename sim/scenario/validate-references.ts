import { ADMIN_HOST, ZOOKEEPER_HOST } from "../cluster/hosts.ts";
import { messageNames } from "../faults/message-names.ts";
import {
  CONFIGS,
  type ConfigScope,
  type ConfigValues,
  checkConfig,
  listOf,
  resolveConfig,
  textOf,
} from "../kafka/config/config.ts";
import { DEFAULT_ERA } from "../kafka/era/eras.ts";
import { Errors } from "../kafka/errors.ts";
import { durationMicros } from "./duration.ts";
import {
  brokerIdsOf,
  hostNames,
  hostNamesOf,
  parsePartition,
  partitionsOf,
  zookeeperServersOf,
} from "./names.ts";
import { nearestWord } from "./nearest.ts";
import { type Problem, type ProblemArguments, type ProblemCode, shortened } from "./problems.ts";
import type {
  ClusterSpec,
  Duration,
  HostRef,
  ProducedValues,
  Scenario,
  TopicSpec,
} from "./types.ts";
import { expandValues } from "./values.ts";

/** Codes of problems that name the known words and the nearest of them. */
type WordCode = {
  [C in ProblemCode]: ProblemArguments[C] extends { known: string; nearest: string } ? C : never;
}[ProblemCode];

/** Looks up what the parts of a scenario refer to, and collects what is not there. */
export class References {
  readonly found: Problem[] = [];
  private readonly hostList: readonly string[];
  private readonly servers: readonly string[];
  private readonly brokers: readonly number[];
  private readonly hasHardware: boolean;
  private readonly clients: ReadonlyMap<string, "producer" | "consumer">;
  private readonly topics: ReadonlyMap<string, number>;
  private readonly logDirs: readonly string[];
  private readonly groups: readonly string[];

  constructor(scenario: Scenario) {
    this.servers = [...new Set([ZOOKEEPER_HOST, ...zookeeperServersOf(scenario.cluster)])];
    this.hostList = [...new Set([ZOOKEEPER_HOST, ...hostNamesOf(scenario)])];
    this.brokers = brokerIdsOf(scenario.cluster);
    this.hasHardware = scenario.cluster.hardware !== undefined;
    this.clients = new Map(
      scenario.clients.map((client) => [
        client.name,
        "producer" in client ? "producer" : "consumer",
      ]),
    );
    this.logDirs = logDirsOf(scenario);
    this.groups = groupsOf(scenario);
    this.topics = partitionCounts(scenario);
  }

  add<C extends ProblemCode>(path: string, code: C, args: ProblemArguments[C]): void {
    this.found.push({ path, code, args } as unknown as Problem);
  }

  /** One of some words. */
  word(code: WordCode, found: string, known: readonly string[], path: string): boolean {
    if (known.includes(found)) return true;
    const nearest = nearestWord(found, known) ?? "";
    this.add(path, code, { found: shortened(found), known: listed(known), nearest });
    return false;
  }

  /** @param dynamic names that stand for hosts known only when the run gets there */
  hosts(
    references: HostRef | readonly HostRef[],
    path: string,
    dynamic: readonly string[] = [],
  ): void {
    for (const name of hostNames(references)) {
      if (dynamic.includes(name)) continue;
      this.word("problem.unknownHost", name, [...this.hostList, ...dynamic], path);
    }
  }

  /** A ZooKeeper server, or `zookeeper` for all of them. */
  zookeeperServer(name: string, path: string): void {
    this.word("problem.unknownHost", name, this.servers, path);
  }

  /** A broker whose disk takes time: the cluster has hardware. */
  brokerWithDisk(name: string, path: string): void {
    const isKnown = this.word("problem.unknownHost", name, this.hostList.filter(isBroker), path);
    if (isKnown && !this.hasHardware) this.add(path, "problem.noHardware", { found: name });
  }

  /** The servers that brokers are to connect to. */
  zookeeperConnect(settings: ConfigValues | undefined, path: string): void {
    const servers = settings?.["zookeeper.connect"];
    if (typeof servers !== "string") return;
    for (const name of listOf(servers)) {
      this.zookeeperServer(name, `${path}["zookeeper.connect"]`);
    }
  }

  broker(id: number, path: string): void {
    if (this.brokers.includes(id)) return;
    this.word("problem.unknownHost", `broker-${id}`, this.hostList.filter(isBroker), path);
  }

  /** A client of that kind, or of any kind when null. Returns what kind it is. */
  client(
    name: string,
    kind: "producer" | "consumer" | null,
    path: string,
  ): "producer" | "consumer" | null {
    const fitting = [...this.clients].filter(([, k]) => kind === null || k === kind);
    const names = fitting.map(([n]) => n);
    if (!this.word("problem.unknownClient", name, names, path)) return null;
    return this.clients.get(name) ?? null;
  }

  /** Whoever may meet an error: a client, or the operator. */
  errorOwner(name: string, path: string): void {
    this.word("problem.unknownClient", name, [...this.clients.keys(), ADMIN_HOST], path);
  }

  topic(name: string, path: string): void {
    this.word("problem.unknownTopic", name, [...this.topics.keys()], path);
  }

  /** A `group.id` that some consumer has. */
  group(name: string, path: string): void {
    this.word("problem.unknownGroup", name, this.groups, path);
  }

  topicOrPartition(name: string, path: string): void {
    if (!this.topics.has(name)) this.partition(name, path, [...this.topics.keys()]);
  }

  /** @param others what may stand there too */
  partition(name: string, path: string, others: readonly string[] = []): void {
    const parsed = parsePartition(name);
    const count = parsed === null ? undefined : this.topics.get(parsed.topic);
    if (parsed !== null && count !== undefined && parsed.partition < count) return;
    const known = [...this.topics].flatMap(([topic, partitions]) =>
      Array.from({ length: Math.min(partitions, 100) }, (_, i) => `${topic}-${i}`),
    );
    this.word("problem.unknownPartition", name, [...known, ...others], path);
  }

  /** A directory that some broker may have. */
  logDir(dir: string, path: string): void {
    this.word("problem.unknownLogDir", dir, this.logDirs, path);
  }

  message(name: string, path: string): void {
    this.word("problem.unknownMessage", name, messageNames(), path);
  }

  errorName(name: string, path: string): void {
    this.word("problem.unknownError", name, Object.keys(Errors), path);
  }

  values(values: ProducedValues, path: string): void {
    if (expandValues(values) === null) {
      this.add(path, "problem.badValues", { found: shortened(values) });
    }
  }

  duration(duration: Duration | undefined, path: string): void {
    if (duration === undefined || durationMicros(duration) !== null) return;
    this.add(path, "problem.badDuration", { found: shortened(duration) });
  }

  settings(scope: ConfigScope, values: ConfigValues | undefined, path: string): void {
    const definitions = CONFIGS[scope];
    for (const [name, value] of Object.entries(values ?? {})) {
      const definition = definitions.find((d) => d.name === name);
      const at = `${path}[${JSON.stringify(shortened(name))}]`;
      if (definition === undefined) {
        this.unknownSetting(scope, name, at);
        continue;
      }
      const expected = checkConfig(definition, value);
      if (expected === null) continue;
      this.add(at, "problem.badSetting", { name, expected, found: shortened(value) });
    }
  }

  /** Names of settings that have overrides. */
  settingNames(scope: ConfigScope, names: readonly string[] | undefined, path: string): void {
    names?.forEach((name, i) => {
      if (CONFIGS[scope].every((d) => d.name !== name)) {
        this.unknownSetting(scope, name, `${path}[${i}]`);
      }
    });
  }

  private unknownSetting(scope: ConfigScope, name: string, path: string): void {
    const found = shortened(name);
    const right = Object.entries(CONFIGS).filter(([, all]) => all.some((d) => d.name === name));
    if (right.length > 0) {
      const scopes = right.map(([s]) => s).join(", ");
      this.add(path, "problem.settingElsewhere", { found, scope, right: scopes });
      return;
    }
    const names = CONFIGS[scope].map((d) => d.name);
    const nearest = nearestWord(name, names) ?? "";
    this.add(path, "problem.unknownSetting", { found, scope, nearest });
  }

  unique(names: readonly string[], path: string): void {
    const repeated = names.find((name, i) => names.indexOf(name) !== i);
    if (repeated !== undefined) this.add(path, "problem.repeated", { found: shortened(repeated) });
  }
}

/** Partitions of a topic; one when the setting that decides it is itself wrong. */
function safePartitionsOf(topic: TopicSpec, cluster: ClusterSpec): number {
  const given = cluster.settings?.["num.partitions"];
  const usable = given === undefined || (typeof given === "number" && given <= 10_000);
  return usable ? partitionsOf(topic, cluster) : 1;
}

/** The topics that a scenario ever has, each with the most partitions that it ever gets. */
function partitionCounts({
  topics,
  steps,
  control,
  cluster,
}: Scenario): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const note = (topic: string, count: number) => {
    counts.set(topic, Math.max(counts.get(topic) ?? 0, count));
  };
  for (const topic of topics) note(topic.name, safePartitionsOf(topic, cluster));
  const all = [...steps, ...(control.change.steps ?? [])];
  for (const step of all) {
    if ("createTopic" in step) {
      note(step.createTopic.name, safePartitionsOf(step.createTopic, cluster));
    }
  }
  for (const step of all) {
    if (!("addPartitions" in step)) continue;
    const { topic, count } = step.addPartitions;
    if (counts.has(topic)) note(topic, count);
  }
  return counts;
}

/** The groups that consumers are in: in the case, or in its control. */
function groupsOf({ clients, control }: Scenario): readonly string[] {
  const settings = [
    ...clients.flatMap((client) => ("consumer" in client ? [client.consumer] : [])),
    ...Object.values(control.change.clients ?? {}),
  ];
  return [...new Set(settings.flatMap((values) => values["group.id"] ?? []).map(String))];
}

/** The directories that `log.dirs` names anywhere in a scenario; the default where it never does. */
function logDirsOf({ cluster, control, steps }: Scenario): readonly string[] {
  const settings = [
    cluster.settings,
    ...Object.values(cluster.brokerSettings ?? {}),
    control.change.cluster?.settings,
    ...steps.flatMap((step) => ("restart" in step ? [step.settings] : [])),
  ];
  const given = settings.flatMap((values) => values?.["log.dirs"] ?? []);
  const defaults = textOf(resolveConfig("broker", {}, DEFAULT_ERA), "log.dirs");
  return [...new Set([...given, defaults].flatMap((value) => listOf(String(value))))];
}

function isBroker(host: string): boolean {
  return /^broker-\d+$/.test(host);
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, 20).join(", ");
  return words.length > 20 ? `${shown}, …` : shown;
}
