/** A source on SFTP: files that a pattern means. */
import type { SftpDestination } from "../transfer/destination.ts";
import { openSftpFiles } from "../transfer/sftp-files.ts";
import { filePattern, matchFiles } from "./match-files.ts";
import type { FetchSource, SourceDeps } from "./source.ts";

/** Does not connect yet. */
export function openSftpSource(settings: SftpDestination, deps: SourceDeps): FetchSource {
  const files = openSftpFiles(settings, deps);
  return {
    find: async (read, due) => {
      if (read.kind !== "file") throw new Error(`${settings.name} has files, no tables`);
      const pattern = filePattern(read.pattern, due);
      // A folder with a date in its name may come with the file.
      return matchFiles(pattern, (await files.list(pattern.folder)) ?? []);
    },
    fetch: async ({ remote }, _read, { path, onBytes }) => {
      if (!remote) throw new Error("a file on SFTP has a version");
      return await files.download({ version: remote, toPath: path, onBytes });
    },
    remote: files,
    probe: () => files.probe(),
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}
