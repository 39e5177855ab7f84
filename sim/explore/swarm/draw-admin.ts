import { adminTools, routeOf } from "../../kafka/client/admin/admin-tools.ts";
import { resolveConfig } from "../../kafka/config/config.ts";
import type { ChoiceStream, Choices } from "../../kernel/choices.ts";
import { brokerIdsOf, partitionsOf } from "../../scenario/names.ts";
import { operationOfStep, type ToolStep } from "../../scenario/operator-steps.ts";
import type { Scenario, TopicSpec } from "../../scenario/types.ts";
import { chance, pick, shuffled } from "./draw.ts";
import type { TimedStep } from "./episode-steps.ts";
import type { SwarmSpace } from "./space.ts";
import type { Window } from "./window.ts";

/** What operators do meanwhile that takes no promise back: most runs have nothing of it. */
export function drawAdmin(
  choices: Choices,
  scenario: Scenario,
  window: Window,
  space: SwarmSpace,
): readonly TimedStep[] {
  const stream = choices.stream("swarm/admin");
  if (!chance(stream, 30)) return [];
  const tools = adminTools(resolveConfig("admin", {}, space.era));
  const count = stream.between(1, 2);
  return Array.from({ length: count }, () => drawAction(stream, scenario))
    .map((step): TimedStep => ({ atMs: stream.between(window.startMs, window.quietMs), step }))
    .filter(({ step }) => routeOf(operationOfStep(step as ToolStep, scenario), tools) !== "none");
}

function drawAction(stream: ChoiceStream, scenario: Scenario): ToolStep {
  const topic = pick(stream, scenario.topics);
  const actions: readonly ToolStep[] = [
    { electLeaders: { type: "preferred" } },
    { electLeaders: { type: "preferred" } },
    growth(stream, topic, scenario),
    move(stream, topic, scenario),
    { alterConfig: { topic: topic.name, set: { "max.message.bytes": 900_000 } } },
  ];
  return pick(stream, actions);
}

function growth(stream: ChoiceStream, topic: TopicSpec, { cluster }: Scenario): ToolStep {
  const replicas = topic.assignment?.[0]?.length ?? 1;
  const assignment = [shuffled(stream, brokerIdsOf(cluster)).slice(0, replicas)];
  const count = partitionsOf(topic, cluster) + 1;
  return { addPartitions: { topic: topic.name, count, assignment } };
}

function move(stream: ChoiceStream, topic: TopicSpec, { cluster }: Scenario): ToolStep {
  const partition = stream.next(partitionsOf(topic, cluster));
  const replicas = topic.assignment?.[partition]?.length ?? 1;
  const brokers = shuffled(stream, brokerIdsOf(cluster)).slice(0, replicas);
  return { reassign: { [`${topic.name}-${partition}`]: brokers } };
}
