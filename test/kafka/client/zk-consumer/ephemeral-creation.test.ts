import { expect, test } from "vitest";
import {
  ephemeralCreation,
  ephemeralNext,
  ephemeralRequest,
} from "../../../../sim/kafka/client/zk-consumer/ephemeral-creation.ts";
import type { ErrorName, Reply, Stat } from "../../../../sim/zookeeper/types.ts";

const STAT: Stat = {
  czxid: 1,
  mzxid: 1,
  pzxid: 1,
  version: 0,
  cversion: 0,
  ephemeralOwner: 1,
  dataLength: 1,
  numChildren: 0,
};
const CREATION = ephemeralCreation("/consumers/g/owners/t/0", "me");

function error(name: ErrorName): Reply {
  return { op: "error", error: name };
}

function after(...replies: readonly Reply[]) {
  let creation = CREATION;
  for (const [i, reply] of replies.entries()) {
    const next = ephemeralNext(creation, [reply]);
    if (i === replies.length - 1) return next;
    if (typeof next === "string") throw new Error(`it ended as ${next}`);
    creation = next;
  }
  return creation;
}

test("it is created where nothing is", () => {
  expect(after({ op: "create", path: CREATION.path, stat: STAT })).toBe("created");
});

test("what is missing above it is created first", () => {
  const parents = after(error("NO_NODE"));
  expect(typeof parents === "string" ? [] : ephemeralRequest(parents).operations).toEqual(
    ["/consumers", "/consumers/g", "/consumers/g/owners", "/consumers/g/owners/t"].map((path) => {
      return { op: "create", path, data: "", mode: "persistent" };
    }),
  );
  expect(after(error("NO_NODE"), error("NODE_EXISTS"))).toEqual(CREATION);
});

test("what is there is its own if it says the same, for an answer may have been lost", () => {
  const found = (data: string): Reply => ({ op: "getData", data, stat: STAT });
  expect(after(error("NODE_EXISTS"), found("me"))).toBe("created");
  expect(after(error("NODE_EXISTS"), found("other"))).toBe("conflict");
  // It went away in between: that is for the next attempt.
  expect(after(error("NODE_EXISTS"), error("NO_NODE"))).toBe("conflict");
});
