import { describeLogs } from "../../sim/index.ts";
import type { DescribedMoment } from "../describe.ts";
import { type DescribeOptions, momentJson } from "../describe-options.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import {
  askedBrokers,
  brokerList,
  dumped,
  type LogQuestion,
  logDirsAnswer,
  logsJson,
  namesIn,
} from "../log-command.ts";
import { writeError, writeJson, writeLines } from "../output.ts";
import { dumpFile } from "../render/dump-log.ts";

/** `describe … log` */
export function tellLogs(described: DescribedMoment, options: DescribeOptions, io: Io): void {
  const question = logQuestionOf(options);
  const json = options.json === true;
  const { input, event, era, state } = described;
  const logs = describeLogs(input, event);
  if (question.dump === null) {
    const asked = askedBrokers(logs, question.brokers);
    if (json) {
      writeJson(io, { ...momentJson(described), brokers: logsJson(asked, question) });
      return;
    }
    const ids = asked.map(({ broker }) => broker).join(",");
    writeLines(io, [
      "Querying brokers for log directories information",
      `Received log directory information from brokers ${ids}`,
      JSON.stringify(logDirsAnswer(era, asked, question.topics)),
    ]);
    return;
  }
  const leader = state.partitions[question.dump]?.leader ?? null;
  const dumps = dumped(logs, question.dump, question.brokers, leader);
  if (json) {
    const brokers = logs.filter(({ broker }) => dumps.some((dump) => dump.broker === broker));
    writeJson(io, { ...momentJson(described), brokers: logsJson(brokers, question) });
    return;
  }
  for (const { broker, log } of dumps) {
    if (dumps.length > 1) writeLines(io, [`# broker ${broker}`]);
    const files = log.segments.map((segment) => dumpFile(era, segment, question));
    for (const { lines } of files) writeLines(io, lines);
    for (const line of files.flatMap(({ complaints }) => complaints)) writeError(io, line);
  }
}

function logQuestionOf(options: DescribeOptions): LogQuestion {
  const { topicList, brokerList: ids, dump, printDataLog, deepIteration } = options;
  if (dump === undefined && (printDataLog === true || deepIteration === true)) {
    const option = printDataLog === true ? "--print-data-log" : "--deep-iteration";
    throw new UsageError(`${option}: only a dump has records; add --dump orders-0`);
  }
  return {
    topics: topicList === undefined ? null : namesIn(topicList),
    brokers: ids === undefined ? null : brokerList(ids),
    dump: dump ?? null,
    printDataLog: printDataLog === true,
    deepIteration: deepIteration === true,
  };
}
