/** Fifth step of an export: its files go to the destination, each whole, the index last. */
import { join } from "node:path";
import { effect } from "../core/effect.ts";
import type { Destination, LocalFile } from "../transfer/destination.ts";
import type { PublishPlan, PublishProgress } from "./export-calls.ts";

/** Files on their way at the same time; more does not pay over one connection. */
const TOGETHER = 4;

/**
 * Publishes the files, in their order but some at a time. Doing it again is harmless.
 * @throws {TransientError | OperatorError} P001 to P007
 */
export async function publishFiles(
  destination: Destination,
  plan: PublishPlan,
  onProgress: (progress: PublishProgress) => void,
): Promise<void> {
  const sent = new Map<string, number>();
  const totalBytes = plan.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const waiting = [...plan.files];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const { name } = file;
      await destination.publish(localFile(plan, file), (bytes) => {
        sent.set(name, bytes);
        const sentBytes = [...sent.values()].reduce((sum, one) => sum + one, 0);
        onProgress({ sentBytes, totalBytes });
      });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
}

/** Makes the set visible: from now on a client may fetch it. */
export async function publishIndex(destination: Destination, plan: PublishPlan): Promise<void> {
  for (const file of plan.files) {
    await effect("publish.index", () => destination.publish(localFile(plan, file)));
  }
}

function localFile(plan: PublishPlan, file: PublishPlan["files"][number]): LocalFile {
  const keepsOthers = plan.isNamedByJob ?? false;
  return { ...file, path: join(plan.workPath, file.name), keepsOthers };
}
