import type { ConsumerOffsetsStep } from "../../zk/consumer-offsets.ts";
import type { EphemeralCreation } from "./ephemeral-creation.ts";

/** Why a consumer asked ZooKeeper: given back with the replies. */
export type ZkPurpose =
  | { readonly of: "offsets"; readonly step: ConsumerOffsetsStep }
  | { readonly of: "registration"; readonly step: RegistrationStep }
  | { readonly of: "rebalance"; readonly step: RebalanceStep };

export type RegistrationStep =
  /** An earlier registration is taken back. */
  | { readonly name: "withdraw" }
  | { readonly name: "register"; readonly creation: EphemeralCreation }
  /** Sets watches. */
  | { readonly name: "watch"; readonly first: boolean }
  /** Sets a watch again that fired. */
  | { readonly name: "watchAgain"; readonly rebalances: boolean };

/** What a consumer asks while it rebalances, in this order. */
export type RebalanceStep =
  | { readonly name: "cluster" }
  | { readonly name: "watchBrokers" }
  | { readonly name: "release" }
  | { readonly name: "group" }
  | {
      readonly name: "members";
      readonly ids: readonly string[];
      /** How many partitions each topic of the consumer has. */
      readonly partitions: ReadonlyMap<string, number>;
    }
  | {
      readonly name: "claim";
      /** Which of the partitions that it decided on. */
      readonly index: number;
      readonly creation: EphemeralCreation;
      /** Indices of those that it owns now. */
      readonly owned: readonly number[];
    }
  | { readonly name: "giveBack" };
