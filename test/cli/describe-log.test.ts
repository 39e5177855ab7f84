import { describe, expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { fakeIo } from "./fake-io.ts";

const ID = "leader-failover-happy";

interface LogDirs {
  readonly brokers: readonly {
    readonly broker: number;
    readonly logDirs: readonly {
      readonly partitions: readonly { readonly partition: string; readonly size: number }[];
    }[];
  }[];
}

interface LogsJson {
  readonly brokers: readonly {
    readonly broker: number;
    readonly isRunning: boolean;
    readonly logDirs: readonly {
      readonly logs: readonly {
        readonly sizeBytes: number;
        readonly logEndOffset: number | null;
        readonly segments: readonly {
          readonly batches: readonly {
            readonly position: number;
            readonly sizeBytes: number;
            readonly crc: number;
            readonly records: readonly { readonly offset: number; readonly value: string }[];
          }[];
        }[];
      }[];
    }[];
  }[];
}

async function describeLog(...more: readonly string[]): Promise<string> {
  const io = fakeIo();
  const status = await main(["describe", ID, "log", ...more], io);
  expect(io.err()).toBe("");
  expect(status).toBe(0);
  return io.out();
}

async function complaintOf(...more: readonly string[]): Promise<string> {
  const io = fakeIo();
  expect(await main(["describe", ID, ...more], io)).toBe(4);
  expect(io.out()).toBe("");
  return io.err();
}

async function logDirsOf(...more: readonly string[]): Promise<LogDirs> {
  const [, , json = ""] = (await describeLog(...more)).split("\n");
  return JSON.parse(json) as LogDirs;
}

async function dumpJson(...more: readonly string[]) {
  const output = await describeLog("--dump", "orders-0", "--json", ...more);
  const [broker] = (JSON.parse(output) as LogsJson).brokers;
  const log = broker?.logDirs[0]?.logs[0];
  if (broker === undefined || log === undefined) throw new Error("a dump has a log");
  return { broker, log };
}

describe("log directories", () => {
  test("are those of the brokers that run", async () => {
    const brokers = async (at: string) =>
      (await logDirsOf("--at", at)).brokers.map(({ broker }) => broker);
    expect(await brokers("3s")).toEqual([1, 2, 3]);
    expect(await brokers("12.5s")).toEqual([2, 3]);
  });

  test("hold logs that grow with what was sent", async () => {
    const size = async (at: string) => {
      const [first] = (await logDirsOf("--at", at, "--broker-list", "2")).brokers;
      return first?.logDirs[0]?.partitions[0]?.size;
    };
    expect(await size("3s")).toBe(0);
    expect(await size("26s")).toBe((await dumpJson()).log.sizeBytes);
  });

  test("have the keys of the tool, in its order", async () => {
    const keys = async (era: string) =>
      [...(await describeLog("--era", era)).matchAll(/"([a-zA-Z]+)":/g)]
        .slice(0, 9)
        .map((m) => m[1]);
    expect(await keys("2.8")).toEqual([
      "version",
      "brokers",
      "broker",
      "logDirs",
      "logDir",
      "error",
      "partitions",
      "partition",
      "size",
    ]);
    // What java.util.HashMap makes of the same.
    expect(await keys("3.9")).toEqual([
      "brokers",
      "broker",
      "logDirs",
      "partitions",
      "partition",
      "size",
      "offsetLag",
      "isFuture",
      "error",
    ]);
  });

  test("are those of the topics that are named", async () => {
    const [first] = (await logDirsOf("--topic-list", "payments")).brokers;
    expect(first?.logDirs[0]?.partitions).toEqual([]);
  });
});

describe("a dump", () => {
  test("is of the leader, unless others are named, running or not", async () => {
    expect((await dumpJson("--at", "25s")).broker.broker).toBe(2);
    const { broker, log } = await dumpJson("--at", "12.5s", "--broker-list", "1");
    expect(broker).toMatchObject({ broker: 1, isRunning: false });
    expect(log.logEndOffset).toBeNull();
    expect(log.segments[0]?.batches).not.toEqual([]);
  });

  test("has every batch where the one before ends, and every record once", async () => {
    const { log } = await dumpJson();
    const batches = log.segments.flatMap((segment) => segment.batches);
    let position = 0;
    for (const batch of batches) {
      expect(batch.position).toBe(position);
      position += batch.sizeBytes;
    }
    expect(position).toBe(log.sizeBytes);
    const records = batches.flatMap((batch) => batch.records);
    expect(records.map(({ offset }) => offset)).toEqual(records.map((_, i) => i));
    expect(records.map(({ value }) => value)).toEqual(records.map((_, i) => `r${i}`));
    expect(log.logEndOffset).toBe(records.length);
  });

  test("of replicas that hold the same tells the same checksums", async () => {
    const crcs = async (broker: string) =>
      (await dumpJson("--broker-list", broker)).log.segments.flatMap(({ batches }) =>
        batches.map(({ crc }) => crc),
      );
    const [first] = await crcs("2");
    expect(first).toBeGreaterThan(0);
    expect(await crcs("3")).toEqual(await crcs("2"));
  });
});

describe("what cannot be told is said in a line", () => {
  test.each([
    [["log", "--dump", "orders-9"], "--dump: no broker has files of orders-9 at that moment"],
    [["log", "--broker-list", "7"], "--broker-list: there is no broker 7; there are 1, 2, 3"],
    [["log", "--broker-list", "x"], "--broker-list: x is not a broker's id"],
    [
      ["log", "--at", "12.5s", "--broker-list", "1"],
      "--broker-list: broker 1 does not run at that moment",
    ],
    [["log", "--print-data-log"], "--print-data-log: only a dump has records"],
    [["topics", "--dump", "orders-0"], "--dump: only log has it, not topics"],
    [["log", "--topic", "orders"], "--topic: only topics have it, not log"],
  ])("%j", async (more, said) => {
    const complaint = await complaintOf(...more);
    expect(complaint).toContain(said);
    expect(complaint.trim().split("\n")).toHaveLength(1);
  });
});
