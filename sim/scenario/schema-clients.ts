import * as z from "zod";
import { count, duration, id, settings, values } from "./schema-parts.ts";

const fails = z.strictObject({
  values,
  times: count(1, 1_000_000).exactOptional(),
  // biome-ignore lint/suspicious/noThenProperty: it is a key of scenarios, and nothing awaits them
  then: z.enum(["retry", "skip", "seekBack", "exit"]),
});

const forward = z.strictObject({ topic: z.string(), producer: settings.exactOptional() });

const application = {
  processing: duration,
  thread: z.enum(["poll", "worker"]),
  commit: z.enum(["beforeProcessing", "afterProcessing", "afterEachRecord"]),
  commitMode: z.enum(["sync", "async"]),
  onRevoked: z.enum(["nothing", "commit"]),
  effect: z.enum(["append", "put", "unique", "fenced"]),
  fails,
  forward,
};

/** What a control changes of an application. */
export const applicationChange = z.strictObject({
  processing: application.processing.nullable().exactOptional(),
  thread: application.thread.nullable().exactOptional(),
  commit: application.commit.nullable().exactOptional(),
  commitMode: application.commitMode.nullable().exactOptional(),
  onRevoked: application.onRevoked.nullable().exactOptional(),
  effect: application.effect.nullable().exactOptional(),
  fails: fails.nullable().exactOptional(),
  forward: forward.nullable().exactOptional(),
});

const ofAnyClient = {
  name: id,
  era: z.string().exactOptional(),
  starts: z.literal("byStep").exactOptional(),
};

export const client = z
  .union([
    z.strictObject({ ...ofAnyClient, producer: settings }),
    z.strictObject({
      ...ofAnyClient,
      consumer: settings,
      assign: z.array(z.string()).min(1).exactOptional(),
      subscribe: z.array(z.string()).min(1).exactOptional(),
      application: z
        .strictObject({
          processing: application.processing.exactOptional(),
          thread: application.thread.exactOptional(),
          commit: application.commit.exactOptional(),
          commitMode: application.commitMode.exactOptional(),
          onRevoked: application.onRevoked.exactOptional(),
          effect: application.effect.exactOptional(),
          fails: fails.exactOptional(),
          forward: forward.exactOptional(),
        })
        .exactOptional(),
      delays: z.record(z.string(), duration).exactOptional(),
    }),
  ])
  .meta({ id: "Client", title: "client" });
