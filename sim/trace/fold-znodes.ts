import type { Entities } from "./entities.ts";
import { newMap } from "./initial-state.ts";
import { parseJson, type TextMeanings, topicConfigsIn, topicTruthIn } from "./registry.ts";
import type { State, ZnodeState } from "./state.ts";

/** Applies changes of znodes: the tree itself, and what it says of partitions. */
export class FoldedZnodes {
  private readonly state: State;
  private readonly meanings: TextMeanings;
  private readonly entities: Entities;

  constructor(state: State, meanings: TextMeanings, entities: Entities) {
    this.state = state;
    this.meanings = meanings;
    this.entities = entities;
  }

  /** A znode was created or its data set. `path` and `data` are ids of texts. */
  changed(
    path: number,
    data: number,
    version: number,
    czxid: number,
    ephemeralOwner: number,
  ): void {
    const names = namesOf(this.meanings.text(path));
    const name = pathOf(names);
    const last = names.pop();
    if (last === undefined) return;
    const parent = this.parent(names);
    let znode = parent.children[last];
    if (znode === undefined) {
      parent.cversion++;
      this.entities.touchZnode(pathOf(names));
      parent.children[last] = newZnode();
      znode = parent.children[last] as ZnodeState;
      znode.owner = ephemeralOwner === 0 ? null : ephemeralOwner.toString(16);
    }
    znode.data = this.meanings.text(data);
    znode.version = version;
    znode.czxid = czxid;
    this.entities.touchZnode(name);
    this.meant(path, data, version);
  }

  removed(path: number): void {
    const names = namesOf(this.meanings.text(path));
    const name = pathOf(names);
    const last = names.pop();
    if (last === undefined) return;
    const parent = this.parent(names);
    if (parent.children[last] === undefined) return;
    delete parent.children[last];
    parent.cversion++;
    this.entities.touchZnode(pathOf(names));
    this.entities.touchZnode(name);
    this.meantRemoved(path);
  }

  private parent(names: readonly string[]): ZnodeState {
    let znode = this.state.zookeeper.root;
    let path = "";
    for (const name of names) {
      path += `/${name}`;
      if (znode.children[name] === undefined) {
        znode.children[name] = newZnode();
        this.entities.touchZnode(path);
      }
      znode = znode.children[name] as ZnodeState;
    }
    return znode;
  }

  /** What a changed znode says of a topic or a partition. */
  private meant(path: number, data: number, version: number): void {
    const meaning = this.meanings.path(path);
    if (meaning === null) return;
    const { of, name } = meaning;
    if (of === "partition") this.partitionChanged(name, data, version);
    else if (of === "topic") this.topicChanged(name, data);
    else if (of === "topicConfig") {
      this.topicConfigsChanged(name, topicConfigsIn(this.meanings.json(data)));
    }
  }

  private meantRemoved(path: number): void {
    const meaning = this.meanings.path(path);
    if (meaning === null) return;
    const { of, name } = meaning;
    if (of === "partition") this.partitionRemoved(name);
    else if (of === "topic") {
      this.entities.touchTopic(name);
      delete this.state.topics[name];
    } else if (of === "topicConfig") this.topicConfigsChanged(name, {});
  }

  /** The overrides are written before the topic. */
  private topicChanged(name: string, data: number): void {
    this.entities.touchTopic(name);
    const truth = topicTruthIn(this.meanings.json(data));
    const topic = this.state.topics[name];
    const { config } = this.state.zookeeper.root.children;
    const overrides = config?.children.topics?.children[name]?.data ?? "";
    this.state.topics[name] = {
      configs: topic?.configs ?? { ...topicConfigsIn(parseJson(overrides)) },
      assignment: listsOf(truth.assignment),
      adding: listsOf(truth.adding),
      removing: listsOf(truth.removing),
    };
  }

  private topicConfigsChanged(name: string, configs: Readonly<Record<string, string>>): void {
    const topic = this.state.topics[name];
    if (topic === undefined) return;
    this.entities.touchTopic(name);
    topic.configs = { ...configs };
  }

  private partitionChanged(name: string, data: number, version: number): void {
    const truth = this.meanings.truth(data);
    if (truth === null) return;
    const partition = this.entities.partitionNamed(name);
    partition.leader = truth.leader;
    partition.leaderEpoch = truth.leaderEpoch;
    partition.isr = [...truth.isr];
    partition.controllerEpoch = truth.controllerEpoch;
    partition.zkVersion = version;
  }

  private partitionRemoved(name: string): void {
    const partition = this.entities.partitionNamed(name);
    partition.leader = null;
    partition.leaderEpoch = -1;
    partition.isr = [];
    partition.controllerEpoch = -1;
    partition.zkVersion = -1;
  }
}

function listsOf(lists: Readonly<Record<string, readonly number[]>>): Record<string, number[]> {
  const copy: Record<string, number[]> = {};
  for (const [partition, replicas] of Object.entries(lists)) copy[partition] = [...replicas];
  return copy;
}

function newZnode(): ZnodeState {
  return { data: "", version: 0, cversion: 0, czxid: 0, owner: null, children: newMap() };
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

function pathOf(names: readonly string[]): string {
  return `/${names.join("/")}`;
}
