import type { MarkName, MarkTheme } from "../sim/explore/marks/marks.ts";

/** What a run did that reached a mark. */
export const marksEn: Readonly<Record<MarkName, string>> = {
  "controller-moved": "Another broker became the controller.",
  "controller-ended": "The controller's process ended without warning.",
  "controller-resigned": "A controller that ran on found out that it was none any more.",
  "two-controllers": "Two processes took themselves for the controller at one time.",
  "zombie-controller-fenced-by-broker":
    "A broker refused a request of a controller of an older epoch.",
  "zombie-controller-fenced-by-zookeeper":
    "ZooKeeper refused a controller's write because the controller epoch had risen.",
  "stale-broker-epoch":
    "A broker refused a control request that was meant for its process before the restart.",
  "leader-failover": "A partition went over to another leader, cleanly.",
  "unclean-election": "A replica outside the ISR was elected.",
  "unclean-election-left-records":
    "An unclean election left records behind that the new leader did not have.",
  "partition-offline": "A partition had no leader.",
  "offline-partition-recovered": "A partition without a leader got one again, cleanly.",
  "controlled-shutdown-moved-leader": "A leader that was shutting down handed its partition over.",
  "preferred-leader-elected": "A partition went back to its preferred leader.",
  "two-leaders": "Two processes took themselves for the leader of a partition at one time.",
  "zombie-leader-appended": "A leader went on appending after it had been deposed.",
  "truncated-to-high-watermark": "A follower truncated its log to its own high watermark.",
  "truncated-by-leader-epoch":
    "A follower truncated its log to where it parted from its leader's, by leader epochs.",
  "truncated-to-leaders-end": "A follower truncated its log because its leader's ended before it.",
  "follower-started-over":
    "A follower threw its whole log away and began where its leader's starts.",
  "truncated-below-high-watermark": "A follower truncated its log to below its own high watermark.",
  "committed-records-truncated": "A follower truncated records that had been committed.",
  "diverging-fetch": "A leader answered a fetch with where the follower's log parts from its own.",
  "follower-fenced": "A follower asked in an older epoch than its leader's and was refused.",
  "follower-ahead-of-leader":
    "A follower asked in a newer epoch than its leader's and was refused.",
  "follower-asked-no-leader": "A follower asked a broker that did not lead, and was refused.",
  "log-of-three-epochs": "A log had records or beginnings of three leader epochs.",
  "halted-rather-than-truncate":
    "A broker halted because it was not allowed to truncate what its leader did not have.",
  "new-leader-knew-less": "A leader began with a high watermark below what had been committed.",
  "high-watermark-fell": "The high watermark of a running replica went back.",
  "high-watermark-was-old": "A replica started with an older high watermark than it had had.",
  "committed-by-leader-alone":
    "Records were committed while the leader was alone in the ISR of several replicas.",
  "offset-not-available":
    "A consumer was told to wait for a new leader's high watermark (OFFSET_NOT_AVAILABLE).",
  "consumer-out-of-range": "A consumer asked for an offset that its leader did not have.",
  "read-across-failover": "A consumer read of a partition before and after its leader changed.",
  "leader-shrank-isr": "A leader took a follower that lagged out of the ISR.",
  "controller-shrank-isr": "A controller took a broker out of the ISR.",
  "isr-expanded": "A follower that had caught up came into the ISR.",
  "isr-flapped": "A follower came into the ISR of a partition for the second time.",
  "isr-of-one": "The ISR shrank to one replica.",
  "last-isr-member-ended": "The last member of the ISR ended, and no leader was left.",
  "isr-change-refused": "A leader's change of the ISR was refused.",
  "ineligible-replica": "A controller refused to take a broker into the ISR that was not eligible.",
  "produce-refused-below-min-isr":
    "A produce request was refused because the ISR was below min.insync.replicas.",
  "produce-failed-after-append":
    "A produce request failed after its records were appended, as the ISR had shrunk.",
  "segment-rolled": "A log began a new segment.",
  "unclean-start": "A broker recovered its logs after an unclean end.",
  "ended-during-recovery": "A broker ended while it recovered its logs.",
  "torn-batch-recovered": "A broker recovered a log whose last batch a power loss had torn.",
  "power-took-records": "A power loss took records from a log.",
  "power-took-committed-records": "A power loss took committed records from a log.",
  "all-replicas-down": "No replica of a partition ran.",
  "replica-offline-on-live-broker":
    "A broker ran on without the replicas of a directory that had failed.",
  "broker-halted": "A broker halted by itself.",
  "rotten-batch-found": "Somebody found a batch that had rotted.",
  "retention-deleted-segments": "Retention deleted segments.",
  "consumer-outrun-by-retention": "Retention deleted records that a consumer had not read.",
  "records-compacted": "Compaction took records out of a log.",
  "session-expired": "ZooKeeper expired the session of a broker.",
  "session-expired-while-alive": "ZooKeeper expired the session of a broker that ran.",
  "session-expired-while-paused": "ZooKeeper expired the session of a broker that stood still.",
  "session-outlived-connection":
    "A client of ZooKeeper lost its connection and came back in the same session.",
  "broker-back-before-expiry":
    "A broker started again while ZooKeeper had the session of the process before.",
  "zookeeper-leader-changed": "Another server became the leader of ZooKeeper's ensemble.",
  "zookeeper-leader-stepped-down": "The leader of ZooKeeper's ensemble lost its quorum.",
  "produce-retried": "A producer sent a batch again.",
  "produce-refused-by-no-leader": "A broker that did not lead refused a produce request.",
  "produce-timed-out-after-append":
    "A produce request timed out in the leader after its records were appended.",
  "answer-lost": "A producer sent a batch again that the leader had already appended.",
  "batch-deduplicated": "A leader acknowledged a batch that it had already, and appended nothing.",
  "batch-written-twice": "A leader appended a batch that was in its log already.",
  "out-of-order-sequence": "OUT_OF_ORDER_SEQUENCE_NUMBER reached a producer.",
  "unknown-producer-id": "UNKNOWN_PRODUCER_ID reached a producer.",
  "producer-epoch-rose": "A producer went on in a newer epoch.",
  "delivery-timed-out": "A producer gave a record up because its time was over.",
  "outcome-unknown": "A producer never learnt whether a record was written.",
  "unknown-record-was-written":
    "A consumer read a record of which its producer never learnt whether it was written.",
  "group-rebalanced": "A group settled in another generation.",
  "member-timed-out": "A coordinator gave a member up from which it heard nothing.",
  "member-polled-too-late": "A consumer left its group because its application polled too late.",
  "member-unknown": "A consumer was told that it is no member (UNKNOWN_MEMBER_ID).",
  "static-member-fenced": "A static member was fenced by another of the same id.",
  "coordinator-moved": "Another broker became the coordinator of a group.",
  "commit-refused": "A commit of offsets was refused.",
  "committed-offset-lost":
    "A coordinator did not find an offset of which a consumer had been told that it is committed.",
  "committed-offset-went-back": "A group committed a lower offset than before.",
  "committed-offset-expired": "A committed offset expired.",
  "two-owners": "Two members of a group took themselves for the owner of a partition.",
  "partition-unconsumed": "Nobody of a group consumed a partition for a while.",
  "position-jumped-back": "A consumer went back to an offset before its position.",
  "record-processed-twice": "A group processed a record twice.",
  "brokers-request-timed-out": "A broker gave up a request that was not answered in time.",
  "clients-request-timed-out": "A client gave up a request that was not answered in time.",
  "request-outlived-sender":
    "A request arrived after its sender had given up or ended, and was read.",
  "fetch-session-forgotten": "A broker had forgotten a fetch session.",
  "partitions-added": "A topic got more partitions.",
  "partition-reassigned": "A partition moved to other brokers.",
  "topic-deleted": "A topic was deleted.",
  "topic-created-again": "A topic was created under the name of a deleted one.",
};

/** Titles of themes. */
export const markThemesEn: Readonly<Record<MarkTheme, string>> = {
  controller: "Controller and elections",
  replication: "Replication and truncation",
  highWatermark: "High watermark",
  isr: "ISR",
  log: "Logs and disks",
  zookeeper: "ZooKeeper",
  producer: "Producers",
  groups: "Groups and offsets",
  network: "Network",
  admin: "Operators",
};
