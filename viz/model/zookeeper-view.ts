import type { HostState, QuorumState, State, ZnodeState } from "../../sim/trace/state.ts";

/** The registry at a moment. */
export interface ZooKeeperView {
  /** The servers of an ensemble; none where one stands alone. */
  readonly servers: readonly ServerRow[];
  readonly znodes: readonly ZnodeRow[];
  readonly sessions: readonly SessionRow[];
}

export interface ZnodeRow {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly data: string;
  readonly version: number;
  /** Host whose session owns it; the session's id when that is gone; null for a persistent znode. */
  readonly owner: string | null;
  readonly children: number;
  /** What the event did to it. */
  readonly change: "created" | "changed" | null;
}

export interface ServerRow {
  readonly host: string;
  readonly life: HostState["life"];
  readonly reason: string;
  /** Null while its process does not run. */
  readonly quorum: Readonly<QuorumState> | null;
}

export interface SessionRow {
  readonly id: string;
  readonly host: string;
  readonly timeoutMs: number;
}

/** The znodes in depth-first order by name, and the open sessions. */
export function zookeeperView(state: State, before: State | null): ZooKeeperView {
  const znodes: ZnodeRow[] = [];
  const { root, sessions } = state.zookeeper;
  visit("", root, 0, before?.zookeeper.root ?? null);
  return {
    znodes,
    servers: serversOf(state),
    sessions: Object.keys(sessions)
      .sort()
      .flatMap((id) => {
        const session = sessions[id];
        return session === undefined ? [] : [{ id, ...session }];
      }),
  };

  function visit(path: string, node: ZnodeState, depth: number, was: ZnodeState | null): void {
    for (const name of Object.keys(node.children).sort(compareNames)) {
      const child = node.children[name] as ZnodeState;
      const childWas = was?.children[name] ?? null;
      znodes.push({
        path: `${path}/${name}`,
        name,
        depth,
        data: child.data,
        version: child.version,
        owner: child.owner === null ? null : (sessions[child.owner]?.host ?? child.owner),
        children: Object.keys(child.children).length,
        change:
          before === null
            ? null
            : childWas === null
              ? "created"
              : childWas.version !== child.version || childWas.data !== child.data
                ? "changed"
                : null,
      });
      visit(`${path}/${name}`, child, depth + 1, childWas);
    }
  }
}

function serversOf({ hosts }: State): ServerRow[] {
  const servers = Object.entries(hosts).filter(([, { kind }]) => kind === "zookeeper");
  if (servers.length < 2) return [];
  return servers.map(([host, { life, reason, quorum }]) => ({ host, life, reason, quorum }));
}

/** Numbers by value, names by their letters. */
function compareNames(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isInteger(x) && Number.isInteger(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
