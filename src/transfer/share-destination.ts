/** A destination over a share: the same for folders and servers, which differ in the way there. */
import { AppError, OperatorError } from "../core/errors.ts";
import type { Destination, LocalFile, PublishedFile } from "./destination.ts";
import { publishFile } from "./publish-file.ts";
import type { Share, ShareAccess, ShareFile } from "./share.ts";
import { isTemporaryNameOf, PROBE_NAME } from "./temporary-name.ts";
import { createTurns } from "./turns.ts";

/** Files on their way at the same time. More bring nothing over one connection, and cost memory. */
const TOGETHER = 8;
const READ_BYTES = 256 * 1024;

/** @param describe what a probe says of a share that is in order. */
export function shareDestination(
  access: ShareAccess,
  describe: (share: Share) => string,
): Destination {
  const inTurn = createTurns(TOGETHER);
  return {
    publish: (file, onBytes) => inTurn(() => publish(access, file, onBytes)),
    remove: (name) => access.use((share) => share.unlink(name)),
    sweep: (names) => access.use((share) => sweep(share, names)),
    stat: (name) => access.use((share) => statOf(share, name)),
    read: (name) => readPublished(access, name),
    probe: () => probe(access, describe),
    [Symbol.asyncDispose]: () => access[Symbol.asyncDispose](),
  };
}

async function publish(
  access: ShareAccess,
  file: LocalFile,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  await access.use((share, advanced) =>
    publishFile(share, file, (bytes) => {
      advanced(bytes);
      onBytes?.(bytes);
    }),
  );
}

async function sweep(share: Share, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  for (const entry of await share.names()) {
    if (names.some((name) => isTemporaryNameOf(name, entry))) await share.unlink(entry);
  }
}

async function statOf(share: Share, name: string): Promise<PublishedFile | undefined> {
  const entry = await share.entry(name);
  return entry?.isFile ? { name, sizeBytes: entry.sizeBytes } : undefined;
}

/** The file stays open from first to last, so that a replacement meanwhile does not mix contents. */
async function* readPublished(access: ShareAccess, name: string): AsyncGenerator<Buffer> {
  await using file = await access.use((share) => openPublished(share, name));
  const readAt = (at: number): Promise<Buffer> =>
    access.use(() => file.read(at, READ_BYTES), { tries: "once" });
  let position = 0;
  let next = readAt(position);
  for (;;) {
    const block = await next;
    if (block.length === 0) return;
    position += block.length;
    next = readAt(position);
    // Whoever stops in between never asks for it, and then its failure is nobody's.
    next.catch(() => undefined);
    yield block;
  }
}

async function openPublished(share: Share, name: string): Promise<ShareFile> {
  const entry = await share.entry(name);
  if (entry?.isFile) return await share.openToRead(name);
  throw new OperatorError("P005", `${share.place}: the file ${name} is not there`);
}

async function probe(
  access: ShareAccess,
  describe: (share: Share) => string,
): Promise<{ readonly ok: boolean; readonly detail: string }> {
  try {
    return await access.use(
      async (share) => {
        const file = await share.openToWrite(PROBE_NAME, "empty");
        await file.close();
        await share.unlink(PROBE_NAME);
        return { ok: true, detail: describe(share) };
      },
      { tries: "once" },
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const detail = [`${error.code} ${error.message}`, error.hint].filter(Boolean).join(". ");
    return { ok: false, detail };
  }
}
