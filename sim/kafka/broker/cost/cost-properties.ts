import type { Micros } from "../../../kernel/time.ts";

/** What a broker's processor needs for its work. See docs/cost-model.md for where the defaults come from. */
export interface CpuProperties {
  /** Of a request handler thread, for any request: decoding, looking up, encoding the answer. */
  readonly requestUs: Micros;
  /** For each batch that is appended, and each partition that is read: one entry of a log. */
  readonly batchUs: Micros;
  /** Of a byte whose checksum is computed. */
  readonly crcNsPerByte: number;
  /** Of a byte that is copied once from memory to memory. */
  readonly copyNsPerByte: number;
  /** From user mode to the kernel, or back. */
  readonly contextSwitchUs: Micros;
}

/** What it costs a broker to serve; see {@link RequestPath}. */
export interface CostProperties {
  readonly cpu: CpuProperties;
  /**
   * Whether records go from the page cache to the network without passing through the process
   * (`sendfile`). With TLS they cannot: they have to be encrypted there.
   */
  readonly zeroCopy: boolean;
}

/** Copies and changes of mode of one system call that sends or receives bytes of the process. */
const CALL = { copies: 2, switches: 2 };
/** From the page cache to the network card in one call. */
const SENDFILE = { copies: 1, switches: 2 };
/** From the page cache to the process, to the socket buffer, to the network card: two calls. */
const READ_AND_WRITE = { copies: 3, switches: 4 };

interface Transfer {
  readonly copies: number;
  readonly switches: number;
}

/** Microseconds in which a thread moves so many bytes. */
function transferUs(
  { copyNsPerByte, contextSwitchUs }: CpuProperties,
  { copies, switches }: Transfer,
  bytes: number,
): number {
  return switches * contextSwitchUs + (copies * bytes * copyNsPerByte) / 1000;
}

/** Microseconds of a network thread for a request that it reads from its socket. */
export function receiveUs({ cpu }: CostProperties, bytes: number): number {
  return transferUs(cpu, CALL, bytes);
}

/**
 * Microseconds of a network thread for a response that it writes to its socket.
 * @param fileBytes how many of its bytes are records from a log
 */
export function sendUs(
  { cpu, zeroCopy }: CostProperties,
  bytes: number,
  fileBytes: number,
): number {
  const rest = transferUs(cpu, CALL, bytes - fileBytes);
  if (fileBytes === 0) return rest;
  return rest + transferUs(cpu, zeroCopy ? SENDFILE : READ_AND_WRITE, fileBytes);
}

/** Microseconds for batches that are checked and written to the page cache: one copy. */
export function appendUs({ cpu }: CostProperties, batches: number, bytes: number): number {
  return batches * cpu.batchUs + (bytes * (cpu.crcNsPerByte + cpu.copyNsPerByte)) / 1000;
}
