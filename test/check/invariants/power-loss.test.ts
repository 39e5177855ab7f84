import { expect, test } from "vitest";
import { FOLLOWER, LEADER, Script, values } from "../support.ts";

test("a difference that a leader spread after it lost its log with the power is no bug", () => {
  const script = new Script({ acks: -1 }).start();
  const batch = script.batch(values(5));
  for (const broker of [1, 2, 3]) script.append(broker, 0, 5, 0, batch);
  script.hw(1, 5).hw(2, 5).hw(3, 5);
  script.kill(3, "lost power").boot(3, 0);
  script.truth(3, 1, [3]).role(3, LEADER, 1, [3]).role(2, FOLLOWER, 1).truncate(2, 0);
  const after = script.batch(values(5, "s"));
  script.append(3, 0, 5, 1, after).append(2, 0, 5, 1, after).hw(3, 5).hw(2, 5);
  const found = script.checker.violations.filter(({ invariant }) => invariant === "log-matching");
  expect(found).toMatchObject([{ class: "beyond the guarantee" }]);
  const args = found.map(({ told }) => told.args);
  expect(args).toMatchObject([{ partition: "orders-0", offset: 0 }]);
});
