import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import type { ErrorCode } from "../../../../sim/kafka/errors.ts";
import type { JoinGroupResponse } from "../../../../sim/kafka/group-messages.ts";
import type { Fields } from "../../kafka/support/fields.ts";
import { type GroupCall, GroupRig } from "./group-rig.ts";

/** What Kafka's tests call the group that is not named. */
const DEFAULT_GROUP = "groupId";
/** No wait of a vector is longer. */
const LIMIT_MS = 3_600_000;

/** How a vector's `config` names the settings of a coordinator. */
const SETTINGS: Readonly<Record<string, string>> = {
  minSessionTimeoutMs: "group.min.session.timeout.ms",
  maxSessionTimeoutMs: "group.max.session.timeout.ms",
  maxSize: "group.max.size",
  initialRebalanceDelayMs: "group.initial.rebalance.delay.ms",
  offsetMetadataMaxSize: "offset.metadata.max.bytes",
  offsetsRetentionMinutes: "offsets.retention.minutes",
};

/** Somebody whom a vector names: its latest JoinGroup, and what came of it. */
interface Member {
  readonly groupId: string;
  readonly instanceId: string | null;
  call: GroupCall;
}

/** A coordinator, and whom the steps of a vector have named so far. */
export class GroupStory {
  readonly rig: GroupRig;
  readonly defaultGroup: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  private readonly members = new Map<string, Member>();

  constructor(era: Era, config: Fields | null) {
    const settings: Record<string, ConfigValues[string]> = {};
    this.sessionTimeoutMs = config?.number("sessionTimeoutMs", 10_000) ?? 10_000;
    this.rebalanceTimeoutMs = config?.number("rebalanceTimeoutMs", 60_000) ?? 60_000;
    this.defaultGroup = config?.text("groupId", DEFAULT_GROUP) ?? DEFAULT_GROUP;
    for (const [name, setting] of Object.entries(SETTINGS)) {
      if (config?.has(name)) settings[setting] = config.number(name);
    }
    for (const name of config?.names ?? []) {
      if (name.includes(".")) settings[name] = config?.number(name) ?? 0;
    }
    config?.finish();
    this.rig = new GroupRig(era, settings);
  }

  groupOf(step: Fields): string {
    return step.text("groupId", this.defaultGroup);
  }

  remember(label: string, member: Member): void {
    this.members.set(label, member);
  }

  knows(label: string): boolean {
    return this.members.has(label);
  }

  member(label: string): Member {
    const member = this.members.get(label);
    if (member === undefined) throw new Error(`nobody has joined under the name ${label}`);
    return member;
  }

  /** The member id of somebody, as far as it knows it, or as the coordinator does. */
  memberId(label: string): string {
    const { call, groupId } = this.member(label);
    const known = (call.answer as JoinGroupResponse | null)?.memberId;
    const memberId = known ?? this.rig.waitingMemberId(groupId, call);
    if (memberId === null) throw new Error(`${label} has no member id`);
    return memberId;
  }

  /** Who a step is about: somebody by name, or a member id as it stands there. */
  memberIdOf(step: Fields, absent = ""): string {
    return step.has("member") ? this.memberId(step.text("member")) : step.text("memberId", absent);
  }

  /** `group.instance.id`: that of the step, or that with which the member joined. */
  instanceIdOf(step: Fields): string | null {
    if (step.has("instanceId")) return step.textOrNull("instanceId");
    if (step.has("groupInstanceId")) return step.textOrNull("groupInstanceId");
    return step.has("member") ? this.member(step.text("member")).instanceId : null;
  }

  /** The generation that a step names, or that of which its member was told. */
  generationOf(step: Fields, absent: number): number {
    for (const name of ["generation", "generationId"]) {
      if (step.has(name)) return step.number(name);
    }
    if (!step.has("member")) return absent;
    const { answer } = this.member(step.text("member")).call;
    return (answer as JoinGroupResponse | null)?.generationId ?? absent;
  }

  /** What a request is answered with; time passes until it is. */
  answer<Body>(call: GroupCall): Body {
    this.rig.await(call, LIMIT_MS);
    if (call.answer === null) throw new Error("there is no answer");
    return call.answer as Body;
  }

  /** The error of what is answered at once. */
  errorOf(call: GroupCall): ErrorCode {
    return this.answer<{ readonly error: ErrorCode }>(call).error;
  }
}
