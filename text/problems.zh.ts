import type { ProblemArguments } from "../sim/scenario/problems.ts";
import type { Messages } from "./messages.ts";

const KINDS: Readonly<Record<string, string>> = {
  string: "文本",
  number: "数字",
  integer: "整数",
  boolean: "true 或 false",
  array: "列表",
  object: "键值表",
  null: "空值",
};

const SCOPES: Readonly<Record<string, string>> = {
  broker: " broker ",
  topic: "主题",
  producer: "生产者",
  consumer: "消费者",
  admin: "运维工具",
  zookeeper: " ZooKeeper ",
};

function kinds(list: string): string {
  return list
    .split(", ")
    .map((kind) => KINDS[kind] ?? kind)
    .join("或");
}

function suggestion(nearest: string): string {
  return nearest === "" ? "" : `；是不是想写 ${nearest}？`;
}

function unknown(what: string, { found, known, nearest }: Words): string {
  const rest = nearest !== "" ? suggestion(nearest) : known === "" ? "" : `；可用的有：${known}`;
  return `没有名为 ${found} 的${what}${rest}`;
}

interface Words {
  readonly found: string;
  readonly known: string;
  readonly nearest: string;
}

/** 输入有什么问题。 */
export const problemsZh: Messages<ProblemArguments> = {
  "problem.syntax": ({ reason, line, column }) =>
    `第 ${line} 行第 ${column} 列不是合法的 YAML 或 JSON：${reason}`,
  "problem.tooLarge": ({ limit }) => `内容过大，超过 ${limit}`,
  "problem.tooDeep": ({ limit }) => `嵌套超过 ${limit} 层`,
  "problem.unknownKey": ({ found, known, nearest }) =>
    `未知的键 ${found}${nearest === "" ? `；可用的键：${known}` : suggestion(nearest)}`,
  "problem.missingKey": ({ key }) => `缺少键 ${key}`,
  "problem.noKind": ({ found, known, nearest }) =>
    `${found === "" ? "这里是空的" : `这里的键（${found}）`}不能说明它是什么` +
    (nearest === "" ? `；必须有其中之一：${known}` : suggestion(nearest)),
  "problem.wrongType": ({ expected, found }) => `应为${kinds(expected)}，实为${kinds(found)}`,
  "problem.outOfRange": ({ found, least, most }) =>
    most === "Infinity"
      ? `应不小于 ${least}，实为 ${found}`
      : `应在 ${least} 到 ${most} 之间，实为 ${found}`,
  "problem.badPattern": ({ found, pattern }) => `${found} 不符合格式 ${pattern}`,
  "problem.badLength": ({ found, least, most }) =>
    most === Number.POSITIVE_INFINITY
      ? `至少应有 ${least} 项，实有 ${found} 项`
      : `应有 ${least} 到 ${most} 项，实有 ${found} 项`,
  "problem.notOneOf": ({ found, known, nearest }) =>
    `应为 ${known.replaceAll(", ", " 或 ")}，实为 ${found}${suggestion(nearest)}`,
  "problem.invalid": ({ reason }) => reason,
  "problem.unknownHost": (args) => unknown("主机", args),
  "problem.unknownClient": (args) => unknown("客户端", args),
  "problem.unknownTopic": (args) => unknown("主题", args),
  "problem.unknownPartition": (args) => unknown("分区", args),
  "problem.unknownGroup": (args) => unknown("消费组", args),
  "problem.unknownSetting": ({ found, scope, nearest }) =>
    `没有名为 ${found} 的${SCOPES[scope] ?? ""}配置项${suggestion(nearest)}`,
  "problem.settingElsewhere": ({ found, scope, right }) =>
    `${found} 不是${SCOPES[scope] ?? ""}配置项，它属于：${right}`,
  "problem.unknownEra": ({ found, known, nearest }) =>
    `没有名为 ${found} 的版本${suggestion(nearest)}（可用的有：${known}）`,
  "problem.unknownScenario": (args) => unknown("场景", args),
  "problem.unknownLogDir": (args) => unknown("日志目录", args),
  "problem.unknownMessage": (args) => unknown("消息", args),
  "problem.unknownError": (args) => unknown(" Kafka 错误", args),
  "problem.unknownInvariant": (args) => unknown("不变式", args),
  "problem.badSetting": ({ name, expected, found }) =>
    `${name} 的值 ${found} 无效，要求：${expected}`,
  "problem.contradiction": ({ reason }) => reason,
  "problem.assignOrSubscribe": ({ found }) =>
    found === "both"
      ? "assign 与 subscribe 只能写一个"
      : "消费者须写明 assign（分区）或 subscribe（主题）",
  "problem.noGroup": ({ found }) => `使用 ${found} 的消费者必须配置 group.id`,
  "problem.neverStarted": ({ found }) =>
    `${found} 要由步骤启动，却没有步骤启动它；请加上 start: ${found}`,
  "problem.notSubscribed": ({ found }) =>
    `${found} 的分区是手工分配的（assign）；只有用 subscribe 的消费者才能改订阅`,
  "problem.noApplication": ({ found }) =>
    `${found} 没有处理消息的应用；请给它一个（application: {}）`,
  "problem.badPath": ({ found }) => `${found} 不是 znode 的路径，正确的写法如 /controller`,
  "problem.badDuration": ({ found }) =>
    `${found} 不是时长；可写 50us、250ms、18s、2m、1h，或毫秒数`,
  "problem.badValues": ({ found }) =>
    `${found} 不是取值范围；可写 r0..r9（最多 100,000 个值），或写成列表`,
  "problem.noHardware": ({ found }) =>
    `${found} 的磁盘操作不耗时，无从变慢；请给集群加上 hardware（cluster.hardware: {}）`,
  "problem.repeated": ({ found }) => `${found} 重复出现`,
  "problem.reserved": ({ found }) => `${found} 已是另一台主机的名字`,
  "problem.badSeed": ({ found }) =>
    `${found} 不是种子；请给出 0 到 18446744073709551615 之间的整数，或一个提交号`,
  "problem.badOverride": ({ found }) =>
    `${found} 不是对选择的替换；应写成 流#序号=值，例如 network/broker-1>broker-2/FetchRequest#4=0`,
  "problem.badLink": ({ reason }) => `不是运行的链接：${reason}`,
  "problem.doesNotFail": ({ scenario, seed, wanted }) =>
    `${scenario} 在种子 ${seed} 下并不这样失败：${wanted}`,
  "problem.tooManySeeds": ({ first, count }) =>
    `从 ${first} 起没有 ${count} 个种子；最后一个种子是 18446744073709551615`,
  "problem.notJson": () => "不是有效的 JSON",
  "problem.noReports": () => "没有可合并的报告",
  "problem.reportsDiffer": ({ what, first, other }) =>
    `这些报告不属于同一次搜索：${what} 在一份中是 ${first}，在另一份中是 ${other}`,
  "problem.seedsOverlap": ({ before, after }) =>
    `种子 ${before} 与 ${after} 的报告有重叠；每一部分只给一次`,
  "problem.seedsMissing": ({ before, after }) => `种子 ${before} 与 ${after} 的报告之间缺了一部分`,
};
