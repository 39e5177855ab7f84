import { KIND_STEP, type KindName } from "../kernel/kinds.ts";

/** Kinds of events that come from outside: faults, and what people do. */
export const STEP_START = KIND_STEP;
export const STEP_KILL = KIND_STEP + 1;
export const STEP_POWER_LOSS = KIND_STEP + 2;
export const STEP_RESTART = KIND_STEP + 3;
export const STEP_SHUTDOWN = KIND_STEP + 4;
export const STEP_PAUSE = KIND_STEP + 5;
export const STEP_RESUME = KIND_STEP + 6;
export const STEP_CUT = KIND_STEP + 7;
export const STEP_HEAL = KIND_STEP + 8;
export const STEP_HOLD = KIND_STEP + 9;
export const STEP_RELEASE = KIND_STEP + 10;
export const STEP_RESET = KIND_STEP + 11;
export const STEP_EXPIRE_SESSION = KIND_STEP + 12;
export const STEP_JUMP_CLOCK = KIND_STEP + 13;
export const STEP_FAIL_LOG_DIR = KIND_STEP + 14;
export const STEP_REPAIR_LOG_DIR = KIND_STEP + 15;
export const STEP_SLOW = KIND_STEP + 16;
export const STEP_CORRUPT = KIND_STEP + 17;
export const STEP_PRODUCE = KIND_STEP + 32;
export const STEP_CREATE_TOPIC = KIND_STEP + 33;
export const STEP_DELETE_TOPIC = KIND_STEP + 34;
export const STEP_ADD_PARTITIONS = KIND_STEP + 35;
export const STEP_ALTER_CONFIG = KIND_STEP + 36;
export const STEP_REASSIGN = KIND_STEP + 37;
export const STEP_ELECT_LEADERS = KIND_STEP + 38;
export const STEP_DECOMMISSION = KIND_STEP + 39;
export const STEP_DELETE_ZNODE = KIND_STEP + 40;
export const STEP_DELETE_RECORDS = KIND_STEP + 41;
export const STEP_FLUSH = KIND_STEP + 44;
export const STEP_CLOSE = KIND_STEP + 45;
export const STEP_COMMIT = KIND_STEP + 46;
export const STEP_SEEK = KIND_STEP + 47;
export const STEP_PAUSE_PARTITIONS = KIND_STEP + 48;
export const STEP_RESUME_PARTITIONS = KIND_STEP + 49;
export const STEP_SUBSCRIBE = KIND_STEP + 50;
export const STEP_PROCESSING = KIND_STEP + 51;
export const STEP_RESET_OFFSETS = KIND_STEP + 52;
export const STEP_DELETE_GROUP = KIND_STEP + 53;
export const STEP_DELETE_OFFSETS = KIND_STEP + 54;

export const STEP_KINDS: readonly KindName[] = [
  { code: STEP_START, name: "step.start" },
  { code: STEP_KILL, name: "step.kill" },
  { code: STEP_POWER_LOSS, name: "step.power-loss" },
  { code: STEP_RESTART, name: "step.restart" },
  { code: STEP_SHUTDOWN, name: "step.shutdown" },
  { code: STEP_PAUSE, name: "step.pause" },
  { code: STEP_RESUME, name: "step.resume" },
  { code: STEP_CUT, name: "step.cut" },
  { code: STEP_HEAL, name: "step.heal" },
  { code: STEP_HOLD, name: "step.hold" },
  { code: STEP_RELEASE, name: "step.release" },
  { code: STEP_RESET, name: "step.reset" },
  { code: STEP_EXPIRE_SESSION, name: "step.expire-session" },
  { code: STEP_JUMP_CLOCK, name: "step.jump-clock" },
  { code: STEP_FAIL_LOG_DIR, name: "step.fail-log-dir" },
  { code: STEP_REPAIR_LOG_DIR, name: "step.repair-log-dir" },
  { code: STEP_SLOW, name: "step.slow" },
  { code: STEP_CORRUPT, name: "step.corrupt" },
  { code: STEP_PRODUCE, name: "step.produce" },
  { code: STEP_FLUSH, name: "step.flush" },
  { code: STEP_CLOSE, name: "step.close" },
  { code: STEP_COMMIT, name: "step.commit" },
  { code: STEP_SEEK, name: "step.seek" },
  { code: STEP_PAUSE_PARTITIONS, name: "step.pause-partitions" },
  { code: STEP_RESUME_PARTITIONS, name: "step.resume-partitions" },
  { code: STEP_SUBSCRIBE, name: "step.subscribe" },
  { code: STEP_PROCESSING, name: "step.processing" },
  { code: STEP_CREATE_TOPIC, name: "step.create-topic" },
  { code: STEP_DELETE_TOPIC, name: "step.delete-topic" },
  { code: STEP_ADD_PARTITIONS, name: "step.add-partitions" },
  { code: STEP_ALTER_CONFIG, name: "step.alter-config" },
  { code: STEP_REASSIGN, name: "step.reassign" },
  { code: STEP_ELECT_LEADERS, name: "step.elect-leaders" },
  { code: STEP_DECOMMISSION, name: "step.decommission" },
  { code: STEP_RESET_OFFSETS, name: "step.reset-offsets" },
  { code: STEP_DELETE_GROUP, name: "step.delete-group" },
  { code: STEP_DELETE_OFFSETS, name: "step.delete-offsets" },
  { code: STEP_DELETE_ZNODE, name: "step.delete-znode" },
  { code: STEP_DELETE_RECORDS, name: "step.delete-records" },
];
