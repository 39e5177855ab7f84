/**
 * An assignor found no assignment where Kafka's throws an exception; it reaches the application of the
 * group's leader out of `poll`.
 */
export class AssignmentFailedError extends Error {
  override readonly name = "AssignmentFailedError";
}
