import type { Entities } from "./entities.ts";
import { newMap } from "./initial-state.ts";
import type { TextMeanings } from "./registry.ts";
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
  changed(path: number, data: number, version: number, ephemeralOwner: number): void {
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
    this.entities.touchZnode(name);
    this.partitionChanged(path, data, version);
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
    this.partitionRemoved(path);
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

  private partitionChanged(path: number, data: number, version: number): void {
    const name = this.meanings.partitionOfPath(path);
    if (name === null) return;
    const truth = this.meanings.truth(data);
    if (truth === null) return;
    const partition = this.entities.partitionNamed(name);
    partition.leader = truth.leader;
    partition.leaderEpoch = truth.leaderEpoch;
    partition.isr = [...truth.isr];
    partition.controllerEpoch = truth.controllerEpoch;
    partition.zkVersion = version;
  }

  private partitionRemoved(path: number): void {
    const name = this.meanings.partitionOfPath(path);
    if (name === null) return;
    const partition = this.entities.partitionNamed(name);
    partition.leader = null;
    partition.leaderEpoch = -1;
    partition.isr = [];
    partition.controllerEpoch = -1;
    partition.zkVersion = -1;
  }
}

function newZnode(): ZnodeState {
  return { data: "", version: 0, cversion: 0, owner: null, children: newMap() };
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

function pathOf(names: readonly string[]): string {
  return `/${names.join("/")}`;
}
