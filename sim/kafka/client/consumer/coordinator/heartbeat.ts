import type { Host } from "../../../../kernel/host.ts";
import type { Micros } from "../../../../kernel/time.ts";
import { ExponentialBackoff } from "../../exponential-backoff.ts";
import type { GroupRebalanceConfig } from "./group-rebalance-config.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** When a member's next heartbeat is due, and until when its session and its polls are good (`Heartbeat`). */
export class Heartbeat {
  /** Monotonic times of the host. */
  nextAtUs: Micros = 0;
  sessionExpiresAtUs: Micros = NEVER;
  /** Infinity while the application is inside poll. */
  pollExpiresAtUs: Micros = NEVER;
  private readonly host: Host;
  private readonly config: GroupRebalanceConfig;
  private readonly backoff: ExponentialBackoff;
  private attempts = 0;

  constructor(host: Host, config: GroupRebalanceConfig) {
    this.host = host;
    this.config = config;
    const stream = host.simulation.choices.stream(`client/${host.name}/heartbeat`);
    this.backoff = new ExponentialBackoff(config.retryBackoff, stream);
  }

  /** The application is inside poll: it is not late. */
  poll(): void {
    this.pollExpiresAtUs = NEVER;
  }

  /** The application left poll. */
  pollEnded(): void {
    this.pollExpiresAtUs = this.host.monotonicUs() + this.config.rebalanceTimeoutUs;
  }

  sent(): void {
    this.nextAtUs = this.host.monotonicUs() + this.config.heartbeatIntervalUs;
  }

  received(): void {
    this.attempts = 0;
    this.resetSession();
  }

  failed(): void {
    this.nextAtUs = this.host.monotonicUs() + this.backoff.backoffUs(this.attempts++);
  }

  /** A generation began. */
  resetTimeouts(): void {
    this.resetSession();
    this.sent();
    if (this.pollExpiresAtUs !== NEVER) this.pollEnded();
  }

  resetSession(): void {
    this.sessionExpiresAtUs = this.host.monotonicUs() + this.config.sessionTimeoutUs;
  }

  get isDue(): boolean {
    return this.nextAtUs <= this.host.monotonicUs();
  }

  get isSessionExpired(): boolean {
    return this.sessionExpiresAtUs <= this.host.monotonicUs();
  }

  get isPollExpired(): boolean {
    return this.pollExpiresAtUs <= this.host.monotonicUs();
  }
}
