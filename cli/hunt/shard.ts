import type { Shard } from "../../sim/explore/hunt/seeds.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";

/** Where an engine that starts the same command many times tells each one its number. */
interface ArrayJob {
  readonly index: string;
  readonly count: string;
  /** What its first one is numbered; `min` names a variable that says so. */
  readonly first: number | { readonly min: string };
}

/**
 * Kubernetes tells an indexed job no number of completions: its manifest has to repeat it as
 * JOB_COMPLETIONS.
 */
const ARRAY_JOBS: readonly ArrayJob[] = [
  { index: "JOB_COMPLETION_INDEX", count: "JOB_COMPLETIONS", first: 0 },
  {
    index: "SLURM_ARRAY_TASK_ID",
    count: "SLURM_ARRAY_TASK_COUNT",
    first: { min: "SLURM_ARRAY_TASK_MIN" },
  },
  { index: "AWS_BATCH_JOB_ARRAY_INDEX", count: "AWS_BATCH_JOB_ARRAY_SIZE", first: 0 },
  { index: "BATCH_TASK_INDEX", count: "BATCH_TASK_COUNT", first: 0 },
  { index: "CI_NODE_INDEX", count: "CI_NODE_TOTAL", first: 1 },
  { index: "TEST_SHARD_INDEX", count: "TEST_TOTAL_SHARDS", first: 0 },
];
const MOST_SHARDS = 1_000_000;

/**
 * The shard that `--shard` names: `2/8`, or `auto` for what the variables of an array job say.
 * @throws UsageError when it names none
 */
export function readShard(option: string, env: Io["env"]): Shard {
  if (option.trim() === "auto") return shardOfJob(env);
  const [, index = "", count = ""] = /^\s*(\d{1,7})\s*\/\s*(\d{1,7})\s*$/.exec(option) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!exists(shard)) {
    throw new UsageError(
      `--shard: ${option} is no shard; give its number and how many there are, such as 1/8, or auto`,
    );
  }
  return shard;
}

function shardOfJob(env: Io["env"]): Shard {
  const job = ARRAY_JOBS.find(({ index }) => isSet(env[index]));
  if (job === undefined) {
    const names = ARRAY_JOBS.map(({ index }) => index).join(", ");
    throw new UsageError(`--shard auto: none of the variables of an array job is set (${names})`);
  }
  if (!isSet(env[job.count])) {
    throw new UsageError(
      `--shard auto: ${job.index} is set, but not ${job.count}; it must say how many shards there are`,
    );
  }
  const first = typeof job.first === "number" ? job.first : numberIn(env, job.first.min, 0);
  const count = numberIn(env, job.count, null);
  const shard = { index: numberIn(env, job.index, null) - first + 1, count };
  if (exists(shard)) return shard;
  throw new UsageError(
    `--shard auto: ${job.index}=${env[job.index]} is not one of the ${count} of ${job.count}, ` +
      `numbered from ${first}`,
  );
}

function exists({ index, count }: Shard): boolean {
  return index >= 1 && index <= count && count <= MOST_SHARDS;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

function numberIn(env: Io["env"], name: string, otherwise: number | null): number {
  const text = env[name];
  if (otherwise !== null && !isSet(text)) return otherwise;
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--shard auto: ${name}=${text} is not a whole number`);
}
