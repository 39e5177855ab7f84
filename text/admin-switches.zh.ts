import type { SwitchText } from "./switches.ts";

/** 运维工具对消费组的行为开关。 */
export const adminSwitchesZh: Readonly<Record<string, SwitchText>> = {
  resetOffsetsThrough: {
    about: "工具怎样重设没有成员的组所提交的偏移量",
    states: { none: "没有这样的工具", brokers: "在组协调者那里提交" },
  },
  deleteGroupsThrough: {
    about: "工具怎样删除没有成员的组",
    states: {
      none: "没有这样的工具",
      zookeeper: "删除旧消费组的 znode；对其他组无能为力",
      brokers: "请求组协调者",
    },
  },
  deleteOffsetsThrough: {
    about: "工具怎样删除一个组对某个主题提交的偏移量",
    states: { none: "没有这样的工具", brokers: "请求组协调者" },
  },
};
