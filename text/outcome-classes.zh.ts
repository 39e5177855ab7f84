import type { OutcomeClass } from "../sim/check/told.ts";

const CLASSES: Readonly<Record<OutcomeClass, string>> = {
  "allowed by configuration": "配置允许",
  "operator choice": "运维选择",
  "beyond the guarantee": "超出保证范围",
  "protocol bug": "协议缺陷",
  "simulator bug": "模拟器缺陷",
};

/** 判定类别的中文名。 */
export function classText(judged: string): string {
  return CLASSES[judged as OutcomeClass] ?? judged;
}
