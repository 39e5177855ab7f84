/** The kinds of things a state is made of; each is hashed by itself, and the smaller the better. */
export const ENTITY_HOST = 0;
export const ENTITY_CLIENT = 1;
export const ENTITY_PARTITION = 2;
/** A replica's role and what goes with it. */
export const ENTITY_REPLICA = 3;
/** A replica's log, and the logs of others as it knows them. */
export const ENTITY_REPLICA_LOG = 4;
export const ENTITY_POSITION = 5;
export const ENTITY_CLIENT_LEADER = 6;
export const ENTITY_ZNODE = 7;
export const ENTITY_TOPIC = 8;
export const ENTITY_CUTS = 9;
export const ENTITY_SESSIONS = 10;
export const ENTITY_CONTROLLERS = 11;
/** What one coordinator holds of a group and its members. */
export const ENTITY_GROUP = 12;
/** The offsets that one coordinator holds of a group. */
export const ENTITY_GROUP_OFFSETS = 13;

/** A thing in a state, the hash it had, and whether it changed since. */
export class Tracked {
  readonly kind: number;
  /** Name of the host, client, topic, partition or group, or path of the znode. */
  readonly key: string;
  /** The broker of a replica or a group, the partition of a client's position or leader. */
  readonly part: string;
  dirty = false;
  a = 0;
  b = 0;
  /** The hash of what it is called; the hasher fills it in once. */
  named = false;
  nameA = 0;
  nameB = 0;

  constructor(kind: number, key: string, part = "") {
    this.kind = kind;
    this.key = key;
    this.part = part;
  }
}
