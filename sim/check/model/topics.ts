import {
  type PathMeaning,
  type TextMeanings,
  topicConfigsIn,
  topicTruthIn,
} from "../../trace/registry.ts";

/** What the registry says of topics: their overrides and their replicas. */
export class Topics {
  /** Overrides of topics' settings. */
  readonly configs = new Map<string, Readonly<Record<string, string>>>();
  /** Replicas by the name of the partition, those that a reassignment adds included. */
  readonly assignments = new Map<string, readonly number[]>();
  private readonly meanings: TextMeanings;

  constructor(meanings: TextMeanings) {
    this.meanings = meanings;
  }

  /** A znode of a topic or of its overrides was written. */
  changed({ of, name }: PathMeaning, data: number): void {
    const json = this.meanings.json(data);
    if (of === "topicConfig") this.configs.set(name, topicConfigsIn(json));
    else if (of === "topic") {
      for (const [partition, replicas] of Object.entries(topicTruthIn(json).assignment)) {
        this.assignments.set(`${name}-${partition}`, replicas);
      }
    }
  }

  /** Such a znode was removed; what it said of replicas stays known, for those who still hold them. */
  removed({ of, name }: PathMeaning): void {
    if (of === "topicConfig") this.configs.delete(name);
  }
}
