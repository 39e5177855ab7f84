import type { Message } from "../../kernel/connection.ts";
import type { AlterIsrRequest, ControlledShutdownRequest, ControlResponse } from "../messages.ts";

/** What the controller thread of a broker has to deal with (`ControllerEvent`). Plain records. */
export type ControllerEvent =
  /** The process started: make the top-level znodes, register the broker, elect a controller. */
  | { readonly kind: "Startup" }
  /** `/controller` was created or names another broker. */
  | { readonly kind: "ControllerChange" }
  /** `/controller` is gone, or it is this broker's turn to follow. */
  | { readonly kind: "Reelect" }
  /** A new session follows an expired one. */
  | { readonly kind: "RegisterBrokerAndReelect" }
  | { readonly kind: "BrokerChange" }
  | { readonly kind: "TopicChange" }
  /** Leaders wrote new ISRs to ZooKeeper. */
  | { readonly kind: "IsrChangeNotification" }
  /** Log directories of brokers failed. */
  | { readonly kind: "LogDirEventNotification" }
  | {
      readonly kind: "LeaderAndIsrResponseReceived";
      readonly brokerId: number;
      readonly response: ControlResponse;
    }
  | { readonly kind: "AutoPreferredReplicaLeaderElection" }
  | {
      readonly kind: "AlterIsrReceived";
      readonly request: Message;
      readonly body: AlterIsrRequest;
    }
  | {
      readonly kind: "ControlledShutdown";
      readonly request: Message;
      readonly body: ControlledShutdownRequest;
    };
