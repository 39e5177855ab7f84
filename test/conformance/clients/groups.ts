import { GroupFacts } from "../../../sim/kafka/coordinator/group/group-facts.ts";
import { GroupMetadata } from "../../../sim/kafka/coordinator/group/group-metadata.ts";
import { GroupOffsets } from "../../../sim/kafka/coordinator/group/group-offsets.ts";
import {
  type GroupStateName,
  isValidTransition,
} from "../../../sim/kafka/coordinator/group/group-state.ts";
import { MemberMetadata } from "../../../sim/kafka/coordinator/group/member-metadata.ts";
import { GROUP_STATES } from "../../../sim/kafka/facts.ts";
import { check } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { GroupRig } from "./support/group-rig.ts";

const NAMES = Object.keys(GROUP_STATES) as GroupStateName[];

/** `groupStateTransition`: from which states a group may come to a state. */
export function runGroupStateTransition({ fields }: ClientVector): void {
  const to = stateNamed(fields.text("state"));
  const listed = fields.list("validPreviousStates");
  const expected = listed.map((name) => stateNamed(String(name)));
  const found = NAMES.filter((from) => isValidTransition(GROUP_STATES[from], GROUP_STATES[to]));
  check("validPreviousStates", [...expected].sort(), [...found].sort());
}

/** `selectProtocol`: what members with these protocols, in the order of their liking, agree on. */
export function runSelectProtocol({ fields, era }: ClientVector): void {
  const { host, names } = new GroupRig(era, {});
  const { facts } = host.simulation;
  const { topicPartitions } = names;
  const offsets = new GroupOffsets({ groupId: "group", brokerId: 1, facts, topicPartitions });
  const { Empty } = GROUP_STATES;
  const group = new GroupMetadata("group", Empty, new GroupFacts(host, 1), offsets);
  fields.list("members").forEach((protocols, i) => {
    const identity = { memberId: `m${i}`, instanceId: null, clientId: "c", clientHost: "client" };
    const supported = namesIn(protocols).map((name) => ({ name, metadata: new Uint8Array(0) }));
    group.add(new MemberMetadata(identity, 500, 500, "consumer", supported));
  });
  const expected = fields.raw("expected");
  const choices = typeof expected === "string" ? [expected] : namesIn(expected);
  const found = group.selectProtocol();
  if (!choices.includes(found)) {
    throw new Error(`expected one of ${choices.join(", ")}, got ${found}`);
  }
}

function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new Error(`${JSON.stringify(value)} should be a list of names`);
}

/** Older versions call the state in which the assignment is awaited otherwise. */
function stateNamed(name: string): GroupStateName {
  const found = NAMES.find((state) => state === (name === "AwaitingSync" ? NAMES[2] : name));
  if (found === undefined) throw new Error(`no state of a group is called ${name}`);
  return found;
}
