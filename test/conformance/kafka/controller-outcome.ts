import type { ElectionStrategy } from "../../../sim/kafka/controller/leaders/election-strategies.ts";
import { electPartitions } from "../../../sim/kafka/controller/leaders/partition-state-machine.ts";
import { changeReplicas } from "../../../sim/kafka/controller/replicas/replica-state-machine.ts";
import {
  LEADER_AND_ISR,
  type LeaderAndIsrRequest,
  STOP_REPLICA,
  type StopReplicaRequest,
} from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { ControllerStory } from "./controller-story.ts";
import { idOf } from "./story-words.ts";
import { ControllerRig } from "./support/controller-rig.ts";
import { check, type Fields } from "./support/fields.ts";
import type { KafkaVector } from "./support/vector.ts";

/** `controllerOutcome`: what the controller writes and whom it tells when something happens. */
export function runControllerOutcome(vector: KafkaVector): void {
  const { era, input, expected } = vector;
  if (input.has("scenario")) {
    runStory(vector);
    return;
  }
  const assignment = input.numbers("assignment");
  const uncleanEnabled = input.boolean("uncleanEnabled", false);
  const settings = { "unclean.leader.election.enable": uncleanEnabled };
  const rig = new ControllerRig(era, settings, assignment, input.numbers("live", assignment));
  for (const id of input.numbers("shuttingDown", [])) rig.context.shuttingDownBrokerIds.add(id);
  setState(rig, input);
  trigger(rig, input);
  expectOutcome(rig, expected);
}

function setState(rig: ControllerRig, input: Fields): void {
  const current = input.objectOrNull("current");
  if (current === null) {
    rig.context.putPartitionState(rig.tp, "NewPartition");
    if (input.textOrNull("zkCreateResult") === "NODEEXISTS") {
      rig.createState({ leader: -1, isr: [], leaderEpoch: 0, zkVersion: 0, controllerEpoch: 0 });
    }
    return;
  }
  const state = {
    leader: current.number("leader"),
    isr: current.numbers("isr"),
    leaderEpoch: current.number("leaderEpoch"),
    zkVersion: 0,
    controllerEpoch: rig.context.epoch,
  };
  current.finish();
  rig.createState(state);
  rig.context.putLeadershipInfo(rig.tp, state);
}

function trigger(rig: ControllerRig, input: Fields): void {
  const { context, tp } = rig;
  const name = input.text("trigger");
  if (name === "replicaOffline") {
    const replicas = [{ tp, replica: input.number("replica") }];
    for (const replica of replicas) context.putReplicaState(replica, "OnlineReplica");
    rig.run(changeReplicas(replicas, "OfflineReplica"));
    return;
  }
  if (name !== "initialize") {
    const isOffline = name === "offline";
    context.putPartitionState(tp, isOffline ? "OfflinePartition" : "OnlinePartition");
  }
  const strategy = STRATEGIES[name];
  if (strategy === undefined) throw new Error(`nothing is triggered by ${name}`);
  rig.run(electPartitions([tp], strategy));
}

const STRATEGIES: Readonly<Record<string, ElectionStrategy>> = {
  initialize: "offline",
  offline: "offline",
  reassign: "reassign",
  preferred: "preferred",
  controlledShutdown: "controlledShutdown",
};

function expectOutcome(rig: ControllerRig, expected: Fields): void {
  const state = () => present(rig.state, "the partition has a state");
  if (expected.has("leader")) check("leader", expected.number("leader"), state().leader);
  if (expected.has("isr")) check("isr", expected.numbers("isr"), state().isr);
  if (expected.has("leaderEpoch")) {
    check("leaderEpoch", expected.number("leaderEpoch"), state().leaderEpoch);
  }
  if (expected.has("partitionStateAfter")) {
    const found = rig.context.partitionState(rig.tp);
    check("partitionStateAfter", expected.text("partitionStateAfter"), found);
  }
  const told = rig.sent.filter(({ kind }) => kind === LEADER_AND_ISR);
  if (expected.has("leaderAndIsrRecipients")) {
    const recipients = told.map(({ brokerId }) => brokerId).sort((a, b) => a - b);
    check("recipients", expected.numbers("leaderAndIsrRecipients"), recipients);
  }
  if (expected.has("isNew")) {
    const isNew = told.map(({ body }) => (body as LeaderAndIsrRequest).partitions[0]?.isNew);
    check("isNew", [expected.boolean("isNew")], [...new Set(isNew)]);
  }
  const stop = expected.objectOrNull("stopReplica");
  if (stop === null) return;
  const stopped = rig.sent
    .filter(({ kind }) => kind === STOP_REPLICA)
    .map(({ brokerId, body }) => ({
      to: brokerId,
      delete: (body as StopReplicaRequest).partitions[0]?.deletePartition,
    }));
  check("stopReplica", [{ to: stop.number("to"), delete: stop.boolean("delete") }], stopped);
  stop.finish();
}

/** A scenario in words; "same" is what the vector before it tells. */
function runStory({ era, input, expected, previous }: KafkaVector): void {
  const words = input.text("scenario");
  const isSame = words.startsWith("same");
  const before = previous as { readonly input?: { readonly scenario?: string } } | null;
  const text = isSame ? present(before?.input?.scenario, "there is a vector before it") : words;
  const settings: Record<string, boolean> = {};
  if (input.has("uncleanEnabled")) {
    settings["unclean.leader.election.enable"] = input.boolean("uncleanEnabled");
  }
  const automatic = input.names.filter((name) => /^auto/.test(name)).map((name) => input.raw(name));
  const isAutomatic = automatic.includes(true) || /\bauto/.test(text);
  const story = new ControllerStory(era, text, isAutomatic, settings);
  story.tell(text);
  if (isSame) {
    check("how often", "same twice", words);
    story.tell(text, true);
  }
  for (const name of expected.names) {
    if (name === "endOffsetsForEpoch") expectEpochEnds(story, expected.object(name));
    else if (isObject(expected.raw(name))) {
      const snapshot = present(story.snapshot(name), `nobody saw what was there ${name}`);
      const wanted = expected.object(name);
      for (const field of wanted.names) {
        check(`${name}.${field}`, idsIn(field, wanted.raw(field)), snapshot[field]);
      }
    } else check(name, idsIn(name, expected.raw(name)), story.observe(name));
  }
}

/** An end offset alone is that of the epoch asked for. */
function expectEpochEnds(story: ControllerStory, expected: Fields): void {
  for (const name of expected.names) {
    const epoch = Number(name);
    const wanted = expected.raw(name);
    const end = typeof wanted === "number" ? { epoch, endOffset: wanted } : wanted;
    check(`the end of epoch ${epoch}`, end, story.endOfEpoch(epoch));
  }
}

/** Brokers may be called by what they are. */
function idsIn(field: string, wanted: unknown): unknown {
  if (field === "leader") return idOf(wanted);
  return Array.isArray(wanted) ? wanted.map(idOf) : wanted;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
