import type { SwitchText } from "./switches.ts";

/** 分区分配器的行为开关，按名称和取值。 */
export const assignorSwitchesZh: Readonly<Record<string, SwitchText>> = {
  stickyAssignor: {
    about: "粘性分配器相信成员原有哪些分区，以及如何分配",
    states: {
      userData: "成员说什么就信什么，哪怕两个成员都说有同一分区；订阅的主题不存在则再均衡失败",
      generations:
        "若所有成员订阅相同的主题，只信最近一代；否则每个分区信最近的一次声明，但不算某些成员的声明（KAFKA-13406）",
      doubleClaims: "同上，但同一代中有两个成员声明同一分区时谁都不信；协作式成员说明自己的代",
      quotas: "每个分区信最近的一次声明；只有应当多一个分区的那么多成员可以多留一个，并考虑机架",
    },
  },
};
