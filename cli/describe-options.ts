import { VERSION } from "../sim/index.ts";
import type { DescribedMoment } from "./describe.ts";
import type { RunOptionValues } from "./options.ts";

/** Options of `describe`, as commander names their values. */
export interface DescribeOptions extends RunOptionValues {
  readonly at?: string;
  readonly json?: true;
  readonly topic?: string;
  readonly underReplicatedPartitions?: true;
  readonly unavailablePartitions?: true;
  readonly underMinIsrPartitions?: true;
  readonly atMinIsrPartitions?: true;
  readonly topicsWithOverrides?: true;
  readonly excludeInternal?: true;
  readonly topicList?: string;
  readonly brokerList?: string;
  readonly dump?: string;
  readonly printDataLog?: true;
  readonly deepIteration?: true;
  readonly members?: true;
  readonly state?: true;
  readonly offsets?: true;
  readonly verbose?: true;
}

/** What every `describe --json` begins with. */
export function momentJson({ input, event, us }: DescribedMoment) {
  const { scenario, control, seed, era, settings } = input;
  return {
    highwater: VERSION,
    scenario: scenario.id,
    control,
    seed,
    era,
    settings,
    event,
    virtualMs: us / 1000,
  };
}
