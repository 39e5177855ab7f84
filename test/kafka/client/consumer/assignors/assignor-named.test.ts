import { describe, expect, test } from "vitest";
import {
  ASSIGNOR_NAMES,
  assignorNamed,
  assignorNameOf,
} from "../../../../../sim/kafka/client/consumer/assignors/assignor-named.ts";

describe("the name of an assignor", () => {
  test("is Kafka's class or the name in the protocol", () => {
    expect(assignorNameOf("org.apache.kafka.clients.consumer.RangeAssignor")).toBe("range");
    expect(assignorNameOf("CooperativeStickyAssignor")).toBe("cooperative-sticky");
    expect(ASSIGNOR_NAMES.map(assignorNameOf)).toEqual([...ASSIGNOR_NAMES]);
    expect(assignorNameOf("toString")).toBeNull();
    expect(assignorNameOf("com.example.RangeAssignor")).toBeNull();
  });

  test.each(ASSIGNOR_NAMES)("makes the assignor %s", (name) => {
    expect(assignorNamed(name, "quotas").name).toBe(name);
  });
});
