import type { vizGroupsEn } from "./viz-groups-en.ts";

/** 关于消费组变化的句子。 */
export const vizGroupsZh: { readonly [Key in keyof typeof vizGroupsEn]: string } = {
  "fact.group.empty": "broker {broker}：组 {group} 没有成员，第 {generation} 代",
  "fact.group.preparing":
    "broker {broker}：组 {group} 开始再均衡，成员须重新加入（第 {generation} 代之后）",
  "fact.group.completing":
    "broker {broker}：组 {group} 等待其 leader 的分配方案，第 {generation} 代，{protocol}",
  "fact.group.stable": "broker {broker}：组 {group} 已稳定，第 {generation} 代，{protocol}",
  "fact.group.dead": "broker {broker} 不再持有组 {group} 的任何内容",
  "fact.group.member.in": "broker {broker}：{client} 是组 {group} 的成员，分得 {assignment}",
  "fact.group.member.out": "broker {broker}：{client} 不再是组 {group} 的成员",
  "fact.group.offset.some": "broker {broker}：组 {group} 在 {tp} 的偏移量为 {offset}（{cause}）",
  "fact.group.offset.none": "broker {broker}：组 {group} 在 {tp} 没有偏移量（{cause}）",
  "fact.membership.unjoined": "{client} 不在组内",
  "fact.membership.preparing": "{client} 加入组 {group}",
  "fact.membership.completing": "{client} 已加入组 {group} 第 {generation} 代，等待分配",
  "fact.membership.stable": "{client} 是组 {group} 第 {generation} 代的成员",
  "fact.assignment.some": "{client} 认为自己拥有 {partitions}",
  "fact.assignment.none": "{client} 不拥有任何分区",
  "fact.commit.done": "{client} 得知 {tp} 的偏移量 {offset} 已提交",
  "fact.commit.failed": "{client} 得知对 {tp} 的提交失败：{error}",
  "fact.record.processed.applied": "{client} 处理完 {tp} 偏移量 {offset}",
  "fact.record.processed.duplicate": "{client} 处理完 {tp} 偏移量 {offset}；其效果此前已存在",
  "fact.record.processed.fenced":
    "{client} 处理完 {tp} 偏移量 {offset}；其效果被拒绝，因为它那一代已经过去",
  "fact.record.processed.failed": "{client} 处理 {tp} 偏移量 {offset} 失败",
  "fact.record.processed.skipped": "{client} 跳过处理失败的 {tp} 偏移量 {offset}",
};
