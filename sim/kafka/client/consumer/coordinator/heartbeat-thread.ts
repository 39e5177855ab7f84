import type { Host } from "../../../../kernel/host.ts";
import type { Micros } from "../../../../kernel/time.ts";
import { type ErrorCode, Errors } from "../../../errors.ts";
import { MEMBER_STATES } from "../../../facts.ts";
import { TIMER_HEARTBEAT } from "../../../timers.ts";
import { WakeTimer } from "../../wake-timer.ts";
import type { CoordinatorChannel } from "./coordinator-channel.ts";
import type { GroupRebalanceConfig } from "./group-rebalance-config.ts";
import { Heartbeat } from "./heartbeat.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** The member whose heartbeats a thread sends. */
export interface HeartbeatOwner {
  readonly state: number;
  sendHeartbeat(): void;
  maybeLeaveGroup(): void;
}

/**
 * Keeps a member in its group (`AbstractCoordinator.HeartbeatThread`): heartbeats, looks for the coordinator
 * when it is lost, and leaves when the application does not poll any more. Before KIP-62 there is no
 * such thread, and the same is done within poll only. It sleeps until something is due, where Kafka's
 * looks every `retry.backoff.ms`.
 */
export class HeartbeatThread {
  readonly heartbeat: Heartbeat;
  /** The thread died of this; poll throws it. NONE while it lives. */
  failure: ErrorCode = Errors.NONE;
  private readonly host: Host;
  private readonly config: GroupRebalanceConfig;
  private readonly channel: CoordinatorChannel;
  private readonly owner: HeartbeatOwner;
  private readonly timer: WakeTimer;
  private enabled = false;
  /** When it looks whether a connection opened, over which a request waits to go. */
  private networkPollAtUs: Micros = NEVER;
  private inFlight = 0;

  constructor(
    host: Host,
    config: GroupRebalanceConfig,
    channel: CoordinatorChannel,
    owner: HeartbeatOwner,
  ) {
    this.host = host;
    this.config = config;
    this.channel = channel;
    this.owner = owner;
    this.heartbeat = new Heartbeat(host, config);
    this.timer = new WakeTimer(host);
  }

  /** It reads answers while the application is busy. */
  get pollsNetwork(): boolean {
    return this.config.heartbeatThread && this.enabled;
  }

  /** When it has something to do; Infinity: not before an event of the network. */
  get nextAtUs(): Micros {
    if (!this.enabled) return NEVER;
    const { lookup } = this.channel;
    if (lookup.isUnknown) return Math.min(lookup.backgroundRetryAtUs, this.networkPollAtUs);
    const { nextAtUs, sessionExpiresAtUs, pollExpiresAtUs } = this.heartbeat;
    const heartbeatAtUs = this.mayHeartbeat ? nextAtUs : NEVER;
    return Math.min(heartbeatAtUs, sessionExpiresAtUs, pollExpiresAtUs, this.networkPollAtUs);
  }

  /** Only a member with a generation heartbeats. */
  onStateChanged(): void {
    const { state } = this.owner;
    const completing = state === MEMBER_STATES.COMPLETING_REBALANCE;
    const enabled =
      state === MEMBER_STATES.STABLE || (completing && this.config.heartbeatsWhileCompleting);
    if (enabled && !this.enabled) this.heartbeat.resetTimeouts();
    this.enabled = enabled;
  }

  onCoordinatorFound(): void {
    this.heartbeat.resetSession();
  }

  heartbeatReceived(): void {
    this.inFlight = 0;
    this.heartbeat.received();
  }

  heartbeatFailed(): void {
    this.inFlight = 0;
    this.heartbeat.failed();
  }

  onTimer(): void {
    this.timer.fired();
    this.networkPollAtUs = NEVER;
    this.step();
    this.arm();
  }

  /** Does what is due. */
  step(): void {
    this.channel.pollInBackground();
    if (!this.isActive) return;
    if (!this.channel.lookup.isUnknown && this.heartbeat.isSessionExpired)
      this.channel.markUnknown(false);
    if (this.channel.lookup.isUnknown) this.channel.lookupInBackground();
    else if (this.heartbeat.isPollExpired) this.owner.maybeLeaveGroup();
    else if (this.mayHeartbeat && this.heartbeat.isDue) {
      this.inFlight++;
      this.heartbeat.sent();
      this.owner.sendHeartbeat();
    }
  }

  /** Sets the alarm for what is due next. */
  arm(): void {
    if (!this.config.heartbeatThread) return;
    const { timer } = this;
    if (this.channel.isIdle) this.networkPollAtUs = NEVER;
    else if (this.networkPollAtUs === NEVER)
      this.networkPollAtUs = this.host.monotonicUs() + this.config.retryBackoffUs;
    timer.begin();
    timer.propose(this.isActive ? this.nextAtUs : NEVER, TIMER_HEARTBEAT);
    timer.commit();
  }

  cancel(): void {
    this.enabled = false;
    this.timer.cancel();
  }

  private get isActive(): boolean {
    return this.enabled && this.failure === Errors.NONE;
  }

  /** Within poll there is one heartbeat at a time; the thread sends them whatever the answers do. */
  private get mayHeartbeat(): boolean {
    return this.config.heartbeatThread || this.inFlight === 0;
  }
}
