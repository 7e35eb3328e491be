/** The caller's side of a thread that answers calls: calls it, waits for answers, notices its end. */
import type { Worker, Transferable } from "node:worker_threads";
import { AppError } from "./errors.ts";
import type { Clock } from "./clock.ts";
import { startThread } from "./thread.ts";
import { unpackError, type AnswerMessage, type CallMessage } from "./thread-messages.ts";

type Call = (...parameters: never[]) => unknown;
type Calls<T> = { readonly [Name in keyof T]: Call };

interface OpenCall {
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

export interface CallExtras {
  readonly transfer?: readonly Transferable[];
  readonly onProgress?: ((progress: never) => void) | undefined;
}

export interface ThreadClientOptions {
  readonly clock: Clock;
  /** For messages: `the store`. */
  readonly name: string;
  /** Room for its short-lived objects, in MB, where it differs from that of other threads. */
  readonly youngMb?: number;
  /** Room for all its other objects, in MB: it cleans before it takes more, and dies where that is not enough. */
  readonly oldMb?: number;
}

/** One thread; all its open calls reject when it dies. */
export class ThreadClient<T extends Calls<T>> {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #open = new Map<number, OpenCall>();
  readonly #exited: Promise<void>;
  #number = 0;
  readonly #name: string;
  #dead: Error | undefined;

  private constructor(worker: Worker, { clock, name }: ThreadClientOptions) {
    this.#worker = worker;
    this.#clock = clock;
    this.#name = name;
    worker.on("message", (message: AnswerMessage) => {
      this.#answer(message);
    });
    worker.on("error", (error) => {
      this.#die(error);
    });
    worker.on("messageerror", (error) => {
      this.#die(error);
    });
    this.#exited = new Promise((resolve) => {
      worker.once("exit", () => {
        this.#die(new Error("its thread has ended"));
        resolve();
      });
    });
  }

  /** Starts the thread and waits until it is ready; rejects with what its start threw. */
  static async start<T extends Calls<T>>(
    module: URL,
    workerData: unknown,
    options: ThreadClientOptions,
  ): Promise<ThreadClient<T>> {
    const { youngMb, oldMb } = options;
    const limits = {
      ...(youngMb === undefined ? {} : { maxYoungGenerationSizeMb: youngMb }),
      ...(oldMb === undefined ? {} : { maxOldGenerationSizeMb: oldMb }),
    };
    const worker = startThread(module, { workerData, resourceLimits: limits });
    const client = new ThreadClient<T>(worker, options);
    try {
      await new Promise((resolve, reject) => {
        client.#open.set(0, { resolve, reject, onProgress: undefined });
      });
    } catch (error) {
      await client.#worker.terminate();
      throw error;
    }
    return client;
  }

  get isAlive(): boolean {
    return this.#dead === undefined;
  }

  async call<Name extends keyof T & string>(
    method: Name,
    parameters: Parameters<T[Name]>,
    extras: CallExtras = {},
  ): Promise<Awaited<ReturnType<T[Name]>>> {
    if (this.#dead) throw this.#dead;
    const number = ++this.#number;
    const now = this.#clock.now().getTime();
    const answer = new Promise((resolve, reject) => {
      this.#open.set(number, { resolve, reject, onProgress: extras.onProgress });
    });
    const message: CallMessage = { number, method, parameters, now };
    this.#worker.postMessage(message, extras.transfer ?? []);
    return (await answer) as Awaited<ReturnType<T[Name]>>;
  }

  /** Ends the thread at once, whatever it does; its open calls reject. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Resolves when the thread is gone. */
  async exited(): Promise<void> {
    await this.#exited;
  }

  #answer(message: AnswerMessage): void {
    const call = this.#open.get(message.number);
    if (!call) return;
    if (message.kind === "progress") {
      call.onProgress?.(message.progress as never);
      return;
    }
    this.#open.delete(message.number);
    if (message.kind === "result") call.resolve(message.result);
    else call.reject(unpackError(message.error));
  }

  #die(cause: Error): void {
    this.#dead ??= new AppError("S001", `${this.#name} does not answer: ${cause.message}.`, {
      cause,
    });
    for (const call of this.#open.values()) call.reject(this.#dead);
    this.#open.clear();
  }
}
