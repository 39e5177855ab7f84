/**
 * The replicas of a partition (`ReplicaAssignment`, KIP-455). During a reassignment `replicas` names
 * both those that are and those that shall be: `adding` is what is new, `removing` what is to go.
 */
export interface ReplicaAssignment {
  /** The preferred leader first. */
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

export const NO_REPLICAS: ReplicaAssignment = { replicas: [], adding: [], removing: [] };

/** An assignment that nothing changes. */
export function assigned(replicas: readonly number[]): ReplicaAssignment {
  return { replicas, adding: [], removing: [] };
}

/** The replicas before the reassignment. */
export function originReplicas({ replicas, adding }: ReplicaAssignment): readonly number[] {
  return without(replicas, adding);
}

/** The replicas after the reassignment. */
export function targetReplicas({ replicas, removing }: ReplicaAssignment): readonly number[] {
  return without(replicas, removing);
}

export function isBeingReassigned({ adding, removing }: ReplicaAssignment): boolean {
  return adding.length > 0 || removing.length > 0;
}

/**
 * The assignment while a partition moves to `target`; a reassignment that is under way is replaced by
 * the new one.
 */
export function reassignTo(
  assignment: ReplicaAssignment,
  target: readonly number[],
): ReplicaAssignment {
  const origin = originReplicas(assignment);
  const replicas = [...new Set([...target, ...origin])];
  return { replicas, adding: without(replicas, origin), removing: without(replicas, target) };
}

export function removeReplica(
  { replicas, adding, removing }: ReplicaAssignment,
  replica: number,
): ReplicaAssignment {
  const gone = [replica];
  return {
    replicas: without(replicas, gone),
    adding: without(adding, gone),
    removing: without(removing, gone),
  };
}

export function sameAssignment(a: ReplicaAssignment, b: ReplicaAssignment): boolean {
  return (
    sameList(a.replicas, b.replicas) &&
    sameList(a.adding, b.adding) &&
    sameList(a.removing, b.removing)
  );
}

function without(replicas: readonly number[], gone: readonly number[]): readonly number[] {
  return replicas.filter((id) => !gone.includes(id));
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
