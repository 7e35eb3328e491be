/** The models of the exchange folder, written at start in a thread of their own. */
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import type { Logger } from "../core/log.ts";
import { startThread } from "../core/thread.ts";
import type { ModelsOrder } from "../models/models-thread.ts";
import { areUnchanged } from "../models/unchanged.ts";
import type { ModelsReport } from "../models/write-models.ts";

export interface ModelWriting {
  /** Resolves when the models are written, or could not be: imports do not need them. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

export async function startModels(log: Logger, order: ModelsOrder): Promise<ModelWriting> {
  if (await areUnchanged(order.types, order.folder)) {
    return { done: Promise.resolve(), stop: () => Promise.resolve() };
  }
  const workerData: ModelsOrder = order;
  const worker = startThread(new URL("../models/models-thread.ts", import.meta.url), {
    workerData,
  });
  const done = report(worker, log, order.folder);
  return {
    done,
    stop: async () => {
      await worker.terminate();
    },
  };
}

async function report(worker: Worker, log: Logger, folder: string): Promise<void> {
  try {
    const ended = once(worker, "exit");
    const answer = (await Promise.race([once(worker, "message"), ended.then(() => [])])) as
      [] | [ModelsReport];
    const [models] = answer;
    if (!models) return;
    const { written, changed, postponed } = models;
    if (written.length + postponed.length === 0) return;
    log.info(
      { event: "models.written", folder, written: written.length, changed, postponed },
      "models written",
    );
  } catch (err) {
    log.error({ event: "models.failed", folder, err }, "the models could not be written");
  }
}
