import { Checker } from "../../sim/check/checker.ts";
import { record, type TraceMode } from "../../sim/trace/recorder.ts";
import { type Measurement, RUNS_PER_PROCESS } from "./measurement.ts";
import { runReferenceLoop } from "./reference-loop.ts";
import { runFor, STEADY_CHECKS, steadyCluster, warmUp } from "./steady-cluster.ts";

/**
 * One configuration in a process of its own: `steady.bench.js BROKERS PARTITIONS RECORDS_PER_SECOND
 * TRACE VIRTUAL_SECONDS`. Prints a JSON array of measurements, each with a reference loop beside it,
 * so that a machine that is busy for a while slows both.
 */
function main(args: readonly string[]): void {
  const [brokers, partitions, recordsPerSecond, trace, virtualSeconds] = args;
  const load = {
    brokers: Number(brokers),
    partitions: Number(partitions),
    recordsPerSecond: Number(recordsPerSecond),
  };
  const cluster = steadyCluster(load);
  const { sim } = cluster;
  record(sim, trace as TraceMode);
  sim.observers.push(new Checker(sim, STEADY_CHECKS));
  warmUp(cluster, load);
  runReferenceLoop(1_000_000);
  const measurements: Measurement[] = [];
  for (let run = 0; run < RUNS_PER_PROCESS; run++) {
    const eventsBefore = sim.events;
    const begun = performance.now();
    runFor(sim, Number(virtualSeconds) * 1e6);
    const realSeconds = (performance.now() - begun) / 1000;
    const events = sim.events - eventsBefore;
    const referenceNs = (runReferenceLoop(1_000_000) / 1_000_000) * 1e9;
    measurements.push({
      events,
      nsPerEvent: (realSeconds / events) * 1e9,
      referenceNs,
      simulatedToReal: Number(virtualSeconds) / realSeconds,
    });
  }
  console.log(JSON.stringify(measurements));
}

main(process.argv.slice(2));
