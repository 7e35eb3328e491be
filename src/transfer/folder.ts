/** A folder as destination: of the machine, or of a share that the system has mounted. */
import { mkdir, open, readdir, rename, rm, lstat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../core/errors.ts";
import { syncFolder } from "../files/sync.ts";
import type { Destination, FolderDestination } from "./destination.ts";
import { folderFault } from "./folder-fault.ts";
import { nameTaken } from "./publish-file.ts";
import type { Share, ShareEntry, ShareFile } from "./share.ts";
import { shareDestination } from "./share-destination.ts";

const CHUNK_BYTES = 512 * 1024;

/** Makes the folder where it is missing. @throws {OperatorError} P005 {TransientError} P001, P002 */
export async function openFolder({ name, path }: FolderDestination): Promise<Destination> {
  const share = createFolderShare(`${name} (${path})`, path);
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw folderFault(error, share.place, "making the folder");
  });
  return shareDestination(
    {
      use: (act) => act(share, () => undefined),
      [Symbol.asyncDispose]: async () => undefined,
    },
    () => `the folder ${path} takes files`,
  );
}

function createFolderShare(place: string, folder: string): Share {
  const doing = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw folderFault(error, place, what);
    }
  };
  const openAs = (name: string, flags: string): Promise<ShareFile> =>
    doing(`opening ${name}`, async () => {
      const handle = await open(join(folder, name), flags);
      return openFile(handle, (act) => doing(`writing ${name}`, act));
    });
  const share: Share = {
    place,
    canReplace: true,
    readsFast: true,
    entry: (name) => doing(`looking for ${name}`, () => entryOf(join(folder, name))),
    names: () => doing("listing the folder", () => readdir(folder)),
    openToRead: (name) => openAs(name, "r"),
    openToWrite: async (name, content) => {
      const isNew = content === "empty" || (await share.entry(name)) === undefined;
      return await openAs(name, isNew ? "w+" : "r+");
    },
    store: async (name, content) => {
      await using file = await share.openToWrite(name, "empty");
      await file.write(0, content);
      await file.sync();
      return await file.size();
    },
    rename: (from, to) =>
      doing(`renaming ${from} to ${to}`, async () => {
        await rename(join(folder, from), join(folder, to)).catch(async (error: unknown) => {
          const entry = await share.entry(to);
          throw entry && !entry.isFile ? nameTaken(share, to, false) : error;
        });
        await syncFolder(folder);
      }),
    unlink: (name) => doing(`deleting ${name}`, () => rm(join(folder, name), { force: true })),
  };
  return share;
}

async function entryOf(path: string): Promise<ShareEntry | undefined> {
  try {
    const found = await lstat(path);
    return { isFile: found.isFile(), sizeBytes: found.size };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function openFile(handle: FileHandle, doing: <T>(act: () => Promise<T>) => Promise<T>): ShareFile {
  return {
    chunkBytes: CHUNK_BYTES,
    size: () => doing(async () => (await handle.stat()).size),
    read: (position, length) =>
      doing(async () => {
        const { buffer, bytesRead } = await handle.read(
          Buffer.allocUnsafeSlow(length),
          0,
          length,
          position,
        );
        return buffer.subarray(0, bytesRead);
      }),
    write: (position, bytes) =>
      doing(async () => {
        let done = 0;
        while (done < bytes.length) {
          const rest = bytes.length - done;
          done += (await handle.write(bytes, done, rest, position + done)).bytesWritten;
        }
      }),
    sync: () => doing(() => handle.sync()),
    close: () => doing(() => handle.close()),
    // Again is harmless; what a failed close would say has been said by sync, or is a failure already.
    [Symbol.asyncDispose]: () => handle.close().catch(() => undefined),
  };
}
