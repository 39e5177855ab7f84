import type { CheckArguments } from "../sim/check/told.ts";
import type { NoticeArguments } from "../sim/scenario/era-notices.ts";
import type { FoundArguments } from "../sim/scenario/measurement.ts";
import type { ProblemArguments } from "../sim/scenario/problems.ts";

/** Arguments by code, of everything the simulator says. */
export type TextArguments = ProblemArguments & NoticeArguments & FoundArguments & CheckArguments;

export type TextCode = keyof TextArguments;
