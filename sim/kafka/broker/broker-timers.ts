import { present } from "../../kernel/assert.ts";
import {
  TIMER_ALTER_ISR,
  TIMER_BROKER_TASK,
  TIMER_CONTROLLED_SHUTDOWN,
  TIMER_CONTROLLER_LINK,
  TIMER_DELAYED_DELETE_RECORDS,
  TIMER_DELAYED_FETCH,
  TIMER_DELAYED_PRODUCE,
  TIMER_FETCHER,
  TIMER_FETCHER_APPEND,
  TIMER_FILE_DELETE,
  TIMER_HW_CHECKPOINT,
  TIMER_ISR_CHANGE_PROPAGATION,
  TIMER_ISR_EXPIRATION,
  TIMER_LOG_CLEANER,
  TIMER_LOG_DIR_FAILURE,
  TIMER_LOG_FLUSHER,
  TIMER_LOG_RETENTION,
  TIMER_LOG_START_OFFSET_CHECKPOINT,
  TIMER_NETWORK_THREAD,
  TIMER_PRODUCER_ID_EXPIRATION,
  TIMER_RECOVERY_POINT_CHECKPOINT,
  TIMER_REQUEST_HANDLER,
} from "../timers.ts";
import type { AlterIsrManager } from "./alter-isr-manager.ts";
import type { BrokerToControllerChannel } from "./broker-to-controller.ts";
import type { ControlledShutdown } from "./controlled-shutdown.ts";
import type { Coordinators } from "./coordinators.ts";
import type { RequestPath } from "./cost/request-path.ts";
import type { DeleteRecordsMessages } from "./delete-records.ts";
import type { FetchMessages } from "./fetch-messages.ts";
import type { LogDirFailureHandler } from "./log-dir-failure.ts";
import type { LogStorage } from "./log-storage.ts";
import { NO_CHANNEL, type ProduceMessages } from "./produce-messages.ts";
import type { ReplicaManager } from "./replica-manager.ts";
import type { RequestChannel } from "./request-channel.ts";
import type { ZkIsrManager } from "./zk-isr-manager.ts";

/** The parts of a broker that have timers. */
export interface TimedParts {
  readonly channels: ReadonlyMap<number, RequestChannel>;
  readonly replicaManager: ReplicaManager;
  readonly logStorage: LogStorage;
  readonly logDirFailures: LogDirFailureHandler;
  readonly produce: ProduceMessages;
  readonly fetch: FetchMessages;
  readonly deleteRecords: DeleteRecordsMessages;
  readonly coordinators: Coordinators;
  readonly toController: BrokerToControllerChannel;
  readonly alterIsrManager: AlterIsrManager | null;
  readonly zkIsrManager: ZkIsrManager | null;
  readonly controlledShutdown: ControlledShutdown;
  readonly requestPath: RequestPath | null;
}

/** Gives each timer of a broker to the part that set it. */
export class BrokerTimers {
  private readonly parts: TimedParts;

  constructor(parts: TimedParts) {
    this.parts = parts;
  }

  /** False when it is none of these parts'. */
  onTimer(handler: number, a: number, b: number): boolean {
    const { replicaManager, produce, logStorage } = this.parts;
    switch (handler) {
      case TIMER_DELAYED_FETCH:
        this.parts.fetch.onTimer(this.channel(a));
        return true;
      case TIMER_DELAYED_PRODUCE:
        if (a === NO_CHANNEL) produce.onAppendTimer(b);
        else produce.onTimer(this.channel(a));
        return true;
      case TIMER_BROKER_TASK:
        this.channel(a).onNext();
        return true;
      case TIMER_FETCHER:
        replicaManager.fetcherManager.onTimer(a);
        return true;
      case TIMER_FETCHER_APPEND:
        replicaManager.fetcherManager.onAppendTimer(a);
        return true;
      case TIMER_REQUEST_HANDLER:
        this.parts.requestPath?.onHandler(a);
        return true;
      case TIMER_NETWORK_THREAD:
        this.parts.requestPath?.onNetworkThread(a);
        return true;
      case TIMER_ISR_EXPIRATION:
        replicaManager.onIsrExpiration();
        return true;
      case TIMER_HW_CHECKPOINT:
        replicaManager.onHighWatermarkCheckpoint();
        return true;
      case TIMER_RECOVERY_POINT_CHECKPOINT:
      case TIMER_LOG_START_OFFSET_CHECKPOINT:
      case TIMER_LOG_FLUSHER:
      case TIMER_PRODUCER_ID_EXPIRATION:
        logStorage.onTaskTimer(handler);
        return true;
      case TIMER_LOG_RETENTION:
        replicaManager.logStartOffsetsRose(logStorage.onRetentionTimer());
        return true;
      case TIMER_LOG_CLEANER:
        replicaManager.logStartOffsetsRose(logStorage.onCleanerTimer(a));
        return true;
      case TIMER_FILE_DELETE:
        logStorage.failures.onFileDeleteTimer(a);
        return true;
      case TIMER_DELAYED_DELETE_RECORDS:
        this.parts.deleteRecords.onTimer(a);
        return true;
      case TIMER_LOG_DIR_FAILURE:
        this.parts.logDirFailures.onTimer();
        return true;
      case TIMER_ALTER_ISR:
        this.parts.alterIsrManager?.onTimer();
        return true;
      case TIMER_ISR_CHANGE_PROPAGATION:
        this.parts.zkIsrManager?.onTimer();
        return true;
      case TIMER_CONTROLLER_LINK:
        this.parts.toController.onTimer();
        return true;
      case TIMER_CONTROLLED_SHUTDOWN:
        this.parts.controlledShutdown.onTimer();
        return true;
      default:
        return this.parts.coordinators.onTimer(handler, a);
    }
  }

  private channel(id: number): RequestChannel {
    return present(this.parts.channels.get(id), "a timer belongs to a channel that is known");
  }
}
