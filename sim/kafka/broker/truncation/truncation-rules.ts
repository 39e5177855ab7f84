import type { Truncation } from "../../era/broker-switches.ts";
import { HW_TRUNCATION } from "./hw.ts";
import { KIP101_TRUNCATION } from "./kip101.ts";
import { KIP279_TRUNCATION } from "./kip279.ts";
import { KIP320_TRUNCATION } from "./kip320.ts";
import { ON_FETCH_TRUNCATION } from "./on-fetch.ts";
import type { TruncationRule } from "./truncation-rule.ts";

/** The rule of each value of the switch `truncation`. */
export const TRUNCATION_RULES: Readonly<Record<Truncation, TruncationRule>> = {
  hw: HW_TRUNCATION,
  kip101: KIP101_TRUNCATION,
  kip279: KIP279_TRUNCATION,
  kip320: KIP320_TRUNCATION,
  onFetch: ON_FETCH_TRUNCATION,
};
