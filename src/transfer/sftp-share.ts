/** A folder on an SFTP server, over one connection. */
import { allDone } from "./all-done.ts";
import { nameTaken } from "./publish-file.ts";
import { writeBlock } from "./send-range.ts";
import { makeRefusal, refusal, type SftpFolder, writeRefusal } from "./sftp-refusal.ts";
import type { SftpSession } from "./sftp-session.ts";
import { hasStatus, STATUS } from "./sftp-status.ts";
import type { Share, ShareEntry, ShareFile } from "./share.ts";

/** Flags of SSH_FXP_OPEN. */
const READ = 0x01;
const WRITE = 0x02;
const CREATE = 0x08;
const TRUNCATE = 0x10;

const POSIX_RENAME = "posix-rename@openssh.com";
const FSYNC = "fsync@openssh.com";

/** File types in the permissions of an entry (`S_IFMT`). */
const TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;

export function createSftpShare(folder: SftpFolder): Share {
  const { session, place } = folder;
  const at = (name: string): string => `${folder.path.replace(/\/+$/, "")}/${name}`;
  const doing = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw refusal(error, place, what);
    }
  };
  const share: Share = {
    place,
    canReplace: session.extensions.has(POSIX_RENAME),
    readsFast: false,
    entry: (name) => doing(`looking for ${name}`, () => entryOf(session, at(name))),
    names: () =>
      doing("listing the folder", async () =>
        (await session.list(folder.path)).map((entry) => entry.filename),
      ),
    openToRead: (name) =>
      doing(`opening ${name}`, async () =>
        openFile(folder, name, await session.open(at(name), READ)),
      ),
    openToWrite: async (name, content) => {
      const handle = await openToWrite(session, at(name), content).catch(async (error: unknown) => {
        throw await makeRefusal(error, folder, name);
      });
      return openFile(folder, name, handle);
    },
    store: async (name, content) => {
      await using file = await share.openToWrite(name, "empty");
      // Without waiting for answers: a server does requests for one file in their order
      // (draft-ietf-secsh-filexfer-13, section 4.1), and most of the time is spent on the way.
      const written = [...writeBlock(file, content, 0), file.sync()];
      const storedBytes = file.size();
      await allDone([...written, storedBytes, file.close()]);
      return await storedBytes;
    },
    rename: async (from, to) => {
      try {
        await renameOver(session, at(from), at(to));
      } catch (error) {
        const isRefused = hasStatus(error, STATUS.failure, STATUS.fileExists);
        const taken = isRefused ? await share.entry(to) : undefined;
        throw taken ? nameTaken(share, to, taken.isFile) : refusal(error, place, `naming ${to}`);
      }
    },
    unlink: (name) =>
      doing(`deleting ${name}`, async () => {
        await session.unlink(at(name)).catch((error: unknown) => {
          if (!hasStatus(error, STATUS.noSuchFile)) throw error;
        });
      }),
  };
  return share;
}

async function openToWrite(
  session: SftpSession,
  path: string,
  content: "keep" | "empty",
): Promise<Buffer> {
  const anew = (): Promise<Buffer> => session.open(path, WRITE | CREATE | TRUNCATE);
  if (content === "empty") return await anew();
  return await session.open(path, READ | WRITE | CREATE).catch(async (error: unknown) => {
    // Where one may write but not read, nothing can be gone on with.
    if (!hasStatus(error, STATUS.permissionDenied)) throw error;
    return await anew();
  });
}

/** Never deletes first: without the extension the name must be free. */
async function renameOver(session: SftpSession, from: string, to: string): Promise<void> {
  if (!session.extensions.has(POSIX_RENAME)) {
    await session.rename(from, to);
    return;
  }
  await session.replace(from, to).catch(async (error: unknown) => {
    // Announced, but not done: some servers only forward it to a file system that has no such thing.
    if (!hasStatus(error, STATUS.unsupported)) throw error;
    await session.rename(from, to);
  });
}

async function entryOf(session: SftpSession, path: string): Promise<ShareEntry | undefined> {
  try {
    const { mode, size } = await session.lstat(path);
    // Servers that don't tell the type have files only, as far as this program is concerned.
    const type = mode & TYPE_MASK;
    return { isFile: type === 0 || type === REGULAR_FILE, sizeBytes: size };
  } catch (error) {
    if (hasStatus(error, STATUS.noSuchFile)) return undefined;
    throw error;
  }
}

function openFile(folder: SftpFolder, name: string, handle: Buffer): ShareFile {
  const { session, place } = folder;
  const reading = (error: unknown): never => {
    throw refusal(error, place, `reading ${name}`);
  };
  const writing = async (error: unknown): Promise<never> => {
    throw await writeRefusal(error, folder, name);
  };
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await session.closeFile(handle);
  };
  return {
    chunkBytes: session.maxWriteBytes,
    size: () => session.sizeOf(handle).catch(reading),
    read: (position, length) => readWhole(session, handle, position, length).catch(reading),
    write: (position, bytes) => session.write(handle, bytes, position).catch(writing),
    sync: async () => {
      if (!session.extensions.has(FSYNC)) return;
      await session.fsync(handle).catch(async (error: unknown) => {
        // Announced, but not possible on the file system behind: then the server decides when.
        if (!hasStatus(error, STATUS.unsupported)) await writing(error);
      });
    },
    close: () => close().catch(writing),
    [Symbol.asyncDispose]: () => close().catch(() => undefined),
  };
}

/** Gives fewer bytes at the end of the file only. */
export async function readWhole(
  session: SftpSession,
  handle: Buffer,
  position: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let done = 0;
  while (done < length) {
    const got = await session.read(handle, bytes.subarray(done), position + done);
    if (got === 0) break;
    done += got;
  }
  return bytes.subarray(0, done);
}
