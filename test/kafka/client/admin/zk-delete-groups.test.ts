import { describe, expect, test } from "vitest";
import {
  type ZkDeleteGroupsTask,
  zkDeleteGroupsOperations,
  zkDeleteGroupsReplied,
} from "../../../../sim/kafka/client/admin/zk/zk-delete-groups.ts";
import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import type { Operation, Reply, Stat } from "../../../../sim/zookeeper/types.ts";

const NO_NODE: Reply = { op: "error", error: "NO_NODE" };

/** What the tool makes of a registry with those paths: what is left of it, and the errors it tells. */
function deleted(
  groups: readonly string[],
  ...paths: readonly string[]
): { left: readonly string[]; errors: readonly ErrorCode[] } {
  const left = new Set(paths);
  const childrenOf = (path: string) =>
    [...left].filter((each) => each.slice(0, each.lastIndexOf("/")) === path);
  const reply = (operation: Operation): Reply => {
    if (operation.op !== "getChildren" && operation.op !== "delete") throw new Error(operation.op);
    const { path } = operation;
    if (!left.has(path)) return NO_NODE;
    const children = childrenOf(path).map((each) => each.slice(path.length + 1));
    if (operation.op === "getChildren") return { op: "getChildren", children, stat: {} as Stat };
    if (children.length > 0) return { op: "error", error: "NOT_EMPTY" };
    left.delete(path);
    return { op: "delete" };
  };
  const errors: ErrorCode[] = [];
  let task: ZkDeleteGroupsTask = { kind: "deleteGroups", groups, step: "look" };
  for (;;) {
    const progress = zkDeleteGroupsReplied(task, zkDeleteGroupsOperations(task).map(reply));
    errors.push(...progress.errors.map(({ error }) => error));
    if (progress.outcome === "ended") return { left: [...left], errors };
    task = progress.task;
  }
}

const OLD = ["/consumers/g", "/consumers/g/ids", "/consumers/g/offsets", "/consumers/g/offsets/a"];

describe("a tool that deletes the znodes of a group", () => {
  test("deletes everything below it", () => {
    const deep = "/consumers/g/offsets/a/0";
    const result = deleted(["g"], "/consumers", ...OLD, deep, "/consumers/h");
    expect(result).toEqual({ left: ["/consumers", "/consumers/h"], errors: [] });
  });

  test("leaves a group with consumers as it is", () => {
    const paths = ["/consumers", ...OLD, "/consumers/g/ids/g_c1"];
    expect(deleted(["g"], ...paths)).toEqual({ left: paths, errors: [Errors.NON_EMPTY_GROUP] });
  });

  test("cannot delete a group that is not there, and goes on with the next", () => {
    const result = deleted(["newer", "g"], "/consumers", ...OLD);
    expect(result).toEqual({ left: ["/consumers"], errors: [Errors.UNSUPPORTED_VERSION] });
  });
});
