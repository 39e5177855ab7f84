import type { ProblemArguments } from "../sim/scenario/problems.ts";

/** Arguments by code, of everything the simulator says. */
export type TextArguments = ProblemArguments;

export type TextCode = keyof TextArguments;
