import type {
  Args,
  Failure,
  FailureCode,
  OperationName,
  Progress,
  RequestMessage,
  ResponseMessage,
  Result,
} from "./protocol.ts";

/** The worker could not do what it was asked; carries what to tell the person. */
export class WorkerFailure extends Error {
  override readonly name = "WorkerFailure";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail.en);
    this.failure = failure;
  }
}

/** A failure whose particulars are the same in every language. */
export function failed(code: FailureCode, detail: string): Failure {
  return { code, detail: { en: detail, zh: detail } };
}

export interface WorkerClient {
  /**
   * Asks the worker. Of several requests of one operation only the latest is answered; the others get
   * null.
   * @throws {WorkerFailure} when the input is bad
   */
  call<K extends OperationName>(
    op: K,
    args: Args<K>,
    transfer?: readonly Transferable[],
  ): Promise<Result<K> | null>;
  /** Told how far the run that is being opened is. */
  onProgress: ((progress: Progress) => void) | null;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export function workerClient(worker: Worker): WorkerClient {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  const client: WorkerClient = {
    onProgress: null,
    call(op, args, transfer = []) {
      const id = nextId++;
      const message = { id, op, args } as RequestMessage;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
        worker.postMessage(message, [...transfer]);
      });
    },
  };
  worker.onmessage = ({ data }: MessageEvent<ResponseMessage>) => {
    if (data.kind === "progress") {
      client.onProgress?.(data.progress);
      return;
    }
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === "result") call?.resolve(data.result);
    else if (data.kind === "superseded") call?.resolve(null);
    else call?.reject(new WorkerFailure(data.failure));
  };
  worker.onerror = (event) => {
    const failure = failed("internal", event.message);
    for (const call of waiting.values()) call.reject(new WorkerFailure(failure));
    waiting.clear();
  };
  return client;
}
