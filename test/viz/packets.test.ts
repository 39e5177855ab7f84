import { describe, expect, test } from "vitest";
import { layoutCluster } from "../../viz/draw/cluster-layout.ts";
import { packetShare, placePackets } from "../../viz/draw/packets.ts";
import type { PacketView } from "../../viz/model/view.ts";

const layout = layoutCluster(
  [
    { id: "broker-1", kind: "broker" },
    { id: "broker-2", kind: "broker" },
  ],
  { narrow: false, aspect: 0.5 },
);

function packet(change: Partial<PacketView> = {}): PacketView {
  return {
    id: 1,
    from: "broker-1",
    to: "broker-2",
    kind: "FetchRequest",
    class: "fetch",
    response: false,
    sendUs: 1000,
    endUs: 2000,
    dropped: false,
    held: false,
    ...change,
  };
}

describe("a packet", () => {
  test.each([
    [1000, 0],
    [1250, 0.25],
    [1500, 0.5],
    [2000, 1],
  ])("at %i µs has gone %d of its way, no more and no less", (timeUs, share) => {
    expect(packetShare(packet(), timeUs)).toBe(share);
  });

  test("never stands outside its way", () => {
    expect(packetShare(packet(), 0)).toBe(0);
    expect(packetShare(packet(), 9000)).toBe(1);
    expect(packetShare(packet({ endUs: 1000 }), 1000)).toBe(1);
  });

  test("that a cut holds waits before the cut, whatever the time", () => {
    const held = packet({ held: true });
    expect(packetShare(held, 1999)).toBe(packetShare(held, 1001));
    expect(packetShare(held, 1999)).toBeLessThan(0.5);
  });

  test("is drawn alone among up to twelve on a way, and counted among more", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => packet({ id: i + 1, sendUs: 1000 + i }));
    expect(placePackets(many(12), layout, 1500).map(({ count }) => count)).toEqual(
      Array(12).fill(1),
    );
    expect(placePackets(many(13), layout, 1500)).toMatchObject([{ count: 13 }]);
  });

  test("between hosts that are not drawn is not drawn", () => {
    expect(placePackets([packet({ to: "nobody" })], layout, 1500)).toEqual([]);
  });
});
