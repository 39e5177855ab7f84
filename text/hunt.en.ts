import type { HuntText } from "./hunt.ts";

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function runs(count: string): string {
  return `${count} ${count === "1" ? "run" : "runs"}`;
}

/** What searches say, in English. */
export const huntEn: HuntText = {
  title: "Hunt",
  drawn: "clusters, clients and faults drawn by seed",
  base: (id) => `cluster and clients of ${id}, workload and faults drawn by seed`,
  strategy: (name) => `strategy ${name}`,
  finds: {
    durability: "looks for what endangers acknowledged records",
    bugs: "looks for every bug",
    all: "looks for bugs and for what is allowed",
  },
  besides: "These are bugs too, but acknowledged records are safe: --find bugs counts them.",
  twice: "each seed twice",
  seeds: (first, last) => (first === last ? `seed ${first}` : `seeds ${first} to ${last}`),
  noSeeds: "no seed",
  faultKinds: (names) => `faults: ${names}`,
  states: (seen, percent) =>
    `${seen} abstract states; one more run shows a new one with a chance of about ${percent}`,
  work: (count, events, time) => `${runs(count)}, ${events} events, ${time} of virtual time`,
  headings: {
    failures: "Failures",
    besides: "Seen besides",
    faults: "What faults did",
    marks: "How far it got",
    records: "Records",
    inconclusive: "Without a conclusion",
  },
  columns: {
    failure: "failure",
    class: "class",
    seeds: "seeds",
    lowest: "lowest",
    steps: "steps",
  },
  foundNow: (seed, signature) => `seed ${seed}: ${signature}`,
  shrunk: (count, sizes) => `Shrunk in ${runs(count)}: ${sizes.join(", ")}.`,
  sizes: {
    steps: "steps",
    clients: "clients",
    records: "records",
    brokers: "brokers",
    partitions: "partitions",
    virtualMs: "virtual time",
  },
  stopped: (message) => `The simulator stopped itself: ${message}`,
  control: (title) => `Control: ${title}`,
  replay: "Replay it:",
  marksReached: (reached, all) => `${reached} of ${plural(all, "coverage mark")} reached`,
  neverReached: (marks) => `Never reached: ${marks}`,
  outOfReach: (marks) => `Out of reach with this version, these faults and settings: ${marks}`,
  comma: ", ",
  space: " ",
  clean: (count) => `No failure in ${runs(count)}.`,
  bound: (oneIn) =>
    `With 95% confidence, fewer than one run in ${oneIn} fails, of runs drawn like these.`,
  failed: (ways) => `Not clean: runs fail in ${plural(ways, "way")}.`,
  nothingRan: "No run was made.",
  inconclusiveRuns: (count) => `${runs(count)} came to no conclusion.`,
  interrupted: "Interrupted: this is what was found until then.",
  written: (path, files) =>
    files === 0
      ? `Report written to ${path}`
      : `Report and ${plural(files, "scenario")} written to ${path}`,
  progress: {
    seeds: (done, all) => (all === null ? `${done} seeds` : `${done} of ${all} seeds`),
    seedsPerSecond: (rate) => `${rate} seeds/s`,
    eventsPerSecond: (rate) => `${rate} events/s`,
    failures: (ways) => plural(ways, "failure"),
    timeLeft: (time) => `${time} left`,
    finishing: (done, all, signature, tries) =>
      `shrinking ${done} of ${all}: ${signature}, ${runs(tries)}`,
    stopping: "Stopping: what runs is finished first. Ctrl-C again ends at once.",
  },
  shrink: {
    doesNotFail: (id, how) => `${id} does not fail: ${how}.`,
    fine: "nothing is violated",
    inconclusive: "it comes to no conclusion",
    onlyAllowed: "what happens is not what --find looks for; --find all takes it for a failure too",
    progress: (count) => `shrinking and explaining, ${runs(count)}`,
    written: (path) => `Scenario written to ${path}`,
  },
  steps: {
    broker: (id) => `broker ${id}`,
    hosts: (names) =>
      names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`,
    at: (time, said) => `at ${time}: ${said}`,
    produce: (client, values, to, every) =>
      `${client} sends ${values} to ${to}${every === null ? "" : `, one every ${every}`}`,
    wait: (condition) => `wait until ${condition}`,
    sleep: (time) => `wait ${time}`,
    start: (hosts) => `start ${hosts}`,
    kill: (hosts) => `kill ${hosts}`,
    powerLoss: (hosts, lose) => `power loss of ${hosts}; ${lose}`,
    loses: {
      choice: "chance decides what of the unsynced data is lost",
      all: "all unsynced data is lost",
      none: "nothing is lost",
      disk: "the disks are lost",
    },
    restart: (hosts) => `start ${hosts} again`,
    restartAll: "start whoever is down",
    shutdown: (hosts) => `shut down ${hosts}`,
    pause: (hosts) => `pause ${hosts}`,
    resume: (hosts) => `resume ${hosts}`,
    resumeAll: "resume whoever is paused",
    cut: (from, to) => `cut ${from} off from ${to}`,
    cutOneWay: (from, to) => `cut the way from ${from} to ${to}`,
    heal: (from, to) => `heal the way between ${from} and ${to}`,
    healAll: "heal all cuts",
    hold: (message, from, to) => `hold ${message} from ${from} to ${to}`,
    release: (message, from, to) => `release ${message} from ${from} to ${to}`,
    reset: (from, to) => `reset the connections between ${from} and ${to}`,
    expireSession: (host) => `the ZooKeeper session of ${host} expires`,
    jumpClock: (host, by) => `the clock of ${host} jumps by ${by}`,
    failLogDir: (broker, dir) => `log directory ${dir} of ${broker} fails`,
    repairLogDir: (broker, dir) => `log directory ${dir} of ${broker} is repaired`,
    corrupt: (broker, partition, offset) =>
      `bits of ${partition} flip on ${broker}, at offset ${offset}`,
    slowSync: (hosts, time) => `each fsync of ${hosts} takes ${time}`,
    slowDisk: (hosts, times) => `the disk of ${hosts} is ${times} times as slow`,
    stalledDisk: (hosts) => `the disk of ${hosts} stands still`,
  },
};
