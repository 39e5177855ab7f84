import type { vizStepsEn } from "./viz-steps-en.ts";

/** 应用和运维对消费者及消费组所做的事。 */
export const vizStepsZh: { readonly [Key in keyof typeof vizStepsEn]: string } = {
  "event.step.commit": "让消费者提交偏移量。",
  "event.step.seek": "让消费者从另一个偏移量读起。",
  "event.step.pause-partitions": "让消费者暂停读取一些分区。",
  "event.step.resume-partitions": "让消费者恢复读取暂停的分区。",
  "event.step.subscribe": "消费者改为订阅别的主题。",
  "event.step.processing": "应用处理每条消息的耗时改变。",
  "event.step.reset-offsets": "要求重设消费组的偏移量。",
  "event.step.delete-group": "要求删除一个消费组。",
  "event.step.delete-offsets": "要求删除消费组的偏移量。",
};
