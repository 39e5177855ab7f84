import type { CheckArguments } from "../sim/check/told.ts";
import type { ExplainArguments } from "../sim/explore/explain/said.ts";
import type { CaseArguments } from "../sim/explore/hunt/told.ts";
import type { NoticeArguments } from "../sim/scenario/era-notices.ts";
import type { FoundArguments } from "../sim/scenario/measurement.ts";
import type { ProblemArguments } from "../sim/scenario/problems.ts";

/** Arguments by code, of everything the simulator says. */
export type TextArguments = ProblemArguments &
  NoticeArguments &
  FoundArguments &
  CheckArguments &
  CaseArguments &
  ExplainArguments;

export type TextCode = keyof TextArguments;
