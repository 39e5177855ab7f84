import { resolveConfig } from "../../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import {
  type EpochEntry,
  LeaderEpochFileCache,
} from "../../../sim/kafka/log/leader-epoch-cache.ts";
import { check, type Fields } from "./support/fields.ts";
import { runSteps } from "./support/steps.ts";
import type { KafkaVector } from "./support/vector.ts";

/** A log's epochs, without the log: vectors set where it ends. */
class EpochOwner {
  logEndOffset: number;
  /** What is on the disk. */
  private checkpoint: readonly EpochEntry[] = [];
  private readonly assignment: "ignoreOlder" | "truncateAndAppend";

  constructor(era: Era, logEndOffset: number) {
    this.assignment = brokerSwitches(resolveConfig("broker", {}, era)).epochCacheAssignment;
    this.logEndOffset = logEndOffset;
  }

  writeLeaderEpochs(entries: readonly EpochEntry[]): void {
    this.checkpoint = entries;
  }

  load(): LeaderEpochFileCache {
    return new LeaderEpochFileCache(this, this.checkpoint, this.assignment);
  }
}

/** `leaderEpochCache`: operations on the epochs of one log, and what it then answers. */
export function runLeaderEpochCache({ era, input }: KafkaVector): void {
  const owner = new EpochOwner(era, input.number("initialLogEndOffset", 0));
  let cache = owner.load();
  runSteps(input, (op, step) => {
    if (op === "reloadFromCheckpoint") cache = owner.load();
    else if (op === "setLogEndOffset") owner.logEndOffset = step.number("value");
    else apply(op, step, cache);
  });
}

function apply(op: string, step: Fields, cache: LeaderEpochFileCache): void {
  switch (op) {
    case "assign":
      cache.assign(step.number("epoch"), step.number("startOffset"));
      return;
    case "truncateFromEnd":
      cache.truncateFromEnd(step.number("endOffset"));
      return;
    case "truncateFromStart":
      cache.truncateFromStart(step.number("startOffset"));
      return;
    case "clear":
    case "clearAndFlush":
      cache.clear();
      return;
    default:
      expect(op, step, cache);
  }
}

/** An epoch that is not known is null in a vector and -1 here. */
function expect(op: string, step: Fields, cache: LeaderEpochFileCache): void {
  const entries = cache.entries.map(({ epoch, startOffset }) => [epoch, startOffset]);
  switch (op) {
    case "expectLatestEpoch":
      check(op, step.numberOrNull("epoch") ?? -1, cache.latestEpoch);
      return;
    case "expectPreviousEpoch":
      check(op, step.numberOrNull("epoch") ?? -1, cache.previousEpoch);
      return;
    case "expectEarliestEpoch":
      check(op, step.numberOrNull("epoch") ?? -1, cache.entries[0]?.epoch ?? -1);
      return;
    case "expectEntries":
      check(op, step.tuples("entries"), entries);
      return;
    case "expectEndOffsetFor": {
      const requested = step.number("requestedEpoch");
      const found = cache.endOffsetFor(requested);
      const what = `the end of epoch ${requested}`;
      check(what, step.numberOrNull("endOffset") ?? -1, found.endOffset);
      if (step.has("epoch"))
        check(`${what} (epoch)`, step.numberOrNull("epoch") ?? -1, found.epoch);
      return;
    }
    default:
      throw new Error(`no operation ${op} is known`);
  }
}
