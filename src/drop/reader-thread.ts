/**
 * The thread that reads dropped files: rows flow from here straight to the store, over a MessagePort,
 * and never through the main thread. A file that brings it down brings down nothing else.
 */
import { parentPort } from "node:worker_threads";
import { AppError } from "../core/errors.ts";
import { feedFiles } from "./feed-files.ts";
import type { ReaderJob, ReaderReply } from "./reader-jobs.ts";

async function run(job: ReaderJob): Promise<unknown> {
  if (job.kind === "rejected") {
    // Loaded when it is needed: most files have no rejected rows, and the writers are large.
    const { writeRejectedFile } = await import("./rejected.ts");
    return await writeRejectedFile(job);
  }
  if (job.kind === "jobs") {
    const { readJobs } = await import("./read-jobs.ts");
    return await readJobs(job.path);
  }
  await feedFiles(job);
  return undefined;
}

function reply(id: number, answer: ReaderReply): void {
  parentPort?.postMessage({ id, ...answer });
}

parentPort?.on("message", ({ id, job }: { id: number; job: ReaderJob }) => {
  run(job).then(
    (result) => {
      reply(id, { ok: true, result });
    },
    (error: unknown) => {
      reply(id, { ok: false, error: describe(error) });
    },
  );
});

function describe(error: unknown): NonNullable<Extract<ReaderReply, { ok: false }>["error"]> {
  const plain = error instanceof Error ? error : new Error(String(error));
  const systemCode = "code" in plain && typeof plain.code === "string" ? plain.code : undefined;
  return {
    name: plain.name,
    message: plain.message,
    stack: plain.stack ?? "",
    isOurs: plain instanceof AppError,
    ...(systemCode === undefined ? {} : { code: systemCode }),
  };
}
