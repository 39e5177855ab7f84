import { type ConfigValues, numberOf, textOf } from "../config/config.ts";
import { LONG_MAX } from "../config/config-definition.ts";
import { BROKER_NAME_OF_MESSAGE_CONFIG } from "../config/message-configs.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { ERAS } from "../era/eras.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import type { Magic, TimestampType } from "../record/record-batch.ts";

/** What a log makes of the messages that it is given. */
export interface MessageConfig {
  /** The format in which it stores them. */
  readonly magic: Magic;
  readonly timestampType: TimestampType;
  /** Whether a timestamp can be wrong at all. */
  readonly checksTimestamps: boolean;
  readonly timestampBeforeMaxMs: number;
  readonly timestampAfterMaxMs: number;
  /** Whether a compacted log takes no record without a key (KAFKA-1755). */
  readonly refusesKeyless: boolean;
  /** What is told of a record that no log may hold. */
  readonly invalidRecordError: ErrorCode;
}

const MAGIC: Readonly<Record<BrokerSwitches["messageFormat"], Magic>> = {
  v0: 0,
  v1: 1,
  v2: 2,
  onlyV2: 2,
};

/** What a topic's overrides and the broker's settings make of messages together. */
export function messageConfig(
  broker: ConfigValues,
  overrides: Readonly<Record<string, string>>,
): MessageConfig {
  const text = (name: string): string => overrides[name] ?? textOf(broker, brokerNameOf(name));
  const limit = (name: string): number => {
    const override = overrides[name];
    return override === undefined ? numberOf(broker, brokerNameOf(name)) : Number(override);
  };
  const differenceMs = limit("message.timestamp.difference.max.ms");
  const beforeMs = limit("message.timestamp.before.max.ms");
  const afterMs = limit("message.timestamp.after.max.ms");
  const timestampBeforeMaxMs = beforeMs === LONG_MAX ? differenceMs : beforeMs;
  const timestampAfterMaxMs = afterMs === LONG_MAX ? differenceMs : afterMs;
  return {
    magic: magicOf(broker, text("message.format.version")),
    timestampType:
      text("message.timestamp.type") === "LogAppendTime" ? "LogAppendTime" : "CreateTime",
    checksTimestamps: Math.min(timestampBeforeMaxMs, timestampAfterMaxMs) < LONG_MAX,
    timestampBeforeMaxMs,
    timestampAfterMaxMs,
    refusesKeyless: broker.cleanerKeylessRecords !== "fail",
    invalidRecordError:
      broker.invalidRecord === "invalidRecord" ? Errors.INVALID_RECORD : Errors.CORRUPT_MESSAGE,
  };
}

/** A format that the broker does not have, or not with this protocol, is not chosen. */
function magicOf(broker: ConfigValues, version: string): Magic {
  const newest = broker.messageFormat as BrokerSwitches["messageFormat"];
  if (newest === "onlyV2") return MAGIC.onlyV2;
  const wanted = magicOfVersion(version);
  return wanted < MAGIC[newest] ? wanted : MAGIC[newest];
}

function magicOfVersion(version: string): Magic {
  const index = ERAS.map(String).indexOf(version);
  if (index >= ERAS.indexOf("0.11")) return 2;
  return index >= ERAS.indexOf("0.10.2") ? 1 : 0;
}

function brokerNameOf(name: string): string {
  return BROKER_NAME_OF_MESSAGE_CONFIG[name] ?? name;
}
