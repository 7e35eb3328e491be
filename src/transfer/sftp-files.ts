/** Files on an SFTP server that are fetched: looked for, downloaded, then moved or deleted. */
import type { Stats } from "ssh2";
import { AppError } from "../core/errors.ts";
import type { DestinationDeps, SftpDestination } from "./destination.ts";
import { download } from "./download.ts";
import type { RemoteEntry, RemoteFiles, RemoteVersion } from "./remote-files.ts";
import { SftpAccess } from "./sftp-access.ts";
import { refusal } from "./sftp-refusal.ts";
import type { SftpSession } from "./sftp-session.ts";
import { hasStatus, STATUS } from "./sftp-status.ts";

/** File types in the permissions of an entry (`S_IFMT`). */
const TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;

/** Does not connect yet. */
export function openSftpFiles(settings: SftpDestination, deps: DestinationDeps): RemoteFiles {
  const access = new SftpAccess(settings, deps);
  const { place } = access;
  const at = (path: string): string => `${settings.path.replace(/\/+$/, "")}/${path}`;
  const use = <T>(
    doing: string,
    act: (session: SftpSession, advanced: (sofar: number) => void) => Promise<T>,
  ): Promise<T> =>
    access.useSession(async (session, advanced) => {
      try {
        return await act(session, advanced);
      } catch (error) {
        throw refusal(error, place, doing);
      }
    });
  return {
    place,
    list: (folder) => use(`listing ${folder}`, (session) => listed(session, at(folder))),
    entry: (path) => use(`looking for ${path}`, (session) => entryAt(session, at(path))),
    download: (wanted) =>
      use(`reading ${wanted.version.path}`, (session, advanced) =>
        download(session, at(wanted.version.path), wanted, advanced),
      ),
    remove: (version) =>
      use(`deleting ${version.path}`, async (session) => {
        const state = await compared(session, at(version.path), version);
        if (state === "done") await session.unlink(at(version.path)).catch(unlessMissing);
        return state;
      }),
    move: (version, to) =>
      use(`moving ${version.path} to ${to}`, async (session) => {
        const state = await compared(session, at(version.path), version);
        if (state !== "done") return state;
        if (await entryAt(session, at(to))) return "taken";
        await makeFolder(session, at(to.slice(0, Math.max(0, to.lastIndexOf("/")))));
        await session.rename(at(version.path), at(to));
        return "done";
      }),
    probe: () => probe(access, settings.path),
    [Symbol.asyncDispose]: () => access[Symbol.asyncDispose](),
  };
}

async function listed(
  session: SftpSession,
  folder: string,
): Promise<readonly RemoteEntry[] | undefined> {
  try {
    const entries = await session.list(folder);
    return entries.map(({ filename, attrs }) => entryOf(filename, attrs));
  } catch (error) {
    if (hasStatus(error, STATUS.noSuchFile)) return undefined;
    throw error;
  }
}

async function entryAt(session: SftpSession, path: string): Promise<RemoteEntry | undefined> {
  try {
    return entryOf(path.slice(path.lastIndexOf("/") + 1), await session.lstat(path));
  } catch (error) {
    if (hasStatus(error, STATUS.noSuchFile)) return undefined;
    throw error;
  }
}

function entryOf(
  name: string,
  { mode, size, mtime }: Pick<Stats, "mode" | "size" | "mtime">,
): RemoteEntry {
  // Servers that don't tell the type have files only, as far as this program is concerned.
  const type = mode & TYPE_MASK;
  const isFile = type === 0 || type === REGULAR_FILE;
  return { name, isFile, sizeBytes: size, modifiedAt: new Date(mtime * 1_000).toISOString() };
}

async function compared(
  session: SftpSession,
  path: string,
  version: RemoteVersion,
): Promise<"done" | "changed" | "gone"> {
  const found = await entryAt(session, path);
  if (!found) return "gone";
  const isSame = found.sizeBytes === version.sizeBytes && found.modifiedAt === version.modifiedAt;
  return isSame ? "done" : "changed";
}

/** With the folders above it. */
async function makeFolder(session: SftpSession, folder: string): Promise<void> {
  if (folder === "" || (await entryAt(session, folder))) return;
  await makeFolder(session, folder.slice(0, Math.max(0, folder.lastIndexOf("/"))));
  await session.mkdir(folder).catch(async (error: unknown) => {
    // Somebody else has made it in between.
    if (!(await entryAt(session, folder))) throw error;
  });
}

function unlessMissing(error: unknown): void {
  if (!hasStatus(error, STATUS.noSuchFile)) throw error;
}

async function probe(
  access: SftpAccess,
  folder: string,
): Promise<{ readonly ok: boolean; readonly detail: string }> {
  try {
    const entries = await access.useSession((session) => listed(session, folder), {
      tries: "once",
    });
    if (entries) return { ok: true, detail: `${access.place} can be read` };
    return { ok: false, detail: `P005 ${access.place}: the folder is not there` };
  } catch (error) {
    const known = refusal(error, access.place, "listing the folder");
    if (!(known instanceof AppError)) throw known;
    const detail = [`${known.code} ${known.message}`, known.hint].filter(Boolean).join(". ");
    return { ok: false, detail };
  }
}
