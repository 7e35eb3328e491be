/**
 * The mark of a share: a small hidden file that the first publication leaves. Where it is missing the
 * share is away (an empty mount point has no mark), and nothing there is taken for deleted.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { OperatorError } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import type { Destination } from "../transfer/destination.ts";

export const SHARE_MARK = ".quayside-share";
const TEXT =
  "Quayside publishes exports here. Without this file it deletes none that have expired.\n";

/** Marks a share that is published to for the first time. */
export async function markShare(destination: Destination, workPath: string): Promise<void> {
  if (await destination.stat(SHARE_MARK)) return;
  const path = join(workPath, "share-mark");
  await writeFileAtomic(path, TEXT);
  const sha256 = createHash("sha256").update(TEXT).digest("hex");
  const sizeBytes = Buffer.byteLength(TEXT);
  await destination.publish({ path, name: SHARE_MARK, sizeBytes, sha256 });
}

/** @throws {OperatorError} P005 */
export async function assertMarked(destination: Destination, name: string): Promise<void> {
  if (await destination.stat(SHARE_MARK)) return;
  throw new OperatorError("P005", `the share ${name} is away: it has no file ${SHARE_MARK}`, {
    hint: "Mount it again; if it was emptied on purpose, use quayside artifacts delete <run>.",
  });
}
