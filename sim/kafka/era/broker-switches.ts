import type { ConfigValues } from "../config/config.ts";
import { BROKER_SWITCHES } from "./switches.ts";

export type Truncation = "hw" | "kip101" | "kip279" | "kip320" | "onFetch";

/** The switches of one broker, read once from its settings: see `BROKER_SWITCHES`. */
export interface BrokerSwitches {
  readonly replication: boolean;
  readonly truncation: Truncation;
  readonly epochCacheAssignment: "ignoreOlder" | "truncateAndAppend";
  readonly truncationAtLogEnd: "keepsEpochs" | "dropsEpochs";
  readonly makeLeaderAssignsEpoch: boolean;
  readonly makeFollowerSkip: "sameLeader" | "sameLeaderEpochUpToPlus1" | "sameLeaderAndEpoch";
  readonly offsetOutOfRange: "haltOrStartOver" | "halt" | "exit" | "truncate";
  readonly fetcherFailure: "fetcher" | "partition";
  readonly fetchErrorPause: "twice" | "once";
  readonly incrementalFetch: boolean;
  readonly isrUpdate: "zkWrite" | "alterIsr";
  readonly overtakenIsrProposal: "forgotten" | "awaited";
  readonly refusedIsrWrite: "retried" | "pending";
  readonly isrChangeNotification: boolean;
  readonly readsTakeIsrLock: boolean;
  readonly hwEndsFetchWait: boolean;
  readonly followerAnswersWaiting: boolean;
  readonly isrLagRule: "messages+time" | "timeOnly" | "timeAndLeoDiffers";
  readonly caughtUpRule: "readToEnd" | "previousFetch";
  readonly isrExpirationInterval: "full" | "half";
  readonly expandNeedsEpochStart: boolean;
  readonly expandNeedsLiveFollower: boolean;
  readonly hwWaitsForCaughtUp: boolean;
  readonly hwBlockedUnderMinIsr: boolean;
  readonly hwAfterIsrCommit: boolean;
  readonly controllerZkCheck: boolean;
  readonly controllerEpochRaise: "afterwards" | "afterwardsOrResigns" | "atomically";
  readonly zkPipelining: boolean;
  readonly controllerBatches: boolean;
  readonly controllerLostWrite: "recognised" | "doneAgain";
  readonly deadReplicasAtFailover: "stayInIsr" | "leaveIsr";
  readonly registrationOrder: "afterElection" | "besideElection" | "beforeElection";
  readonly expiredSessionWork: "resumed" | "dropped";
  readonly controllerAfterExpiry: "stops" | "continues";
  readonly registrationConflict: "fails" | "waits" | "takesOver";
  readonly bouncedBrokers: "unnoticed" | "noticed";
  readonly brokerEpoch: boolean;
  readonly newerBrokerEpoch: "accepted" | "refused";
  readonly stopReplicaEpoch: boolean;
  readonly brokerChangeMetadata: "whole" | "brokers";
  readonly controlledShutdownOrder: "isr" | "assignment";
  readonly electLeadersApi: boolean;
  readonly preferredLeaderElected: "skipped" | "again";
  readonly electionOfUnknown: "blocks" | "ignored";
  readonly leadershipMoves: "eachAlone" | "together";
  readonly shutdownDuringDeletion: "waits" | "ignores";
  readonly rebalanceCandidates: "live" | "inSync";
  readonly uncleanElectionTrigger: "none" | "brokers" | "topicsToo";
  readonly dynamicBrokerConfig: boolean;
  readonly alterConfigsApi: boolean;
  readonly expansionDuringDeletion: "ignored" | "undone";
  readonly disabledDeletion: "timesOut" | "refused";
  readonly deletionsMarkedWhileDisabled: "kept" | "dropped";
  readonly reassignment: "zookeeper" | "kip455";
  readonly reassignmentZnode: "followed" | "unnoticed";
  readonly reassignmentEpochCached: boolean;
  readonly addedReplicaIsNew: boolean;
  readonly stopReplicaInEpoch: "refused" | "accepted";
  readonly unassignedIsrMember: "lags" | "failsCheck" | "leaves";
  readonly acksAboveOne: boolean;
  readonly offsetNotAvailable: boolean;
  readonly producerIds: boolean;
  readonly logDirFailure: "halt" | "offline";
  readonly recoveryPointAfterRecovery: "kept" | "logEnd";
  readonly cleanShutdownMarker: "deletedAfterLoading" | "deletedAsRead";
  readonly "KAFKA-13141": boolean;
  readonly "KAFKA-14704": boolean;
}

/** The switches among effective broker settings, which were checked. */
export function brokerSwitches(config: ConfigValues): BrokerSwitches {
  const switches = Object.fromEntries(BROKER_SWITCHES.map(({ name }) => [name, config[name]]));
  return switches as unknown as BrokerSwitches;
}
