import { describe, expect, test } from "vitest";
import { readShard } from "../../../cli/hunt/shard.ts";

describe("--shard", () => {
  test("names a part by its number and how many there are", () => {
    expect(readShard("2/8", {})).toEqual({ index: 2, count: 8 });
    expect(readShard(" 1 / 1 ", {})).toEqual({ index: 1, count: 1 });
  });

  test.each(["", "2", "0/8", "9/8", "-1/8", "1/0", "a/b", "1/8/2", "1.5/8", "1/9999999"])(
    "%j is none",
    (text) => {
      expect(() => readShard(text, {})).toThrow(/--shard: .* is no shard; .*1\/8, or auto/);
    },
  );
});

describe("--shard auto", () => {
  test.each([
    [{ JOB_COMPLETION_INDEX: "0", JOB_COMPLETIONS: "16" }, 1, 16],
    [{ JOB_COMPLETION_INDEX: "15", JOB_COMPLETIONS: "16" }, 16, 16],
    [{ SLURM_ARRAY_TASK_ID: "3", SLURM_ARRAY_TASK_COUNT: "4" }, 4, 4],
    [{ SLURM_ARRAY_TASK_ID: "4", SLURM_ARRAY_TASK_COUNT: "4", SLURM_ARRAY_TASK_MIN: "1" }, 4, 4],
    [{ AWS_BATCH_JOB_ARRAY_INDEX: "2", AWS_BATCH_JOB_ARRAY_SIZE: "5" }, 3, 5],
    [{ BATCH_TASK_INDEX: "0", BATCH_TASK_COUNT: "2" }, 1, 2],
    [{ CI_NODE_INDEX: "1", CI_NODE_TOTAL: "3" }, 1, 3],
    [{ TEST_SHARD_INDEX: "1", TEST_TOTAL_SHARDS: "2" }, 2, 2],
  ])("reads %j", (env, index, count) => {
    expect(readShard("auto", env)).toEqual({ index, count });
  });

  test("says which variables it looked for when none is set", () => {
    const error = /none of the variables of an array job is set \(JOB_COMPLETION_INDEX, SLURM/;
    expect(() => readShard("auto", { JOB_COMPLETION_INDEX: "" })).toThrow(error);
  });

  test("says which variable is missing, wrong, or out of bounds", () => {
    const env = { JOB_COMPLETION_INDEX: "3" };
    expect(() => readShard("auto", env)).toThrow(/but not JOB_COMPLETIONS/);
    expect(() => readShard("auto", { ...env, JOB_COMPLETIONS: "many" })).toThrow(
      "--shard auto: JOB_COMPLETIONS=many is not a whole number",
    );
    expect(() => readShard("auto", { ...env, JOB_COMPLETIONS: "3" })).toThrow(
      "JOB_COMPLETION_INDEX=3 is not one of the 3 of JOB_COMPLETIONS, numbered from 0",
    );
  });
});
