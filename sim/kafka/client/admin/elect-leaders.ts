import { US_PER_MS } from "../../../kernel/time.ts";
import type { TopicPartitions } from "../../context.ts";
import {
  ELECT_LEADERS,
  type ElectLeadersRequest,
  type ElectLeadersResponse,
} from "../../messages.ts";
import type { ClientSettings } from "../client-config.ts";
import { type AdminOperationOf, type Call, ended, type Progress, repeat } from "./operations.ts";
import { isNotController, partitionErrors } from "./reassign-partitions.ts";

export type ElectLeadersTask = AdminOperationOf<"electLeaders">;

/** Asks the controller for elections (KIP-183, KIP-460). */
export function electLeadersCall(
  { electionType, partitions }: ElectLeadersTask,
  topicPartitions: TopicPartitions,
  { requestTimeoutUs }: ClientSettings,
): Call {
  const body: ElectLeadersRequest = {
    electionType,
    partitions:
      partitions?.map(({ topic, partition }) => topicPartitions.id(topic, partition)) ?? null,
    timeoutMs: Math.floor(requestTimeoutUs / US_PER_MS),
  };
  const entries = partitions?.length ?? 0;
  return { target: "controller", api: ELECT_LEADERS, body, entries };
}

export function electLeadersAnswered(
  task: ElectLeadersTask,
  response: ElectLeadersResponse,
): Progress<ElectLeadersTask> {
  const errors = partitionErrors(response);
  return isNotController(errors) ? repeat(task, errors) : ended(errors);
}
