import * as z from "zod";
import { conditionSchema } from "./schema-condition.ts";
import { count, duration, hosts, localized, values } from "./schema-parts.ts";

const status = z.enum(["pending", "acked", "failed", "unknown", "unacknowledged"]);
const text = { text: localized };

export const expectation = z
  .union([
    z.strictObject({ lost: values, ...text }),
    z.strictObject({ lostUnacknowledged: values, ...text }),
    z.strictObject({ duplicated: values, ...text }),
    z.strictObject({ reordered: values, ...text }),
    z.strictObject({ status, records: values, ...text }),
    z.strictObject({ eventually: conditionSchema, ...text }),
    z.strictObject({ always: conditionSchema, after: conditionSchema.exactOptional(), ...text }),
    z.strictObject({ finally: conditionSchema, ...text }),
    z.strictObject({ order: z.array(conditionSchema).min(1), ...text }),
    z.strictObject({
      unavailable: z.string(),
      atLeast: duration.exactOptional(),
      atMost: duration.exactOptional(),
      ...text,
    }),
    z.strictObject({
      elapsed: z.strictObject({ from: conditionSchema, to: conditionSchema }),
      atLeast: duration.exactOptional(),
      atMost: duration.exactOptional(),
      ...text,
    }),
    z.strictObject({
      latency: z.strictObject({ records: values, percentile: count(1, 100) }),
      atLeast: duration.exactOptional(),
      atMost: duration.exactOptional(),
      ...text,
    }),
    z.strictObject({ processedTwice: values, ...text }),
    z.strictObject({ neverProcessed: values, group: z.string(), ...text }),
    z.strictObject({ overwritten: values, ...text }),
    z.strictObject({
      unconsumed: z.string(),
      group: z.string(),
      after: conditionSchema.exactOptional(),
      atLeast: duration.exactOptional(),
      atMost: duration.exactOptional(),
      ...text,
    }),
    z.strictObject({
      messages: z.strictObject({
        message: z.string(),
        from: hosts.exactOptional(),
        to: hosts.exactOptional(),
        after: conditionSchema.exactOptional(),
      }),
      atLeast: z.int().min(0).exactOptional(),
      atMost: z.int().min(0).exactOptional(),
      ...text,
    }),
    z.strictObject({ violations: z.array(z.string()), ...text }),
  ])
  .meta({ id: "Expectation", title: "expectation" });
