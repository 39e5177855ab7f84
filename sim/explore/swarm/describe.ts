import type { FaultKind } from "../../faults/plan.ts";
import { brokerIdsOf } from "../../scenario/names.ts";
import type { Control, Localized, Scenario, Step } from "../../scenario/types.ts";

const KINDS: Readonly<Record<FaultKind, Localized>> = {
  kill: { en: "kills", zh: "进程被杀" },
  powerLoss: { en: "power losses", zh: "断电" },
  shutdown: { en: "clean restarts", zh: "正常重启" },
  pause: { en: "pauses", zh: "停顿" },
  cut: { en: "cuts", zh: "断网" },
  hold: { en: "held messages", zh: "消息被扣住" },
  reset: { en: "connection resets", zh: "连接重置" },
  expireSession: { en: "session expiries", zh: "会话过期" },
  jumpClock: { en: "clock jumps", zh: "时钟跳变" },
  failLogDir: { en: "failing log directories", zh: "日志目录故障" },
  corrupt: { en: "bit rot", zh: "数据腐坏" },
  slowDisk: { en: "slow disks", zh: "磁盘变慢" },
  zookeeper: { en: "trouble with ZooKeeper", zh: "ZooKeeper 故障" },
};

/** What a run is, from what was drawn. */
export function titleOf(seed: string, { cluster, topics }: Scenario): Localized {
  const brokers = brokerIdsOf(cluster).length;
  const many = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return {
    en: `Drawn for seed ${seed}: ${many(brokers, "broker")}, ${many(topics.length, "topic")}`,
    zh: `种子 ${seed} 抽出：${brokers} 个 broker，${topics.length} 个 topic`,
  };
}

export function explanationOf(kinds: readonly FaultKind[]): Localized {
  if (kinds.length === 0) {
    return { en: "Nothing disturbs it.", zh: "没有任何干扰。" };
  }
  return {
    en: `A random run with ${kinds.map((kind) => KINDS[kind].en).join(", ")}; then all is quiet.`,
    zh: `随机运行，带有${kinds.map((kind) => KINDS[kind].zh).join("、")}；之后一切平静。`,
  };
}

/** The same run with nothing but its workload. */
export function undisturbed(steps: readonly Step[]): Control {
  return {
    title: { en: "The same without the faults", zh: "同样的运行，没有故障" },
    change: { steps },
    expect: [
      {
        lost: [],
        text: { en: "Nothing acknowledged is lost.", zh: "已确认的消息没有丢失。" },
      },
    ],
  };
}
