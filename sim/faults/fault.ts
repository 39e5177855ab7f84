import type { ConfigValues } from "../kafka/config/config.ts";
import type { Era } from "../kafka/era/eras.ts";
import type { PowerLossExtent } from "../kernel/disk.ts";
import type { Micros } from "../kernel/time.ts";

/** A fault, or its end, as plain data. Hosts go by name. */
export type Fault =
  /** First start of a process, or the first after its end. */
  | { readonly kind: "start"; readonly hosts: readonly string[] }
  | { readonly kind: "kill"; readonly hosts: readonly string[] }
  | {
      readonly kind: "powerLoss";
      readonly hosts: readonly string[];
      /** Which of the bytes that were never synced are lost. */
      readonly lose: PowerLossExtent;
    }
  | {
      readonly kind: "restart";
      readonly hosts: readonly string[];
      /** Brokers come back in this version; absent: in the one they had. */
      readonly era?: Era;
      /** Broker settings that are added to those they had. */
      readonly settings?: ConfigValues;
    }
  /** The operator asks for a clean shutdown. */
  | { readonly kind: "shutdown"; readonly hosts: readonly string[] }
  | {
      readonly kind: "pause";
      readonly hosts: readonly string[];
      /** `stop`: the machine's clocks stand still too (a suspended VM); `run`: only the process does. */
      readonly clocks: "run" | "stop";
    }
  | { readonly kind: "resume"; readonly hosts: readonly string[] }
  /** Holds everything that `from` sends to `to`, and back unless `oneWay`. */
  | ({ readonly kind: "cut" } & Links)
  | ({ readonly kind: "heal" } & Links)
  | { readonly kind: "healAll" }
  /** Holds one kind of message from `from` to `to`, and what follows it on the same connection. */
  | ({ readonly kind: "hold" } & Messages)
  | ({ readonly kind: "release" } & Messages)
  /** Ends every connection between two sets of hosts, both sides at once. */
  | { readonly kind: "reset"; readonly from: readonly string[]; readonly to: readonly string[] }
  /** The ZooKeeper server expires the session of that host now; the host learns of it on reconnecting. */
  | { readonly kind: "expireSession"; readonly host: string }
  | { readonly kind: "jumpClock"; readonly host: string; readonly byUs: Micros }
  /** Every access to what is in that directory of the host's disk is an I/O error from now on. */
  | { readonly kind: "failLogDir"; readonly host: string; readonly dir: string }
  /** The directory can be read and written again; Kafka looks at it again when it starts. */
  | { readonly kind: "repairLogDir"; readonly host: string; readonly dir: string }
  /** Bits of the batch with that record flip on the broker's disk, whether or not it runs. */
  | {
      readonly kind: "corrupt";
      readonly host: string;
      /** `topic-partition`. */
      readonly partition: string;
      readonly offset: number;
    }
  /** Each fsync of a ZooKeeper server's log takes that long from now on; 0: no time. */
  | { readonly kind: "slow"; readonly hosts: readonly string[]; readonly syncUs: Micros }
  /** The disk of a broker whose work takes time is so many times slower, or stands still. */
  | {
      readonly kind: "slowDisk";
      readonly hosts: readonly string[];
      readonly slowdown: number | "stalled";
    };

export interface Links {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly oneWay: boolean;
}

export interface Messages {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Name of the message kind, such as `LeaderAndIsrRequest` or `zookeeper.multi.response`. */
  readonly message: string;
}
