import { ERAS } from "../era/eras.ts";
import { type ConfigDefinition, choice, LONG_MAX, number } from "./config-definition.ts";

const TIMESTAMP_TYPES = ["CreateTime", "LogAppendTime"];
const FORMATS = ERAS.map((era) => [era, era] as const);
const FORMAT_DOC = "the version whose message format logs have; until 3.0";
const TYPE_DOC = "whose clock timestamps are of";
const BEFORE_DOC = "ms that a timestamp may lie before the broker's time";
const AFTER_DOC = "ms that a timestamp may lie after the broker's time";
const DIFFERENCE_DOC = "ms between a timestamp and the broker's time, either way";

/** Broker settings of message formats and timestamps. */
export const MESSAGE_CONFIGS: readonly ConfigDefinition[] = messageConfigs("log.");

/** The same of topics. */
export const TOPIC_MESSAGE_CONFIGS: readonly ConfigDefinition[] = messageConfigs("");

/** Broker names of the topic settings. */
export const BROKER_NAME_OF_MESSAGE_CONFIG: Readonly<Record<string, string>> = Object.fromEntries(
  TOPIC_MESSAGE_CONFIGS.map(({ name }) => [name, `log.${name}`]),
);

function messageConfigs(prefix: string): readonly ConfigDefinition[] {
  const timestamp = `${prefix}message.timestamp`;
  const times = (name: string, doc: string, from: "0.10.2" | "3.9") =>
    number(`${timestamp}.${name}.max.ms`, LONG_MAX, doc, 0, LONG_MAX, from);
  return [
    choice(`${prefix}message.format.version`, FORMATS, ERAS, FORMAT_DOC, "0.10.2"),
    choice(`${timestamp}.type`, "CreateTime", TIMESTAMP_TYPES, TYPE_DOC, "0.10.2"),
    times("difference", DIFFERENCE_DOC, "0.10.2"),
    times("before", BEFORE_DOC, "3.9"),
    times("after", AFTER_DOC, "3.9"),
  ];
}
