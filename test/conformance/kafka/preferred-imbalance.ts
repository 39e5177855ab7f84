import { resolveConfig } from "../../../sim/kafka/config/config.ts";
import { KafkaNames } from "../../../sim/kafka/context.ts";
import { ControllerContext } from "../../../sim/kafka/controller/controller-context.ts";
import { AutoRebalance } from "../../../sim/kafka/controller/leaders/auto-rebalance.ts";
import { assigned } from "../../../sim/kafka/controller/replicas/replica-assignment.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import { Simulation } from "../../../sim/kernel/simulation.ts";
import { check } from "./support/fields.ts";
import { Probe } from "./support/probe.ts";
import type { KafkaVector } from "./support/vector.ts";

/**
 * `preferredImbalance`: how many partitions another than the preferred replica leads. The controller
 * elects the preferred one for just those, if it tolerates none of them and all replicas are in sync.
 */
export function runPreferredImbalance({ era, input, expected }: KafkaVector): void {
  const sim = new Simulation({ seed: "1", messageName: String });
  const host = sim.addHost("broker-1", "broker", (own) => new Probe(own));
  const names = new KafkaNames(sim.facts);
  const config = resolveConfig("broker", { "leader.imbalance.per.broker.percentage": 0 }, era);
  const addresses = {
    zookeeper: new Map<string, number>(),
    hostOfBroker: new Map(),
    brokerIds: [],
  };
  const switches = brokerSwitches(config);
  const context = new ControllerContext(names.topicPartitions);
  const partitions = input.objects("partitions").map((partition) => ({
    assignment: partition.numbers("assignment"),
    leader: partition.numberOrNull("leader"),
  }));
  const tps = context.addTopic(
    "t",
    partitions.map(({ assignment }) => assigned(assignment)),
  );
  partitions.forEach(({ assignment, leader }, i) => {
    const tp = tps[i];
    for (const id of assignment) context.addLiveBroker(id, 0);
    if (leader === null || tp === undefined) return;
    const state = { leader, isr: assignment, leaderEpoch: 0, zkVersion: 0, controllerEpoch: 0 };
    context.putLeadershipInfo(tp, state);
  });
  const rebalance = new AutoRebalance(
    { host, brokerId: 1, names, addresses, config, switches },
    context,
  );
  const steps = rebalance.proceed({ machine: "rebalance", step: "check" }, []);
  const counts = steps.map((step) => ("tps" in step ? step.tps.length : 0));
  const count = counts.reduce((sum, one) => sum + one, 0);
  check("the count", expected.number("count"), count);
}
