import * as z from "zod";
import { broker, replicas, settings, values } from "./schema-parts.ts";
import type { Condition } from "./types.ts";

const number = z.union([
  z.int(),
  z.strictObject({ atLeast: z.int().exactOptional(), atMost: z.int().exactOptional() }),
]);

const offsets = z.array(z.int().min(0)).min(1);

/** A state of the cluster. */
export const conditionSchema: z.ZodType<Condition, Condition> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(conditionSchema).min(1) }),
      z.strictObject({ any: z.array(conditionSchema).min(1) }),
      z.strictObject({ not: conditionSchema }),
      z.strictObject({
        partition: z.string(),
        leader: z.int().min(-1).exactOptional(),
        leaderEpoch: number.exactOptional(),
        isr: z.array(broker).exactOptional(),
        isrSize: number.exactOptional(),
        replicas: replicas.exactOptional(),
        reassigning: z.boolean().exactOptional(),
      }),
      z.strictObject({
        topic: z.string(),
        exists: z.boolean().exactOptional(),
        partitions: number.exactOptional(),
        configs: settings.exactOptional(),
      }),
      z.strictObject({
        replica: z.string(),
        broker: z.union([broker, z.array(broker).min(1)]),
        role: z.enum(["leader", "follower", "offline", "none"]).exactOptional(),
        leaderEpoch: number.exactOptional(),
        logStartOffset: number.exactOptional(),
        highWatermark: number.exactOptional(),
        logEndOffset: number.exactOptional(),
        has: offsets.exactOptional(),
        lacks: offsets.exactOptional(),
        knows: z.strictObject({ follower: broker, logEndOffset: number }).exactOptional(),
      }),
      z.strictObject({
        controller: z.union([broker, z.literal("any")]),
        epoch: number.exactOptional(),
      }),
      z.strictObject({ broker, registered: z.boolean() }),
      z.strictObject({
        host: z.union([broker, z.string()]),
        life: z.enum(["up", "down", "paused"]),
      }),
      z.strictObject({ server: z.string(), role: z.enum(["looking", "following", "leading"]) }),
      z.strictObject({
        records: values,
        status: z.enum(["pending", "acked", "failed", "unknown", "unacknowledged"]),
      }),
      z.strictObject({
        processed: values,
        by: z.string().exactOptional(),
        times: number.exactOptional(),
      }),
      z.strictObject({
        group: z.string(),
        state: z
          .enum(["Empty", "PreparingRebalance", "CompletingRebalance", "Stable", "Dead"])
          .exactOptional(),
        generation: number.exactOptional(),
        members: number.exactOptional(),
        protocol: z.string().exactOptional(),
        coordinator: broker.exactOptional(),
      }),
      z.strictObject({ committed: z.string(), group: z.string(), offset: number }),
      z.strictObject({
        assignment: z.string(),
        partitions: z.union([z.array(z.string()), number]),
      }),
      z.strictObject({
        member: z.string(),
        state: z
          .enum(["unjoined", "preparingRebalance", "completingRebalance", "stable"])
          .exactOptional(),
        generation: number.exactOptional(),
      }),
      z.strictObject({ read: values, by: z.string().exactOptional() }),
      z.strictObject({ position: z.string(), client: z.string(), offset: number }),
      z.strictObject({ lag: z.string(), client: z.string(), count: number }),
      z.strictObject({ lag: z.string(), group: z.string(), count: number }),
      z.strictObject({
        error: z.string(),
        client: z.string().exactOptional(),
        times: number.exactOptional(),
      }),
    ]),
  )
  .meta({ id: "Condition", title: "condition" });
