import type { Message } from "../../../kernel/connection.ts";
import type { ErrorCode } from "../../errors.ts";
import type { GroupMetadata } from "./group-metadata.ts";

/** The assignments of a group's members, by member id. */
export type Assignments = ReadonlyMap<string, Uint8Array>;

/** The leader's assignment is on its way to the log: the group waits for it in CompletingRebalance. */
export interface StoreAssignment {
  readonly kind: "assignment";
  readonly generationId: number;
  readonly assignments: Assignments;
}

/** A group without members is on its way to the log; nobody waits for it. */
export interface StoreEmptyGroup {
  readonly kind: "emptyGroup";
}

/** A static member came back under a new member id, and the group goes on as it is (KIP-345). */
export interface StoreStaticMember {
  readonly kind: "staticMember";
  /** The JoinGroup that is answered when it is stored. */
  readonly request: Message;
  readonly instanceId: string;
  readonly oldMemberId: string;
  readonly newMemberId: string;
  /** The leader before; null: none. */
  readonly oldLeader: string | null;
  readonly oldRebalanceTimeoutMs: number;
  readonly oldSessionTimeoutMs: number;
  readonly supportsSkippingAssignment: boolean;
}

/** For what a group was written to the log. */
export type StoreOperation = StoreAssignment | StoreEmptyGroup | StoreStaticMember;

/**
 * The groups that a broker coordinates, and the log in which they are kept (`GroupMetadataManager`), as
 * the coordinator of their members sees it.
 */
export interface GroupStore {
  /** Whether the coordinator has started, and does not shut down. */
  readonly isActive: boolean;
  /** Whether this broker is the coordinator of the group; false while it loads the group. */
  isGroupLocal(groupId: string): boolean;
  isGroupLoading(groupId: string): boolean;
  getGroup(groupId: string): GroupMetadata | null;
  /** The group; a new one, which is empty, where there is none and `create` says so. */
  getOrMaybeCreateGroup(groupId: string, create: boolean): GroupMetadata | null;
  /**
   * Writes a group to its log with these assignments. When enough replicas have it, or that failed, the
   * listener hears of it, at once or in a later event; the error is one for the members.
   */
  storeGroup(group: GroupMetadata, assignments: Assignments, operation: StoreOperation): void;
  /** Forgets a group that is dead. Until 0.10.0 the coordinator does so when the last member leaves. */
  removeGroup(group: GroupMetadata): void;
}

/** Whom a {@link GroupStore} tells. */
export interface GroupStoreListener {
  groupStored(group: GroupMetadata, operation: StoreOperation, error: ErrorCode): void;
  /** A group was read from the log: its members' sessions begin now. */
  onGroupLoaded(group: GroupMetadata): void;
  /** This broker is no longer its coordinator: whoever waits is told so. */
  onGroupUnloaded(group: GroupMetadata): void;
}
