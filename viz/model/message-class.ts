/** What a message is about; decides the shape and colour of its mark. */
export type MessageClass = "produce" | "fetch" | "control" | "zk" | "group";

const CLASSES: Readonly<Record<string, MessageClass>> = {
  Produce: "produce",
  InitProducerId: "produce",
  AddPartitionsToTxn: "produce",
  AddOffsetsToTxn: "produce",
  EndTxn: "produce",
  WriteTxnMarkers: "produce",
  Fetch: "fetch",
  ListOffsets: "fetch",
  OffsetsForLeaderEpoch: "fetch",
  FindCoordinator: "group",
  JoinGroup: "group",
  SyncGroup: "group",
  Heartbeat: "group",
  LeaveGroup: "group",
  OffsetCommit: "group",
  OffsetFetch: "group",
  TxnOffsetCommit: "group",
  ListGroups: "group",
  DescribeGroups: "group",
  DeleteGroups: "group",
  OffsetDelete: "group",
};

/** The class of a message by its kind's name, such as `FetchRequest` or `zookeeper.ping.response`. */
export function messageClass(kind: string): MessageClass {
  if (kind.startsWith("zookeeper.")) return "zk";
  return CLASSES[apiName(kind)] ?? "control";
}

const ENDING = /(?:Request|Response|\.response)$/;

/** The name of the API of a request or of its response. */
export function apiName(kind: string): string {
  return kind.replace(ENDING, "");
}

export function isResponse(kind: string): boolean {
  return kind.endsWith("Response") || kind.endsWith(".response");
}
