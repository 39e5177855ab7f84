import type { Operation, Reply } from "../../../../zookeeper/types.ts";
import { ANY_VERSION } from "../../../../zookeeper/types.ts";
import { Errors } from "../../../errors.ts";
import { ended, endedBy, type Progress } from "../operations.ts";

/** A znode that an operator deletes by hand. */
export interface ZkDeleteZnodeTask {
  readonly kind: "deleteZnode";
  readonly path: string;
}

export function zkDeleteZnodeOperations({ path }: ZkDeleteZnodeTask): readonly Operation[] {
  return [{ op: "delete", path, version: ANY_VERSION }];
}

/** A znode that is not there, or that has children, stays as it is. */
export function zkDeleteZnodeReplied(
  _task: ZkDeleteZnodeTask,
  replies: readonly Reply[],
): Progress<ZkDeleteZnodeTask> {
  return replies[0]?.op === "delete" ? ended() : endedBy(Errors.UNKNOWN_SERVER_ERROR);
}
