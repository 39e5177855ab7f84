import fc from "fast-check";
import {
  clusterShape,
  faultPlan,
  scenario,
  topicSettings,
  topics,
  workload,
} from "highwater/fast-check";
import { expect, test } from "vitest";
import "highwater/vitest";

test.each(["all", "1"] as const)("acks=%s loses nothing", { timeout: 60_000 }, (acks) => {
  const runs = scenario({
    cluster: clusterShape({ brokers: 3 }),
    topics: topics({
      count: 1,
      partitions: 1,
      settings: topicSettings({ "min.insync.replicas": 2 }),
    }),
    workload: workload({ acks, maxSends: 2 }),
    groups: [],
    faults: faultPlan({ kinds: ["kill", "cut"], maxFaults: 3 }),
  });
  fc.assert(
    fc.property(runs, (run) => {
      expect(run).toLoseNothing();
    }),
  );
});
