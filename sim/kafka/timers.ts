import type { KindName } from "../kernel/kinds.ts";
import { KAFKA_TIMERS } from "../kernel/kinds.ts";

/** Timer handlers of the Kafka layer: brokers, then the controller, then clients. */
export const TIMER_ISR_EXPIRATION = KAFKA_TIMERS;
export const TIMER_HW_CHECKPOINT = KAFKA_TIMERS + 1;
export const TIMER_DELAYED_PRODUCE = KAFKA_TIMERS + 2;
export const TIMER_DELAYED_FETCH = KAFKA_TIMERS + 3;
export const TIMER_FETCHER = KAFKA_TIMERS + 4;
export const TIMER_ALTER_ISR = KAFKA_TIMERS + 5;
export const TIMER_CONTROLLER_LINK = KAFKA_TIMERS + 6;
export const TIMER_BROKER_STARTUP = KAFKA_TIMERS + 7;
export const TIMER_RECOVERY_POINT_CHECKPOINT = KAFKA_TIMERS + 8;
export const TIMER_CONTROLLED_SHUTDOWN = KAFKA_TIMERS + 9;
export const TIMER_BROKER_TASK = KAFKA_TIMERS + 10;
export const TIMER_ISR_CHANGE_PROPAGATION = KAFKA_TIMERS + 11;
export const TIMER_LOG_LOADING = KAFKA_TIMERS + 16;
export const TIMER_LOG_DIR_FAILURE = KAFKA_TIMERS + 17;
export const TIMER_LOG_START_OFFSET_CHECKPOINT = KAFKA_TIMERS + 18;
export const TIMER_LOG_FLUSHER = KAFKA_TIMERS + 19;
export const TIMER_LOG_RETENTION = KAFKA_TIMERS + 20;
export const TIMER_FILE_DELETE = KAFKA_TIMERS + 21;
export const TIMER_DELAYED_DELETE_RECORDS = KAFKA_TIMERS + 22;
export const TIMER_LOG_CLEANER = KAFKA_TIMERS + 23;
export const TIMER_PRODUCER_ID_EXPIRATION = KAFKA_TIMERS + 24;
/** Threads of a broker whose work takes time: theirs is done, or the disk is ready. */
export const TIMER_REQUEST_HANDLER = KAFKA_TIMERS + 26;
export const TIMER_NETWORK_THREAD = KAFKA_TIMERS + 27;
export const TIMER_FETCHER_APPEND = KAFKA_TIMERS + 28;

export const TIMER_GROUP_COORDINATOR = KAFKA_TIMERS + 48;
export const TIMER_GROUP_METADATA_EXPIRATION = KAFKA_TIMERS + 49;
export const TIMER_GROUP_METADATA_LOADING = KAFKA_TIMERS + 50;

export const TIMER_CONTROLLER_EVENT = KAFKA_TIMERS + 32;
export const TIMER_CONTROL_CHANNEL = KAFKA_TIMERS + 33;
export const TIMER_AUTO_REBALANCE = KAFKA_TIMERS + 34;
export const TIMER_DELAYED_ELECT_LEADER = KAFKA_TIMERS + 35;

export const TIMER_PRODUCER_SENDER = KAFKA_TIMERS + 64;
export const TIMER_PRODUCER_WORKLOAD = KAFKA_TIMERS + 65;
export const TIMER_PRODUCER_EXPIRY = KAFKA_TIMERS + 66;
export const TIMER_CLIENT_METADATA = KAFKA_TIMERS + 67;
export const TIMER_CLIENT_RECONNECT = KAFKA_TIMERS + 68;
export const TIMER_CONSUMER_POLL = KAFKA_TIMERS + 69;
export const TIMER_ADMIN_RETRY = KAFKA_TIMERS + 70;
export const TIMER_HEARTBEAT = KAFKA_TIMERS + 71;
export const TIMER_APPLICATION = KAFKA_TIMERS + 72;
export const TIMER_AUTO_COMMIT = KAFKA_TIMERS + 73;
export const TIMER_ZK_CONSUMER = KAFKA_TIMERS + 74;

export const KAFKA_TIMER_KINDS: readonly KindName[] = [
  { code: TIMER_ISR_EXPIRATION, name: "timer.isr-expiration" },
  { code: TIMER_HW_CHECKPOINT, name: "timer.highwatermark-checkpoint" },
  { code: TIMER_DELAYED_PRODUCE, name: "timer.delayed-produce" },
  { code: TIMER_DELAYED_FETCH, name: "timer.delayed-fetch" },
  { code: TIMER_FETCHER, name: "timer.replica-fetcher" },
  { code: TIMER_ALTER_ISR, name: "timer.alter-isr" },
  { code: TIMER_CONTROLLER_LINK, name: "timer.broker-to-controller" },
  { code: TIMER_BROKER_STARTUP, name: "timer.broker-startup" },
  { code: TIMER_RECOVERY_POINT_CHECKPOINT, name: "timer.recovery-point-checkpoint" },
  { code: TIMER_CONTROLLED_SHUTDOWN, name: "timer.controlled-shutdown" },
  { code: TIMER_BROKER_TASK, name: "timer.broker-task" },
  { code: TIMER_ISR_CHANGE_PROPAGATION, name: "timer.isr-change-propagation" },
  { code: TIMER_LOG_LOADING, name: "timer.log-loading" },
  { code: TIMER_LOG_DIR_FAILURE, name: "timer.log-dir-failure" },
  { code: TIMER_LOG_START_OFFSET_CHECKPOINT, name: "timer.log-start-offset-checkpoint" },
  { code: TIMER_LOG_FLUSHER, name: "timer.log-flusher" },
  { code: TIMER_LOG_RETENTION, name: "timer.log-retention" },
  { code: TIMER_FILE_DELETE, name: "timer.file-delete" },
  { code: TIMER_DELAYED_DELETE_RECORDS, name: "timer.delayed-delete-records" },
  { code: TIMER_PRODUCER_ID_EXPIRATION, name: "timer.producer-id-expiration" },
  { code: TIMER_REQUEST_HANDLER, name: "timer.request-handler" },
  { code: TIMER_NETWORK_THREAD, name: "timer.network-thread" },
  { code: TIMER_FETCHER_APPEND, name: "timer.fetcher-append" },
  { code: TIMER_LOG_CLEANER, name: "timer.log-cleaner" },
  { code: TIMER_CONTROLLER_EVENT, name: "timer.controller-event" },
  { code: TIMER_CONTROL_CHANNEL, name: "timer.control-channel" },
  { code: TIMER_AUTO_REBALANCE, name: "timer.auto-leader-rebalance" },
  { code: TIMER_DELAYED_ELECT_LEADER, name: "timer.delayed-elect-leader" },
  { code: TIMER_PRODUCER_SENDER, name: "timer.producer-sender" },
  { code: TIMER_PRODUCER_WORKLOAD, name: "timer.producer-workload" },
  { code: TIMER_PRODUCER_EXPIRY, name: "timer.producer-batch-expiry" },
  { code: TIMER_CLIENT_METADATA, name: "timer.metadata-refresh" },
  { code: TIMER_CLIENT_RECONNECT, name: "timer.reconnect" },
  { code: TIMER_CONSUMER_POLL, name: "timer.consumer-poll" },
  { code: TIMER_ADMIN_RETRY, name: "timer.admin-retry" },
  { code: TIMER_GROUP_COORDINATOR, name: "timer.group-coordinator" },
  { code: TIMER_GROUP_METADATA_EXPIRATION, name: "timer.group-metadata-expiration" },
  { code: TIMER_GROUP_METADATA_LOADING, name: "timer.group-metadata-loading" },
  { code: TIMER_HEARTBEAT, name: "timer.heartbeat" },
  { code: TIMER_APPLICATION, name: "timer.application" },
  { code: TIMER_AUTO_COMMIT, name: "timer.auto-commit" },
  { code: TIMER_ZK_CONSUMER, name: "timer.zookeeper-consumer" },
];
