import * as fc from "fast-check";
import type { ApplicationSpec, ConfigValues } from "../../sim/index.ts";
import { type Choice, drawn } from "./internals/choice.ts";
import { defaultOr, drawnSettings, type SettingChoices } from "./internals/settings.ts";

/** A consumer group that subscribes to every topic. */
export interface ConsumerGroup {
  /** Its `group.id`. */
  readonly group: string;
  readonly members: number;
  /** Settings of its members, by Kafka's names. */
  readonly settings: ConfigValues;
  /** What its members do with the records. */
  readonly application: ApplicationSpec;
}

export interface ConsumerGroupsOptions {
  /** Exactly so many groups; usually none or one. */
  readonly count?: number;
  /** Members of each; usually 1 to 3. */
  readonly members?: Choice<number>;
  /** When they commit; usually any of them. `auto`: `enable.auto.commit`. */
  readonly commit?: Choice<"auto" | "afterProcessing" | "afterEachRecord" | "beforeProcessing">;
  /** How long they work on a record, in milliseconds; usually 0 to 50. */
  readonly processingMs?: Choice<number>;
  /** What the outside system does with an effect; usually `append`. */
  readonly effect?: Choice<NonNullable<ApplicationSpec["effect"]>>;
  /** More settings of the members: such as hold in every case, or are drawn as you say. */
  readonly settings?: SettingChoices;
}

const NAMES = ["billing", "shipping", "audit"];
const USUALLY_MOST = 1;

/** Consumer groups: `billing`, `shipping`… They shrink towards none, and towards one member. */
export function consumerGroups(
  options: ConsumerGroupsOptions = {},
): fc.Arbitrary<readonly ConsumerGroup[]> {
  const group = fc.record({
    members: drawn(options.members, fc.integer({ min: 1, max: 3 })),
    commit: drawn<"auto" | "afterProcessing" | "afterEachRecord" | "beforeProcessing">(
      options.commit,
      fc.constantFrom("auto", "afterProcessing", "afterEachRecord", "beforeProcessing"),
    ),
    processingMs: drawn(options.processingMs, fc.nat({ max: 50 })),
    effect: drawn<NonNullable<ApplicationSpec["effect"]>>(options.effect, fc.constant("append")),
    settings: drawnSettings(
      {
        "auto.offset.reset": fc.constant("earliest"),
        "session.timeout.ms": fc.constant(6000),
        "heartbeat.interval.ms": defaultOr(1000),
        "auto.commit.interval.ms": defaultOr(1000),
      },
      options.settings ?? {},
    ),
  });
  const { count } = options;
  return fc
    .array(group, { minLength: count ?? 0, maxLength: count ?? USUALLY_MOST, size: "max" })
    .map((shapes) =>
      shapes.map(
        ({ members, commit, processingMs, effect, settings }, i): ConsumerGroup => ({
          group: NAMES[i] ?? `group-${i + 1}`,
          members,
          settings: { "enable.auto.commit": commit === "auto", ...settings },
          application: {
            ...(processingMs === 0 ? {} : { processing: `${processingMs}ms` }),
            ...(commit === "auto" ? {} : { commit }),
            ...(effect === "append" ? {} : { effect }),
          },
        }),
      ),
    );
}
