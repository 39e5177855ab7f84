import { assert } from "./assert.ts";
import type { Micros } from "./time.ts";

/** The network interface of a machine: what all its connections together can move, each way. */
export interface NicProperties {
  /** Bytes per microsecond (1 is 8 Mbit/s). */
  readonly bytesPerUs: number;
}

interface Nic {
  readonly bytesPerUs: number;
  sendsFreeAt: Micros;
  receivesFreeAt: Micros;
}

/**
 * Network interfaces of the machines that have one: messages leave one after the other, and arrive
 * one after the other, whatever their connections.
 */
export class Nics {
  private readonly nics: (Nic | undefined)[] = [];

  set(host: number, { bytesPerUs }: NicProperties): void {
    assert(bytesPerUs > 0, "a network interface moves bytes");
    while (this.nics.length <= host) this.nics.push(undefined);
    this.nics[host] = { bytesPerUs, sendsFreeAt: 0, receivesFreeAt: 0 };
  }

  /** How long a host needs to send that many bytes, by itself. */
  sendingUs(host: number, bytes: number): Micros {
    const nic = this.nics[host];
    return nic === undefined ? 0 : Math.ceil(bytes / nic.bytesPerUs);
  }

  /** When the last byte has left a host that may begin to send at `from`. */
  sent(host: number, from: Micros, bytes: number): Micros {
    const nic = this.nics[host];
    if (nic === undefined) return from;
    nic.sendsFreeAt = Math.max(from, nic.sendsFreeAt) + Math.ceil(bytes / nic.bytesPerUs);
    return nic.sendsFreeAt;
  }

  /** When a host has received what comes to it from `first` (the first byte) to `last`. */
  received(host: number, first: Micros, last: Micros, bytes: number): Micros {
    const nic = this.nics[host];
    if (nic === undefined) return last;
    const takesUs = Math.ceil(bytes / nic.bytesPerUs);
    nic.receivesFreeAt = Math.max(last, Math.max(first, nic.receivesFreeAt) + takesUs);
    return nic.receivesFreeAt;
  }
}
