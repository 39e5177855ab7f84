import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Measurement, median } from "./measurement.ts";

/** Processes per configuration; their runs alternate, so that a slow spell hits all of them. */
const ROUNDS = 3;

interface Configuration {
  readonly name: string;
  readonly args: readonly string[];
}

const OFF: Configuration = { name: "trace off", args: ["3", "9", "1000", "off", "60"] };
const FULL: Configuration = { name: "trace full", args: ["3", "9", "1000", "full", "60"] };

/** What a ratio should at least be. */
interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly budget: number;
  readonly unit: string;
}

function measure({ args }: Configuration): Measurement[] {
  const script = fileURLToPath(new URL("./steady.bench.js", import.meta.url));
  const options = { encoding: "utf8" as const, stdio: ["ignore", "pipe", "inherit"] as const };
  const child = spawnSync(process.execPath, ["--max-semi-space-size=64", script, ...args], {
    ...options,
    stdio: [...options.stdio],
  });
  if (child.status !== 0) throw new Error(`the configuration ${args.join(" ")} failed`);
  return JSON.parse(child.stdout) as Measurement[];
}

function ratios(off: readonly Measurement[], full: readonly Measurement[]): Ratio[] {
  const speed = (runs: readonly Measurement[]) =>
    median(runs.map(({ referenceNs, nsPerEvent }) => referenceNs / nsPerEvent));
  const simulated = (runs: readonly Measurement[]) =>
    median(runs.map(({ simulatedToReal }) => simulatedToReal));
  return [
    { name: "handlers : reference loop", value: speed(off), budget: 1 / 6, unit: "" },
    { name: "trace full : trace off", value: speed(full) / speed(off), budget: 4 / 5, unit: "" },
    { name: "simulated : real, trace off", value: simulated(off), budget: 100, unit: " : 1" },
    { name: "simulated : real, trace full", value: simulated(full), budget: 80, unit: " : 1" },
  ];
}

function print(list: readonly Ratio[], off: readonly Measurement[]): void {
  const perEvent = median(off.map(({ nsPerEvent }) => nsPerEvent));
  const reference = median(off.map(({ referenceNs }) => referenceNs));
  console.log(
    "3 brokers, 9 partitions, replication factor 3, 2 producers (acks=all, linger.ms=5),",
  );
  console.log("one group of 3, 1,000 records/s in all; invariants and ledger on; medians\n");
  for (const { name, value, budget, unit } of list) {
    const met = value >= budget ? "✓" : "✗";
    const shown = unit === "" ? value.toFixed(3) : value.toFixed(0);
    const wanted = unit === "" ? budget.toFixed(3) : String(budget);
    console.log(
      `${met} ${name.padEnd(30)}${(shown + unit).padStart(10)}   at least ${wanted}${unit}`,
    );
  }
  console.log(
    `\n${perEvent.toFixed(0)} ns per event; ${reference.toFixed(0)} ns per event of the reference loop`,
  );
}

const off: Measurement[] = [];
const full: Measurement[] = [];
for (let round = 0; round < ROUNDS; round++) {
  process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
  off.push(...measure(OFF));
  full.push(...measure(FULL));
}
const list = ratios(off, full);
print(list, off);
