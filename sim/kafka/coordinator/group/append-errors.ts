import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../../errors.ts";

type AppendErrors = BrokerSwitches["offsetAppendErrors"];

/** What members of a group are told of why it could not be written to its log (`storeGroup`). */
export function storeGroupError(error: ErrorCode, errors: AppendErrors): ErrorCode {
  switch (error) {
    case Errors.REQUEST_TIMED_OUT:
      return Errors.REBALANCE_IN_PROGRESS;
    case Errors.MESSAGE_TOO_LARGE:
    case Errors.RECORD_LIST_TOO_LARGE:
      return Errors.UNKNOWN_SERVER_ERROR;
    default:
      return coordinatorError(error, errors);
  }
}

/** What is told of why offsets could not be written to the log (`storeOffsets`). */
export function storeOffsetsError(error: ErrorCode, errors: AppendErrors): ErrorCode {
  switch (error) {
    case Errors.MESSAGE_TOO_LARGE:
    case Errors.RECORD_LIST_TOO_LARGE:
      return Errors.INVALID_COMMIT_OFFSET_SIZE;
    default:
      return coordinatorError(error, errors);
  }
}

function coordinatorError(error: ErrorCode, errors: AppendErrors): ErrorCode {
  switch (error) {
    case Errors.UNKNOWN_TOPIC_OR_PARTITION:
      return Errors.COORDINATOR_NOT_AVAILABLE;
    case Errors.NOT_ENOUGH_REPLICAS:
    case Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND:
      return errors === "asTheyAre" ? error : Errors.COORDINATOR_NOT_AVAILABLE;
    case Errors.NOT_LEADER_OR_FOLLOWER:
    case Errors.KAFKA_STORAGE_ERROR:
      return Errors.NOT_COORDINATOR;
    default:
      return error;
  }
}
