import { GROUP_STATES } from "../../facts.ts";

/** `GroupState`, by Kafka's names. */
export type GroupStateName = keyof typeof GROUP_STATES;
/** One of `GROUP_STATES`. */
export type GroupState = (typeof GROUP_STATES)[GroupStateName];

const { Empty, PreparingRebalance, CompletingRebalance, Stable, Dead } = GROUP_STATES;

/** From which states a group may come to a state (`validPreviousStates`). */
const VALID_PREVIOUS_STATES: Readonly<Record<GroupState, readonly GroupState[]>> = {
  [Empty]: [PreparingRebalance],
  [PreparingRebalance]: [Stable, CompletingRebalance, Empty],
  [CompletingRebalance]: [PreparingRebalance],
  [Stable]: [CompletingRebalance],
  [Dead]: [Stable, PreparingRebalance, CompletingRebalance, Empty, Dead],
};

/** Whether a group may go from one state to another. */
export function isValidTransition(from: GroupState, to: GroupState): boolean {
  return VALID_PREVIOUS_STATES[to].includes(from);
}

const NAMES = new Map<number, string>(
  Object.entries(GROUP_STATES).map(([name, state]): [number, string] => [state, name]),
);

/** The state as Kafka's tools print it. */
export function groupStateName(state: GroupState): string {
  return NAMES.get(state) ?? String(state);
}
