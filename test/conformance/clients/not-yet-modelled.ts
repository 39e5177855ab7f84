/**
 * Kinds of vectors whose feature is not built yet, and which feature that is. They are counted, neither
 * passed nor failed.
 */
export const NOT_YET_MODELLED: Readonly<Record<string, string>> = {
  endTxn: "transactions",
  initProducerId: "transactions",
  txnMetadata: "transactions",
  txnStateTransition: "transactions",
  wireBody: "the wire protocol",
};
