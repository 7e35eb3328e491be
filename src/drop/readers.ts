/** What reading threads do for the import; one that dies fails its own job only. */
import type { MessagePort, Worker } from "node:worker_threads";
import {
  AppError,
  fromSystem,
  InputError,
  OperatorError,
  systemCode,
  TransientError,
} from "../core/errors.ts";
import { isErrorCode } from "../core/codes.ts";
import { createReaderThreads } from "./reader-threads.ts";
import type { FeedJob, JobFile, ReaderJob, ReaderReply, RejectedJob } from "./reader-jobs.ts";

export interface RejectedFile {
  readonly name: string;
  readonly rows: number;
}

export interface Readers extends AsyncDisposable {
  /** Resolves when each file was sent whole, or refused through the feed. */
  feed(job: Omit<FeedJob, "kind">, signal: AbortSignal): Promise<void>;
  /** Reads a file of jobs. */
  jobs(path: string, signal: AbortSignal): Promise<JobFile>;
  rejected(job: Omit<RejectedJob, "kind">, signal: AbortSignal): Promise<RejectedFile | undefined>;
}

/** The reading thread ended without an answer: out of memory, or a fault in native code. */
export class ReaderDied extends Error {
  override readonly name = "ReaderDied";
}

/** @param heapMb most memory of one thread for JavaScript objects; past it the thread dies. */
export function createReaders(heapMb: number): Readers {
  const threads = createReaderThreads(heapMb);
  let lastId = 0;

  async function run(
    job: ReaderJob,
    transfer: MessagePort[],
    signal: AbortSignal,
  ): Promise<unknown> {
    signal.throwIfAborted();
    const worker = threads.take();
    const id = ++lastId;
    try {
      const answer = await ask(worker, { id, job, transfer }, signal);
      threads.release(worker);
      return answer;
    } catch (error) {
      // A module that could not be loaded (no descriptor was left) stays broken in its thread for ever.
      void worker.terminate();
      throw error;
    }
  }

  return {
    async feed(job, signal) {
      await run({ kind: "feed", ...job }, [job.port], signal);
    },
    async jobs(path, signal) {
      return (await run({ kind: "jobs", path }, [], signal)) as JobFile;
    },
    async rejected(job, signal) {
      return (await run({ kind: "rejected", ...job }, [], signal)) as RejectedFile | undefined;
    },
    async [Symbol.asyncDispose]() {
      await threads[Symbol.asyncDispose]();
    },
  };
}

interface Question {
  readonly id: number;
  readonly job: ReaderJob;
  readonly transfer: MessagePort[];
}

/** One question to one thread; aborting ends the thread, since a busy one can't be asked to stop. */
async function ask(worker: Worker, question: Question, signal: AbortSignal): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      signal.removeEventListener("abort", onAbort);
      finish();
    };
    const onMessage = (answer: ReaderReply & { id: number }): void => {
      if (answer.id !== question.id) return;
      settle(() => {
        if (answer.ok) resolve(answer.result);
        else reject(revive(answer.error));
      });
    };
    const onError = (error: Error): void => {
      settle(() => {
        reject(deathOf(error));
      });
    };
    const onExit = (code: number): void => {
      settle(() => {
        reject(new ReaderDied(`the reading thread ended (${code})`));
      });
    };
    const onAbort = (): void => {
      void worker.terminate();
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    signal.addEventListener("abort", onAbort, { once: true });
    worker.postMessage({ id: question.id, job: question.job }, question.transfer);
  });
}

/** Out of descriptors or threads: the system's fault; anything else is put down to the file. */
function deathOf(error: Error): Error {
  if (systemCode(error) === "ERR_WORKER_INIT_FAILED") {
    return new TransientError("S006", `Starting a reading thread: ${error.message}`);
  }
  const known = fromSystem(error, "In a reading thread");
  return known instanceof AppError ? known : new ReaderDied(error.message, { cause: error });
}

const CLASSES: Readonly<
  Record<string, new (...args: ConstructorParameters<typeof AppError>) => AppError>
> = { InputError, TransientError, OperatorError, AppError };

/** An error that crossed the thread boundary, as the class that it was. */
function revive(sent: Extract<ReaderReply, { ok: false }>["error"]): Error {
  const Class = CLASSES[sent.name];
  if (sent.isOurs && Class && sent.code !== undefined && isErrorCode(sent.code)) {
    return new Class(sent.code, sent.message);
  }
  const error = Object.assign(new Error(sent.message), { name: sent.name, stack: sent.stack });
  const known = fromSystem(
    sent.code === undefined ? error : Object.assign(error, { code: sent.code }),
    "reading",
  );
  return known instanceof Error ? known : error;
}
