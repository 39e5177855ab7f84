import type { ZnodeState } from "../trace/state.ts";

/** The znode below another one, by the names on the way; undefined when there is none. */
export function childOf(root: ZnodeState, names: readonly string[]): ZnodeState | undefined {
  let znode: ZnodeState | undefined = root;
  for (const name of names) znode = znode?.children[name];
  return znode;
}
