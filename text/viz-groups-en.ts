/** Sentences about what an event changed in consumer groups. */
export const vizGroupsEn = {
  "fact.group.empty": "Broker {broker}: group {group} has no members, generation {generation}",
  "fact.group.preparing":
    "Broker {broker}: group {group} rebalances, its members must join anew (after generation {generation})",
  "fact.group.completing":
    "Broker {broker}: group {group} waits for its leader's assignment, generation {generation}, {protocol}",
  "fact.group.stable":
    "Broker {broker}: group {group} is stable, generation {generation}, {protocol}",
  "fact.group.dead": "Broker {broker} holds nothing of group {group} any more",
  "fact.group.member.in":
    "Broker {broker}: {client} is a member of group {group}, with {assignment}",
  "fact.group.member.out": "Broker {broker}: {client} is no member of group {group} any more",
  "fact.group.offset.some":
    "Broker {broker}: offset {offset} of {tp} is that of group {group} ({cause})",
  "fact.group.offset.none": "Broker {broker}: group {group} has no offset of {tp} ({cause})",
  "fact.membership.unjoined": "{client} is out of its group",
  "fact.membership.preparing": "{client} joins group {group}",
  "fact.membership.completing":
    "{client} has joined generation {generation} of group {group}, and waits for its partitions",
  "fact.membership.stable": "{client} is a member of group {group}, generation {generation}",
  "fact.assignment.some": "{client} takes itself for the owner of {partitions}",
  "fact.assignment.none": "{client} owns no partition",
  "fact.commit.done": "{client} is told that offset {offset} of {tp} is committed",
  "fact.commit.failed": "{client} is told that its commit of {tp} failed: {error}",
  "fact.record.processed.applied": "{client} is through with {tp} offset {offset}",
  "fact.record.processed.duplicate":
    "{client} is through with {tp} offset {offset}; its effect was there already",
  "fact.record.processed.fenced":
    "{client} is through with {tp} offset {offset}; its effect was refused, as its generation is over",
  "fact.record.processed.failed": "{client} fails to process {tp} offset {offset}",
  "fact.record.processed.skipped":
    "{client} skips {tp} offset {offset}, which it could not process",
} as const;
