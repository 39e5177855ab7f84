import type { EraSwitch, SwitchState } from "../sim/kafka/era/switches.ts";
import type { Language } from "./messages.ts";
import { switchesZh } from "./switches.zh.ts";

/** A switch in another language than English, in which it is described where it is defined. */
export interface SwitchText {
  /** What it is about. */
  readonly about: string;
  /** What brokers do, by value. */
  readonly states: Readonly<Record<string, string>>;
}

/** What a switch is about. */
export function switchText(language: Language, { name, doc }: EraSwitch): string {
  return language === "zh" ? (switchesZh[name]?.about ?? doc) : doc;
}

/** What brokers do in a state of a switch. */
export function stateText(
  language: Language,
  { name }: EraSwitch,
  { value, doc }: SwitchState,
): string {
  return language === "zh" ? (switchesZh[name]?.states[String(value)] ?? doc) : doc;
}
