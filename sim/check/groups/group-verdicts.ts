import type { Verdict } from "../classify.ts";
import type { ClassCode, OutcomeClass } from "../told.ts";

/** How it is to be judged that a record was processed again, or never. */
export type GroupVerdict = Pick<Verdict, "class" | "reason" | "fix">;

type GroupClassCode = Extract<
  ClassCode,
  | "class.atLeastOnce"
  | "class.staleOwner"
  | "class.sought"
  | "class.offsetsExpired"
  | "class.offsetsSet"
  | "class.offsetsInZooKeeper"
  | "class.resetToLatest"
  | "class.committedBefore"
  | "class.autoCommitOfWorker"
  | "class.processingFailed"
  | "class.effectRefused"
  | "class.twiceInLog"
  | "class.unexplained"
>;

function verdict(judged: OutcomeClass, code: GroupClassCode): GroupVerdict {
  return { class: judged, reason: { code, args: {} }, fix: null };
}

const ALLOWED = "allowed by configuration";
export const AT_LEAST_ONCE = verdict(ALLOWED, "class.atLeastOnce");
export const STALE_OWNER = verdict(ALLOWED, "class.staleOwner");
export const SOUGHT = verdict(ALLOWED, "class.sought");
export const OFFSETS_EXPIRED = verdict(ALLOWED, "class.offsetsExpired");
export const OFFSETS_SET = verdict("operator choice", "class.offsetsSet");
export const OFFSETS_IN_ZOOKEEPER = verdict(ALLOWED, "class.offsetsInZooKeeper");
export const RESET_TO_LATEST = verdict(ALLOWED, "class.resetToLatest");
export const COMMITTED_BEFORE = verdict(ALLOWED, "class.committedBefore");
export const AUTO_COMMIT_OF_WORKER = verdict(ALLOWED, "class.autoCommitOfWorker");
export const PROCESSING_FAILED = verdict(ALLOWED, "class.processingFailed");
export const EFFECT_REFUSED = verdict(ALLOWED, "class.effectRefused");
export const TWICE_IN_LOG = verdict(ALLOWED, "class.twiceInLog");
export const UNEXPLAINED = verdict("protocol bug", "class.unexplained");
