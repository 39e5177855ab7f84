import type { HostRef, Step } from "../../scenario/types.ts";

/** A list of hosts in a step. */
export interface StepList {
  /** `hosts`: those that a fault strikes, or that are started again; otherwise one side of connections. */
  readonly side: "hosts" | "from" | "to";
  readonly hosts: readonly HostRef[];
}

const OF_HOSTS: readonly string[] = [
  "start",
  "kill",
  "powerLoss",
  "restart",
  "shutdown",
  "pause",
  "resume",
];
const OF_LINKS: readonly string[] = ["cut", "heal", "hold", "release", "reset"];

/** The lists of more than one host in a step. */
export function hostListsOf(step: Step): readonly StepList[] {
  return Object.entries(step).flatMap(([key, value]: [string, unknown]): readonly StepList[] => {
    if (OF_HOSTS.includes(key)) return listed("hosts", value);
    if (!OF_LINKS.includes(key) || typeof value !== "object" || value === null) return [];
    const { from, to } = value as { from?: unknown; to?: unknown };
    return [...listed("from", from), ...listed("to", to)];
  });
}

/** The step with another list in that place; hosts that were not there are not put in. */
export function withHosts(step: Step, { side, hosts }: StepList): Step {
  const entries = Object.entries(step).map(([key, value]: [string, unknown]) => {
    if (side === "hosts" && OF_HOSTS.includes(key)) return [key, common(value, hosts)] as const;
    const isLink = side !== "hosts" && OF_LINKS.includes(key) && typeof value === "object";
    if (!isLink || value === null) return [key, value] as const;
    const link = value as Readonly<Record<string, unknown>>;
    return [key, { ...link, [side]: common(link[side], hosts) }] as const;
  });
  return Object.fromEntries(entries) as unknown as Step;
}

function listed(side: StepList["side"], value: unknown): readonly StepList[] {
  if (!Array.isArray(value) || value.length < 2) return [];
  return [{ side, hosts: value as readonly HostRef[] }];
}

/** Of a list, those that are kept; all of it when that leaves none, or when it is no list. */
function common(value: unknown, kept: readonly HostRef[]): unknown {
  if (!Array.isArray(value)) return value;
  const left = (value as readonly HostRef[]).filter((host) => kept.includes(host));
  return left.length === 0 ? value : left;
}
