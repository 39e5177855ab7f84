type Configs = Readonly<Record<string, string>>;

interface Entry {
  readonly event: number;
  readonly configs: Configs;
}

/** Whose settings: a topic, or a broker by its id, or all brokers (`<default>`). */
export interface SettingsOwner {
  readonly of: "topic" | "broker";
  readonly name: string;
}

/** What the registry said, and when, of topics' and brokers' settings. */
export class SettingsLog {
  private readonly entries = new Map<string, Entry[]>();

  /** The settings are these from an event on; none where the znode is gone. */
  changed(owner: SettingsOwner, configs: Configs, event: number): void {
    const key = keyOf(owner);
    const known = this.entries.get(key);
    if (known === undefined) this.entries.set(key, [{ event, configs }]);
    else known.push({ event, configs });
  }

  /** The value at an event; undefined for none. */
  valueAt(owner: SettingsOwner, setting: string, event: number): string | undefined {
    return this.valuesDuring(owner, setting, event, event)[0];
  }

  /** The values that held from one event to another, the first one's included; undefined: there was none. */
  valuesDuring(
    owner: SettingsOwner,
    setting: string,
    from: number,
    to: number,
  ): readonly (string | undefined)[] {
    const entries = (this.entries.get(keyOf(owner)) ?? []).filter(({ event }) => event <= to);
    const since = entries.filter(({ event }) => event <= from).length - 1;
    const held = entries.slice(Math.max(0, since)).map(({ configs }) => configs[setting]);
    return since < 0 ? [undefined, ...held] : held;
  }

  /** Brokers that ever had settings of their own, by id. */
  get brokers(): readonly string[] {
    const ids = [...this.entries.keys()].filter((key) => key.startsWith(BROKER));
    return ids.map((key) => key.slice(BROKER.length)).filter((name) => name !== ALL_BROKERS);
  }
}

/** `ConfigEntityName.Default`. */
export const ALL_BROKERS = "<default>";
const BROKER = "broker ";

function keyOf({ of, name }: SettingsOwner): string {
  return `${of} ${name}`;
}
