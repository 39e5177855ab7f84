import { ANY_VERSION, type Operation, type Reply } from "../../../../zookeeper/types.ts";
import { Errors } from "../../../errors.ts";
import {
  type AdminError,
  type AdminOperationOf,
  ended,
  next,
  type Progress,
} from "../operations.ts";

/** The znodes of groups, deleted one group after another (`AdminUtils.deleteConsumerGroupInZK`). */
export type ZkDeleteGroupsTask = AdminOperationOf<"deleteGroups"> &
  (
    | { readonly step: "look" }
    /** Paths of which the children are not known yet, and all paths known so far, parents first. */
    | {
        readonly step: "list";
        readonly unlisted: readonly string[];
        readonly all: readonly string[];
      }
    | { readonly step: "delete"; readonly all: readonly string[] }
  );

export function zkDeleteGroupsOperations(task: ZkDeleteGroupsTask): readonly Operation[] {
  const [group = ""] = task.groups;
  switch (task.step) {
    case "look":
      return [`${pathOf(group)}/ids`, pathOf(group)].map(children);
    case "list":
      return task.unlisted.map(children);
    case "delete":
      return [...task.all].reverse().map((path) => ({ op: "delete", path, version: ANY_VERSION }));
  }
}

export function zkDeleteGroupsReplied(
  task: ZkDeleteGroupsTask,
  replies: readonly Reply[],
): Progress<ZkDeleteGroupsTask> {
  const { kind, groups } = task;
  const [group = ""] = groups;
  switch (task.step) {
    case "look": {
      const [ids, all] = replies;
      // Groups of newer consumers are not in ZooKeeper, and go when their last member leaves.
      if (all?.op === "error") return rest(task, [{ error: Errors.UNSUPPORTED_VERSION, tp: -1 }]);
      const isActive = ids?.op === "getChildren" && ids.children.length > 0;
      if (isActive) return rest(task, [{ error: Errors.NON_EMPTY_GROUP, tp: -1 }]);
      const path = pathOf(group);
      return next({ kind, groups, step: "list", unlisted: [path], all: [path] });
    }
    case "list": {
      const found = task.unlisted.flatMap((path, i) => {
        const reply = replies[i];
        return reply?.op === "getChildren" ? reply.children.map((name) => `${path}/${name}`) : [];
      });
      const all = [...task.all, ...found];
      return found.length === 0
        ? next({ kind, groups, step: "delete", all })
        : next({ kind, groups, step: "list", unlisted: found, all });
    }
    case "delete":
      return rest(task, []);
  }
}

function pathOf(group: string): string {
  return `/consumers/${group}`;
}

function children(path: string): Operation {
  return { op: "getChildren", path, watch: false };
}

/** Goes on with the next group. */
function rest(
  { kind, groups }: ZkDeleteGroupsTask,
  errors: readonly AdminError[],
): Progress<ZkDeleteGroupsTask> {
  const left = groups.slice(1);
  if (left.length === 0) return ended(errors);
  return next<ZkDeleteGroupsTask>({ kind, groups: left, step: "look" }, { errors });
}
