import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";
import { fromBase64Url, toBase64Url } from "./base64url.ts";

/** Most bytes that a packed value may become. */
export const MOST_UNPACKED_BYTES = 2_000_000;
/** Compressed bytes read at a time, so that a bomb is noticed before it has gone off. */
const SLICE_BYTES = 512;

/**
 * What packed values are likely to contain, the likeliest last. Part of the format of links: it may
 * not change within a version of theirs.
 */
const DICTIONARY =
  "unclean.leader.election.enabledefault.replication.factorauto.leader.rebalance.enable" +
  "zookeeper.session.timeout.msreplica.lag.time.max.mslog.flush.interval.messages" +
  "max.in.flight.requests.per.connectionretry.backoff.msrequest.timeout.msdelivery.timeout.ms" +
  '"auto.offset.reset":"earliest""enable.idempotence":true"min.insync.replicas":2' +
  '"network/broker-1>broker-2/FetchRequest"schedule/next"disk/broker-1/power-loss"' +
  '"group":"durability","importance":3,"title":{"en":"","zh":""},"explanation":{"en":"","zh":""},' +
  '"limits":{"virtualTime":"events":"brokerSettings":{"zookeeper":{"network":{"latency":"links":' +
  '[{"between":["cluster":{"brokers":3,"controller":3,"settings":{}},"topics":[{"name":"orders",' +
  '"assignment":[[1,2,3]],"configs":{}}],"clients":[{"name":"producer","producer":{"acks":"all"}},' +
  '{"name":"reader","consumer":{},"assign":["orders-0"]}],"steps":[{"sleep":"5s"},' +
  '{"expireSession":{"jumpClock":{"host":{"powerLoss":{"shutdown":{"pause":{"resume":{"reset":' +
  '{"hold":{"release":"message":"LeaderAndIsrRequest"{"produce":{"client":"producer",' +
  '"topic":"orders","partition":0,"values":"r0..r9"}},{"cut":{"from":1,"to":[2,3]}},' +
  '{"kill":1},{"heal":"all"},{"restart":1},{"wait":{"all":[{"any":[{"not":{"partition":"orders-0",' +
  '"leader":1,"leaderEpoch":"isr":[1,2,3],"isrSize":{"replica":"orders-0","broker":1,' +
  '"role":"follower","highWatermark":"logEndOffset":{"atLeast":"records":"r0..r9",' +
  '"status":"acked"}}],"expect":[{"lost":[],"text":{"en":"","zh":""}},{"duplicated":[],' +
  '{"violations":[],{"finally":{"control":{"title":{"en":"","zh":""},"change":{"topics":{"orders":' +
  '{"clients":{"producer":{"acks":"all"}}},"expect":[{"lost":[],"overrides":[["';

/** A JSON value as short text that fits in a link. */
export function packJson(value: unknown): string {
  const bytes = strToU8(JSON.stringify(value));
  return toBase64Url(deflateSync(bytes, { level: 9, dictionary: strToU8(DICTIONARY) }));
}

/** The JSON value of such a text; undefined when it is none, or is larger than it may be. */
export function unpackJson(text: string): unknown {
  const bytes = fromBase64Url(text);
  if (bytes === null) return undefined;
  try {
    const json = inflateWithin(bytes, MOST_UNPACKED_BYTES);
    return json === null ? undefined : (JSON.parse(json) as unknown);
  } catch {
    return undefined;
  }
}

function inflateWithin(bytes: Uint8Array, limit: number): string | null {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let complete = false;
  const inflate = new Inflate({ dictionary: strToU8(DICTIONARY) }, (chunk, final) => {
    total += chunk.length;
    chunks.push(chunk);
    complete = final;
  });
  for (let at = 0; at < bytes.length && total <= limit; at += SLICE_BYTES) {
    const end = Math.min(at + SLICE_BYTES, bytes.length);
    inflate.push(bytes.subarray(at, end), end === bytes.length);
  }
  if (total > limit || !complete) return null;
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return strFromU8(whole);
}
