/** A Kafka version whose behaviour is simulated. */
export interface Era {
  /** As on the command line. */
  readonly name: string;
}

/** The head of the 2.8 branch in ZooKeeper mode, with its own inter.broker.protocol.version. */
export const ERA_2_8: Era = { name: "2.8" };

/** The eras there are, by name. */
export const ERAS: Readonly<Record<string, Era>> = { "2.8": ERA_2_8 };
export const DEFAULT_ERA = "2.8";
