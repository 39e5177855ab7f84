import type { SwitchText } from "./switches.ts";

/** 日志压缩的行为开关，按名称和取值。 */
export const cleanerSwitchesZh: Readonly<Record<string, SwitchText>> = {
  cleanerFailure: {
    about: "清理线程遇到无法清理的日志时会怎样",
    states: {
      threadDies: "线程结束，在 broker 重启之前没有谁接替它",
      partitionUncleanable: "在 broker 重启之前不再碰这个日志，继续清理其他日志",
    },
  },
  cleanerKeylessRecords: {
    about: "被压缩的日志里没有键的记录",
    states: {
      fail: "leader 照收，之后这个日志无法清理",
      dropped: "leader 拒收；已经在里面的被删掉",
    },
  },
  cleanerOffsetMap: {
    about: "偏移量映射装满时，一次清理处理日志的多大部分",
    states: {
      untilLoadFactor: "整段整段地装，直到映射达到应有的装载率；装不下的段无法清理",
      wholeSegments: "装得下的那些段；如果连第一段都装不下，这个日志就无法清理",
      partialSegments: "装得下多少记录就处理多少，可以停在段的中间",
    },
  },
  cleanerBound: {
    about: "除活动段以外，日志最多可以清理到哪里",
    states: {
      activeSegment: "一直到活动段，也会超过高水位",
      firstUnstableOffset: "到第一个未结束的事务为止；没有这样的事务时，也会超过高水位",
      lastStableOffset: "到最后稳定偏移量为止，因此不超过高水位",
    },
  },
  cleanerCheckpointOnTruncation: {
    about: "日志在已清理到的偏移量之前被截断时，这个偏移量会怎样",
    states: {
      kept: "保持不变：之后重新写在那里的内容被当作已经清理过",
      lowered: "退回到活动段的起点",
    },
  },
  cleanerCheckpointCheck: {
    about: "已清理到的偏移量在日志里并不存在",
    states: {
      none: "没有人发现",
      notBeforeStart: "如果它在日志之前，就从第一段开始算作未清理",
      withinLog: "从日志起点开始算作未清理；它超出日志末端时也一样",
    },
  },
  cleanedTransactions: {
    about: "清理一个段时对其中的事务知道多少",
    states: {
      ofOneSegment: "只知道在这个段里遇到的：事务的记录还留在前一段，它的标记却可能被删掉",
      acrossSegments: "知道从第一段起遇到的一切；对最后一段，只知道偏移量映射终点之前的中止",
      wholeLastSegment: "知道从第一段起遇到的一切，以及最后一段里的全部中止",
    },
  },
  cleanerLastBatch: {
    about: "为了后续写入，生产者的哪个批次要保留，哪怕只剩下头部",
    states: {
      lastSequence: "每个带有该生产者最后序列号的批次",
      lastRecord: "含有它最后一条记录的批次；如果只知道它的标记，就保留标记",
    },
  },
  tombstoneHorizon: {
    about: "墓碑和空事务的标记保留多久",
    states: {
      lastCleanSegment: "直到所在段的最后修改时间比最后一个已清理的段早 delete.retention.ms",
      firstCleaning: "从第一次清理遇到它们起再过 delete.retention.ms；旧的消息格式与从前一样",
    },
  },
  cleanerDeletes: {
    about: "清理线程会删除哪些日志的旧段",
    states: {
      compactAndDelete: "cleanup.policy 同时包含 compact 和 delete 的日志",
      compacted: "所有被压缩的日志：日志起始偏移量之前的段也会删除",
    },
  },
};
