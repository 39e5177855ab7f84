import type { Host } from "../kernel/host.ts";
import { Nics } from "../kernel/nics.ts";
import { Storage } from "../kernel/storage.ts";
import type { HardwareDescription } from "./description.ts";

/** Gives a host a disk that takes time, and a network interface that its connections share. */
export function installHardware(host: Host, { storage, nic }: HardwareDescription): void {
  const { network } = host.simulation;
  host.storage = new Storage(host, storage);
  network.nics ??= new Nics();
  network.nics.set(host.index, nic);
}
