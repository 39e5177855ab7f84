/**
 * Kinds of vectors whose feature is not built yet, and which feature that is. They are counted, neither
 * passed nor failed.
 */
export const NOT_YET_MODELLED: Readonly<Record<string, string>> = {
  assignor: "assignors of consumer groups",
  consumerProtocolAssignment: "the consumers' embedded protocol",
  consumerProtocolSubscription: "the consumers' embedded protocol",
  coordinatorPartition: "coordinators of groups and transactions",
  endTxn: "transactions",
  groupCoordinator: "consumer groups",
  groupStateTransition: "consumer groups",
  initProducerId: "transactions",
  javaHashMapOrder: "assignors of consumer groups",
  memberSort: "assignors of consumer groups",
  selectProtocol: "consumer groups",
  stickyUserData: "assignors of consumer groups",
  txnMetadata: "transactions",
  txnStateTransition: "transactions",
  wireBody: "the wire protocol",
};
