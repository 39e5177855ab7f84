import type { ConsumerPromise } from "../check/settings.ts";
import { consumerSettings } from "../kafka/client/consumer/consumer-config.ts";
import { resolveConfig, textOf } from "../kafka/config/config.ts";
import { type Era, isFrom } from "../kafka/era/eras.ts";
import { describeCluster } from "./describe-cluster.ts";
import type { Scenario } from "./types.ts";

/** What is known of the consumers of a resolved scenario and their applications, by name. */
export function consumerPromises(
  scenario: Scenario,
  era: Era,
): Readonly<Record<string, ConsumerPromise>> {
  const promises: Record<string, ConsumerPromise> = {};
  for (const client of describeCluster(scenario, era).clients) {
    if (client.kind !== "consumer") continue;
    const { name, application, subscribe = [] } = client;
    const instance = client.settings["group.instance.id"];
    const { groupId, enableAutoCommit, autoOffsetReset, pollsDuringRebalance } = consumerSettings(
      client.settings,
      client.era,
    );
    const resolved = resolveConfig("consumer", client.settings, client.era);
    promises[name] = {
      group: groupId,
      ...(instance === undefined ? {} : { instance: String(instance) }),
      subscribes: changesSubscription(scenario, name) ? [] : subscribe,
      autoCommit: enableAutoCommit,
      reset: autoOffsetReset,
      processes: application !== undefined,
      commits: application?.commit ?? "never",
      hasWorker: application?.thread === "worker",
      effect: application?.effect ?? "append",
      stickyAssignor: textOf(resolved, "stickyAssignor"),
      ignoresZooKeeper:
        !isFrom(client.era, "0.9") &&
        resolved["offsets.storage"] === "kafka" &&
        resolved["dual.commit.enabled"] === false,
      pollsDuringRebalance,
    };
  }
  return promises;
}

function changesSubscription({ steps }: Scenario, name: string): boolean {
  return steps.some((step) => "subscribe" in step && step.subscribe.client === name);
}
