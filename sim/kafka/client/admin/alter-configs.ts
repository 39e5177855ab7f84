import { Errors } from "../../errors.ts";
import {
  INCREMENTAL_ALTER_CONFIGS,
  type IncrementalAlterConfigsRequest,
  type IncrementalAlterConfigsResponse,
} from "../../messages.ts";
import { type AdminOperationOf, type Call, ended, type Progress } from "./operations.ts";

export type AlterConfigsTask = AdminOperationOf<"alterConfigs">;

/**
 * Asks for changes of settings (KIP-339): a broker of its own, any broker of those of a topic or of
 * all brokers (`KafkaAdminClient.nodeFor`).
 */
export function alterConfigsCall({ resource, changes }: AlterConfigsTask): Call {
  const body: IncrementalAlterConfigsRequest = { resources: [{ resource, changes }] };
  const ofOne = resource.type === "broker" && resource.name !== "";
  const target = ofOne ? Number(resource.name) : "any";
  return { target, api: INCREMENTAL_ALTER_CONFIGS, body, entries: 1 };
}

export function alterConfigsAnswered(response: IncrementalAlterConfigsResponse): Progress<never> {
  const wrong = response.resources.filter(({ error }) => error !== Errors.NONE);
  return ended(wrong.map(({ error }) => ({ error, tp: -1 })));
}
