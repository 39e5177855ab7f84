import type { ChoiceStream } from "../../kernel/choices.ts";
import { CONTROLLER_HOST } from "../../scenario/dynamic-hosts.ts";
import { chance, pick, shuffled, weighted } from "./draw.ts";
import type { Targets } from "./targets.ts";

export interface Cut {
  readonly kind: "cut";
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly oneWay: boolean;
}

/** Whom a cut separates: one broker from much or little, or the cluster in two. */
export function drawCut(stream: ChoiceStream, broker: string, targets: Targets): Cut {
  const { brokers, servers, producers, consumers } = targets;
  const clients = [...producers, ...consumers];
  const others = brokers.filter((name) => name !== broker);
  const shape = weighted(stream, [
    [3, "all"],
    [4, "brokers"],
    [3, "zookeeper"],
    [2, "link"],
    [2, "clients"],
    [2, "halves"],
    [1, "controller"],
  ] as const);
  const oneWay = chance(stream, 35);
  const back = chance(stream, 50);
  const side = (from: readonly string[], to: readonly string[]): Cut => {
    const [x, y] = oneWay && back ? [to, from] : [from, to];
    return { kind: "cut", from: x, to: y, oneWay };
  };
  switch (shape) {
    case "all":
      return side([broker], [...others, ...servers, ...clients]);
    case "zookeeper":
      return side([broker], servers);
    case "clients":
      return side([broker], clients.length > 0 ? clients : servers);
    case "controller":
      return side([broker], [CONTROLLER_HOST]);
    case "halves": {
      const mixed = shuffled(stream, [...brokers, ...servers, ...clients]);
      const at = stream.between(1, mixed.length - 1);
      return side(mixed.slice(0, at), mixed.slice(at));
    }
    case "link":
      return side([broker], others.length > 0 ? [pick(stream, others)] : servers);
    case "brokers":
      return side([broker], others.length > 0 ? others : servers);
  }
}
