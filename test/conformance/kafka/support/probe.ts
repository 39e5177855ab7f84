import type { Message } from "../../../../sim/kernel/connection.ts";
import type { Host } from "../../../../sim/kernel/host.ts";
import { type InFlightRequest, Link, type LinkOwner } from "../../../../sim/kernel/link.ts";
import type { Endpoint, Process } from "../../../../sim/kernel/process.ts";
import { ms } from "../../../../sim/kernel/time.ts";

/** A request that the probe sent, and its answer when it came. */
export interface ProbeRequest {
  readonly kind: number;
  readonly body: unknown;
  answer: unknown;
}

/** A client that sends whatever a vector asks for; each request has a connection of its own. */
export class Probe implements Process, LinkOwner {
  private readonly host: Host;
  private readonly requests = new Map<Link, ProbeRequest>();

  constructor(host: Host) {
    this.host = host;
  }

  start(): void {}
  onTimer(): void {}
  shutdown(): void {}
  onAccept(): Endpoint {
    throw new Error("nobody connects to the probe");
  }

  send(server: number, kind: number, body: unknown): ProbeRequest {
    const link = new Link(this.host, server, this, server, ms(10_000));
    const request: ProbeRequest = { kind, body, answer: null };
    this.requests.set(link, request);
    link.connect();
    return request;
  }

  onLinkConnected(link: Link): void {
    const request = this.requests.get(link);
    if (request !== undefined) {
      link.send(request.kind, request.body, 64, Number.POSITIVE_INFINITY, null);
    }
  }

  onLinkDisconnected(): void {}

  onLinkResponse(link: Link, _request: InFlightRequest, response: Message): void {
    const request = this.requests.get(link);
    if (request !== undefined) request.answer = response.body;
  }
}
