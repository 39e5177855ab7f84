import type { CheckArguments } from "../sim/check/told.ts";
import { checkGroupsEn } from "./check-groups.en.ts";
import { checkRecordsEn } from "./check-records.en.ts";
import { clockOffset, seconds } from "./format.ts";
import type { Messages } from "./messages.ts";

/** `r9 is`, `r7..r9 are`. */
const areOrIs = (values: string) => `${values} ${/\.\.|, /.test(values) ? "are" : "is"}`;

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** `acks=1; flush.ms no more`. */
function settingsText(set: string, removed: string): string {
  return [set, removed === "" ? "" : `${removed} no more`].filter((part) => part !== "").join("; ");
}

/** What becomes of records, why, and the story of a run. */
export const checkEn: Messages<CheckArguments> = {
  ...checkRecordsEn,
  ...checkGroupsEn,

  "why.handedOver": ({ timeUs }) => `It was handed to the producer at ${seconds(timeUs)}.`,
  "why.notAppended": ({ attempts }) =>
    attempts === 0
      ? "The producer never sent it to a broker."
      : `It was sent to a broker ${plural(attempts, "time")}; no leader appended it.`,
  "why.appended": ({ broker, offset, leaderEpoch, timeUs }) =>
    `Broker ${broker} appended it at offset ${offset}${leaderEpoch < 0 ? "" : ` in leader epoch ${leaderEpoch}`}, at ${seconds(timeUs)}.`,
  "why.acked": ({ acks, timeUs }) => `acks=${acks}: it was acknowledged at ${seconds(timeUs)}.`,
  "why.neverFetched": ({ brokers, lastUs }) =>
    lastUs < 0
      ? `Never fetched by: ${brokers}.`
      : `Never fetched by: ${brokers} (the last fetch that brought anything: ${seconds(lastUs)}).`,
  "why.fetched": ({ brokers }) => `Fetched by: ${brokers}.`,
  "why.committed": ({ leader, isrSize }) =>
    `Leader ${leader} committed it with ${plural(isrSize, "replica")} in the ISR.`,
  "why.down": ({ broker, reason, timeUs }) =>
    `Broker ${broker} ${reason === "killed" ? "was killed" : reason} at ${seconds(timeUs)}.`,
  "why.elected": ({ broker, leaderEpoch, logEndOffset, timeUs }) =>
    `Broker ${broker} became leader of epoch ${leaderEpoch} at ${seconds(timeUs)}; its log ended at ${logEndOffset}.`,
  "why.electedUncleanly": ({ broker, leaderEpoch, logEndOffset, timeUs }) =>
    `Broker ${broker}, which was not in the ISR, became leader of epoch ${leaderEpoch} at ${seconds(timeUs)}; its log ended at ${logEndOffset}.`,
  "why.damageTook": ({ broker, offset, timeUs }) =>
    `Broker ${broker} started at ${seconds(timeUs)}, found a damaged batch, and dropped everything from offset ${offset} on.`,
  "why.powerTook": ({ broker, offset, timeUs }) =>
    `The power loss at ${seconds(timeUs)} took from broker ${broker} everything from offset ${offset} on.`,
  "why.truncatedToHighWatermark": ({ broker, offset, timeUs }) =>
    `Broker ${broker} truncated its log to its own high watermark, ${offset}, at ${seconds(timeUs)}; it did not know yet that what came after it was committed.`,
  "why.keptBelowHighWatermark": ({ broker, offset, leader, timeUs }) =>
    `Broker ${broker} followed broker ${leader} from ${seconds(timeUs)} on. It truncated to its own high watermark, which was above offset ${offset}, and so kept other records there than its leader had.`,
  "why.keptOwnEpoch": ({ broker, offset, leader, timeUs }) =>
    `Broker ${broker} followed broker ${leader} from ${seconds(timeUs)} on. The leader's answer was an offset without an epoch, and so broker ${broker} kept other records from offset ${offset} on than its leader had.`,
  "why.leaderWithoutEpoch": ({ broker, offset, leader, leaderEpoch, timeUs }) =>
    `Leader ${leader} had written nothing in epoch ${leaderEpoch} and could not answer where the epochs before it end; so broker ${broker} truncated its log to its own high watermark, ${offset}, at ${seconds(timeUs)}.`,
  "why.joinedBeforeEpochStart": ({
    broker,
    logEndOffset,
    leader,
    leaderEpoch,
    epochStart,
    timeUs,
  }) =>
    `Broker ${broker} joined the ISR at ${seconds(timeUs)} with a log that ended at ${logEndOffset}, although epoch ${leaderEpoch} of its leader, broker ${leader}, starts at ${epochStart}.`,
  "why.compactedAboveHighWatermark": ({ broker, offset, timeUs }) =>
    `Compaction on broker ${broker} removed offset ${offset} at ${seconds(timeUs)}, because of a later record of the same key that was not committed.`,
  "why.countedInOtherEpoch": ({ broker, ownEpoch, leader, leaderEpoch }) =>
    `Leader ${leader} of epoch ${leaderEpoch} counted the fetches of broker ${broker}, which still lived in epoch ${ownEpoch} and had other records.`,
  "why.truncatedInOtherEpoch": ({ broker, leaderEpoch, leader, leadersEpoch, offset, timeUs }) =>
    leaderEpoch === leadersEpoch
      ? `Broker ${broker} had been counted by a newer leader when it truncated its log to ${offset} at ${seconds(timeUs)}, at the word of broker ${leader}, the leader of the older epoch ${leadersEpoch}.`
      : `Broker ${broker}, in leader epoch ${leaderEpoch}, truncated its log to ${offset} at ${seconds(timeUs)} at the word of broker ${leader}, which was in epoch ${leadersEpoch}.`,
  "why.missedEpoch": ({ broker, ownEpoch, leader, leaderEpoch, timeUs }) =>
    `At ${seconds(timeUs)} broker ${broker} went from epoch ${ownEpoch} straight to epoch ${leaderEpoch}, with the same leader, broker ${leader}, and did not check whether their logs had parted in between.`,
  "why.divergingFetchCounted": ({ broker, offset, leader }) =>
    `Leader ${leader} told broker ${broker} to truncate what differs from offset ${offset} on, but counted that very fetch as if broker ${broker} had the leader's records.`,
  "why.sequenceReused": ({ producer, broker, offset }) =>
    `${producer} had given up a batch that was written at offset ${offset}, and used its sequence numbers again: broker ${broker} took this one for a repetition of that, and acknowledged it.`,
  "why.isrAnswerLost": ({ leader, isr, timeUs }) =>
    `At ${seconds(timeUs)} the controller wrote the ISR [${isr}] and lost ZooKeeper's answer with the connection; its repetition met its own write. Leader ${leader} was told that the version is another, and waits for news of the partition that nobody sends.`,
  "why.earlierForgotten": ({ broker, timeUs }) =>
    `Broker ${broker} read its log again at ${seconds(timeUs)}: of each producer it knew only the last batch then, and refused the retry of an earlier one as out of order.`,
  "why.ackedAfterLoss": ({ broker, offset, timeUs }) =>
    `Broker ${broker} cut it off at ${seconds(timeUs)}, as a follower, and left its producer waiting; it led again, and acknowledged offset ${offset} when its high watermark had passed it.`,
  "why.startedOver": ({ broker, leader, timeUs }) =>
    `Broker ${broker} was told by broker ${leader} that its offset is out of range, and deleted its whole log at ${seconds(timeUs)}.`,
  "why.formerRecords": ({ broker, partition, offset }) =>
    `Broker ${broker} still had the log of a deleted partition that was named ${partition} too, and nothing told the two apart: offset ${offset} held another record there.`,
  "why.truncated": ({ broker, offset, timeUs }) =>
    `Broker ${broker} truncated its log to ${offset} at ${seconds(timeUs)}.`,
  "why.deletionRequested": ({ topic, timeUs }) =>
    `Somebody asked to delete the topic ${topic} at ${seconds(timeUs)}.`,
  "why.deleted": ({ partition, timeUs }) =>
    `${partition} was deleted with all its replicas by ${seconds(timeUs)}.`,
  "why.remains": ({ brokers }) =>
    `Still in the log of ${brokers}, which will drop it on following the leader.`,

  "class.acks0": () => "acks=0 promises nothing.",
  "class.acks1": () => "acks=1 promises one copy: the leader's.",
  "class.acksSome": ({ acks }) =>
    `acks=${acks} waits for ${acks} replicas, not for the whole ISR (before 0.9; KAFKA-1211): another member may be elected.`,
  "class.isrTooSmall": ({ isrSize, needed }) =>
    `It was committed by ${plural(isrSize, "replica")}; to survive a failure it needs ${needed}.`,
  "class.unclean": () =>
    "The settings or the operator allowed the unclean election of a replica that lacks records.",
  "class.uncleanForbidden": () =>
    "An unclean election took place although unclean.leader.election.enable is false.",
  "class.damage": () => "It was dropped with a batch that had rotted on a disk.",
  "class.power": () => "It was lost with data that had not been flushed when the power failed.",
  "class.lastReplica": () =>
    "The power took it from the last replica in the ISR. Others still had it, but were no longer in the ISR and had to follow (KIP-966 would let them lead).",
  "class.retention": () => "Retention deleted it.",
  "class.deleted": () => "Its topic was deleted on request.",
  "class.repaired": ({ fix }) => `It is a flaw of this version's protocol; ${fix} repaired it.`,
  "class.unexplained": () => "Nothing in the settings or the faults explains it.",

  "why.duplicated": ({ offsets, attempts }) =>
    `In the log at offsets ${offsets}, after ${plural(attempts, "attempt")}.`,
  "why.resent": ({ offset, first, firstOffset }) =>
    `At offset ${offset}; what the application took for failed is in ${first} at ${firstOffset}.`,
  "class.resent": () =>
    "The application sent it again after an error that did not mean that it was not written; to Kafka that is another record.",
  "class.notIdempotent": () => "Without enable.idempotence a retry may be written again.",
  "class.idempotent": () => "enable.idempotence excludes this.",
  "class.earlierForgotten": () =>
    "Snapshots of producers keep only the last batch of each. The producer took the refusal for a loss, raised its epoch, and sent again what was there.",
  "why.reordered": ({ offset, overtakenBy, overtakerOffset }) =>
    `At offset ${offset}, after ${overtakenBy} at ${overtakerOffset}, which was sent later.`,
  "class.inFlight": ({ maxInFlight }) =>
    `With ${plural(maxInFlight, "request")} in flight and without idempotence, a retried batch may be overtaken.`,

  "violation.log-order": ({ partition, broker, logStartOffset, highWatermark, logEndOffset }) =>
    `${partition} on broker ${broker}: log start ${logStartOffset}, high watermark ${highWatermark} and log end ${logEndOffset} are out of order.`,
  "violation.two-leaders": ({ partition, leaderEpoch, broker, other }) =>
    `${partition}: brokers ${broker} and ${other} both lead in epoch ${leaderEpoch}.`,
  "violation.unnamed-leader": ({ partition, leaderEpoch, broker }) =>
    `${partition}: broker ${broker} leads in epoch ${leaderEpoch}, which the registry gave to nobody.`,
  "violation.epoch-went-back": ({ partition, from, to }) =>
    `${partition}: the leader epoch went back from ${from} to ${to}.`,
  "violation.version-went-back": ({ partition, from, to }) =>
    `${partition}: the version of its state went back from ${from} to ${to}.`,
  "violation.leader-without-epoch": ({ partition, leaderEpoch, broker, other }) =>
    `${partition}: broker ${broker} leads in epoch ${leaderEpoch}, which the registry gave to ${other}.`,
  "violation.strong-isr": ({ partition, leader, highWatermark, member, offset, isr }) =>
    `${partition}: leader ${leader} has high watermark ${highWatermark}, but broker ${member} of the ISR [${isr}] lacks its records from offset ${offset} on.`,
  "violation.weak-isr": ({ partition, leader, highWatermark, member, offset, isr }) =>
    `${partition}: broker ${member} is in the ISR ${isr} that leader ${leader} knows but lacks records below its high watermark ${highWatermark}, from offset ${offset} on.`,
  "violation.leader-completeness": ({ partition, broker, leaderEpoch, offset, below }) =>
    `${partition}: broker ${broker} leads in epoch ${leaderEpoch} without everything that was committed: its log differs from offset ${offset} on, and all below ${below} was committed.`,
  "violation.epoch-cache-order": ({
    partition,
    broker,
    epoch,
    offset,
    epochBefore,
    offsetBefore,
  }) =>
    `${partition}: on broker ${broker} leader epoch ${epoch} at offset ${offset} follows epoch ${epochBefore} at offset ${offsetBefore}.`,
  "violation.epoch-ahead": ({ partition, broker, epoch, leaderEpoch }) =>
    `${partition}: broker ${broker} has records of leader epoch ${epoch} and lives in epoch ${leaderEpoch}.`,
  "violation.registry-state": ({ partition, leader, isr, assignment }) =>
    `${partition}: ZooKeeper names leader ${leader} and ISR ${isr}, which does not fit the assignment ${assignment}.`,
  "violation.version-skipped": ({ partition, from, to }) =>
    `${partition}: the version of the state znode went from ${from} to ${to} in one write.`,
  "violation.unknown-epoch": ({ partition, broker, leaderEpoch, known }) =>
    `${partition}: broker ${broker} lives in leader epoch ${leaderEpoch}, and ZooKeeper knows only ${known}.`,
  "violation.maximal-isr": ({ partition, leader, maximalIsr, isr }) =>
    `${partition}: leader ${leader} raised its high watermark waiting for ${maximalIsr}, and the ISR in ZooKeeper is ${isr}.`,
  "violation.fetcher-state": ({ partition, broker, source, fetchers }) =>
    `${partition}: on broker ${broker} ${fetchers === 1 ? "a fetcher fetches" : `${fetchers} fetchers fetch`} from broker ${source}, which its role does not allow.`,
  "violation.not-in-isr": ({ partition, broker, isr }) =>
    `${partition}: faults are over, and broker ${broker} is still not in the ISR [${isr}].`,
  "violation.logs-differ": ({ partition, broker, leader, offset }) =>
    `${partition}: faults are over, and the log of broker ${broker} still differs from that of leader ${leader} from offset ${offset} on.`,
  "violation.uncommitted": ({ partition, highWatermark, logEndOffset }) =>
    `${partition}: faults are over and all replicas run, and the high watermark ${highWatermark} is still behind the end of the log ${logEndOffset}.`,
  "violation.no-leader": ({ partition, isr }) =>
    `${partition}: faults are over, members of the ISR ${isr} run, and there is still no leader.`,
  "violation.stale-role": ({ partition, broker, leaderEpoch, known }) =>
    `${partition}: faults are over, and broker ${broker} still lives in leader epoch ${known}, not ${leaderEpoch}.`,
  "violation.controllers": ({ brokers }) =>
    brokers === ""
      ? "Faults are over, and there is still no controller."
      : `Faults are over, and brokers ${brokers} all take themselves for the controller.`,
  "violation.log-matching": ({ partition, broker, other, offset, below }) =>
    `${partition}: brokers ${broker} and ${other} hold different records at offset ${offset}, below both their high watermarks (${below}).`,
  "violation.ack-durability": ({ partition, offsets, leader, leaderEpoch }) =>
    `${partition}: leader ${leader} of epoch ${leaderEpoch} lacks acknowledged records (${offsets}).`,
  "violation.consistent-read": ({ partition, offsets, leader, leaderEpoch }) =>
    `${partition}: leader ${leader} of epoch ${leaderEpoch} lacks records that a consumer has read (${offsets}).`,
  "violation.read-changed": ({ partition, offset, before, now }) =>
    `${partition}: offset ${offset} was read as ${before} and is now ${now}.`,
  "violation.hw-monotone": ({ partition, broker, leaderEpoch, from, to }) =>
    `${partition}: the high watermark of leader ${broker} in epoch ${leaderEpoch} went back from ${from} to ${to}.`,

  "violation.offset-order": ({ partition, broker, offset }) =>
    `${partition}: broker ${broker} appended at offset ${offset}, where its log had records already.`,
  "violation.materialized-state": ({ partition, broker, offsets }) =>
    `${partition}: on broker ${broker} compaction took records that are not to be taken (${offsets}): the last ones of their keys, or tombstones before which older records of the key remain.`,
  "violation.written-twice": ({ partition, broker, value, first, second }) =>
    `${partition}: leader ${broker} wrote the batch with ${value} of an idempotent producer twice, at offsets ${first} and ${second}.`,
  "violation.overtaken": ({ partition, broker, value, offset, overtakenBy }) =>
    `${partition}: leader ${broker} wrote ${value} of an idempotent producer at offset ${offset}, behind ${overtakenBy}, which was sent later.`,
  "violation.min-insync-replicas": ({ partition, offset, leader, isrSize, needed }) =>
    `${partition}: leader ${leader} let the record at offset ${offset} be acknowledged with acks=all while its ISR had ${plural(isrSize, "member")}; min.insync.replicas asks for ${needed}.`,
  "violation.failed-records": ({ partition, broker, offset, value }) =>
    `${partition}: ${value} was told to be certainly not written, but broker ${broker} has it at offset ${offset}.`,

  "story.started": ({ hosts }) => `Started: ${hosts}.`,
  "story.killed": ({ host }) => `${host} is killed.`,
  "story.powerLost": ({ host, lost }) =>
    lost === 0
      ? `${host} loses power; nothing unflushed is lost.`
      : `${host} loses power, and with it ${plural(lost, "batch").replace("batchs", "batches")}.`,
  "story.stopped": ({ host, reason }) => `${host} stops: ${reason}.`,
  "story.restarted": ({ host }) => `${host} is started again.`,
  "story.paused": ({ host }) => `${host} freezes.`,
  "story.resumed": ({ host }) => `${host} goes on.`,
  "story.cut": ({ links }) => `Cut: ${links}.`,
  "story.healed": ({ links }) => `Healed: ${links}.`,
  "story.clockJumped": ({ host, offsetUs }) =>
    `The wall clock of ${host} jumps; it is now off by ${clockOffset(offsetUs)} s.`,
  "story.damage": ({ partition, broker, first, last }) =>
    first === last
      ? `Record ${first} of ${partition} rots on the disk of broker ${broker}.`
      : `The batch of records ${first} to ${last} of ${partition} rots on the disk of broker ${broker}.`,
  "story.directoryFailed": ({ host, directory }) =>
    `${directory} of ${host} fails: it can be neither read nor written.`,
  "story.directoryRepaired": ({ host, directory }) => `${directory} of ${host} is repaired.`,
  "story.sessionExpired": ({ host }) => `ZooKeeper expires the session of ${host}.`,
  "story.slowDisk": ({ host, syncUs }) =>
    `The disk of ${host} is slow: ${syncUs / 1000} ms a sync.`,
  "story.slowerDisk": ({ host, times }) =>
    `The disk of ${host} is slow: it takes ${times} times as long.`,
  "story.stalledDisk": ({ host }) => `The disk of ${host} stands still.`,
  "story.fastDisk": ({ host }) => `The disk of ${host} is fast again.`,
  "story.quorumLeader": ({ host, epoch }) =>
    `${host} leads the ZooKeeper ensemble, epoch ${epoch}.`,
  "story.quorumLost": ({ host }) =>
    `${host} has lost its quorum and serves ZooKeeper clients no more.`,
  "story.controller": ({ broker, epoch }) => `Broker ${broker} is the controller, epoch ${epoch}.`,
  "story.elected": ({ partitions, leader, leaderEpoch, isr }) =>
    `${partitions}: leader ${leader}, leader epoch ${leaderEpoch}, ISR [${isr}].`,
  "story.electedUncleanly": ({ partitions, leader, leaderEpoch, isr }) =>
    `${partitions}: leader ${leader} from outside the ISR, leader epoch ${leaderEpoch}, ISR [${isr}].`,
  "story.noLeader": ({ partitions, isr }) =>
    `${partitions}: no leader; nobody of the ISR [${isr}] is alive.`,
  "story.leaderOut": ({ partitions, isr }) =>
    `${partitions}: the leader is taken out of the ISR, which is [${isr}]; no other leads yet.`,
  "story.isr": ({ partitions, before, after }) =>
    `${partitions}: the ISR goes from [${before}] to [${after}].`,
  "story.partitionsAdded": ({ topic, count }) => `${topic} has ${count} partitions now.`,
  "story.reassigning": ({ partitions, from, to }) =>
    `${partitions}: to be moved from brokers [${from}] to [${to}].`,
  "story.reassigned": ({ partitions, replicas }) =>
    `${partitions}: the replicas are on brokers [${replicas}] now.`,
  "story.topicSettings": ({ topic, set, removed }) =>
    `Settings of ${topic}: ${settingsText(set, removed)}.`,
  "story.brokerSettings": ({ broker, set, removed }) =>
    `Settings of ${broker === "<default>" ? "all brokers" : `broker ${broker}`}: ${settingsText(set, removed)}.`,
  "story.deletionRequest": ({ topics }) => `Somebody asks to delete ${topics}.`,
  "story.deleted": ({ partitions }) => `${partitions}: deleted.`,
  "story.truncated": ({ partitions, broker, from, to }) =>
    `${partitions}: broker ${broker} truncates its log from ${from} to ${to}.`,
  "story.powerTook": ({ partitions, broker, from, to }) =>
    `${partitions}: the log of broker ${broker} ends at ${to} instead of ${from}.`,
  "story.sent": ({ values, client }) => `${client} sends ${values}.`,
  "story.acked": ({ values, client, overUs }) =>
    `${client} is told${over(overUs)} that ${areOrIs(values)} written.`,
  "story.failed": ({ values, client, overUs }) =>
    `${client} is told${over(overUs)} that ${areOrIs(values)} not written.`,
  "story.unknown": ({ values, client, overUs }) =>
    `${client} gives up${over(overUs)} on ${values}: written or not, it cannot tell.`,
  "story.error": ({ clients, error }) =>
    `${clients} ${/, /.test(clients) ? "meet" : "meets"} ${error}.`,
  "story.unavailable": ({ partition, fromUs, toUs }) =>
    `${partition} was without a leader for ${seconds(toUs - fromUs)}.`,
  "story.unavailableToTheEnd": ({ partition, fromUs }) =>
    `${partition} is without a leader from ${seconds(fromUs)} to the end.`,
  "story.lost": ({ values, class: outcome }) =>
    `Lost although acknowledged: ${values} (${outcome}).`,
  "story.lostUnacknowledged": ({ values }) => `Lost, and never acknowledged: ${values}.`,
  "story.duplicated": ({ values }) => `Written more than once: ${values}.`,
  "story.reordered": ({ values }) => `Out of order: ${values}.`,
  "story.more": ({ count }) => `… and ${plural(count, "more event")}, not told here.`,
};

/** How long it went on, where that is worth telling. */
function over(us: number): string {
  return us === 0 ? "" : `, over the last ${seconds(us)},`;
}
