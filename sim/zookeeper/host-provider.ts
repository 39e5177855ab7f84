import { assert, present } from "../kernel/assert.ts";
import type { ChoiceStream } from "../kernel/choices.ts";

/** The servers that a client may connect to, in an order of its own (StaticHostProvider). */
export class HostProvider {
  readonly #servers: readonly number[];
  #current = -1;
  /** Where the last session was established; at first, the beginning of the list. */
  #last = -1;

  constructor(servers: readonly number[], stream: ChoiceStream) {
    assert(servers.length > 0, "a client knows a server");
    const shuffled = [...servers];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = stream.next(i + 1);
      const moved = present(shuffled[i], "an index within");
      shuffled[i] = present(shuffled[j], "an index within");
      shuffled[j] = moved;
    }
    this.#servers = shuffled;
  }

  get count(): number {
    return this.#servers.length;
  }

  /** The server whose turn it is. */
  get current(): number {
    return present(this.#servers[this.#current], "next() comes first");
  }

  /** Goes on to the next server. Returns true when all were tried: then the client pauses first. */
  next(): boolean {
    this.#current = (this.#current + 1) % this.#servers.length;
    const all = this.#current === this.#last;
    if (this.#last === -1) this.#last = 0;
    return all;
  }

  /** A session was established with the current server. */
  connected(): void {
    this.#last = this.#current;
  }
}
