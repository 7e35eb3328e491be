/**
 * Hints that something happened in a folder: the adapter of chokidar. Only the folder itself is
 * watched, never the files in it nor History below it, so that their number costs nothing. Events can be
 * lost without a sign; the periodic scan in drop/watch.ts is the truth.
 */
import { FSWatcher } from "chokidar";
import { basename } from "node:path";

export interface FolderEvents {
  close(): Promise<void>;
}

/**
 * chokidar lists and stats a whole folder at each change in it, up to once a second. We do that ourselves, and
 * only when it can tell something: with 10,000 files waiting it would cost a core.
 */
class FolderWatcher extends FSWatcher {
  override _readdirp(): undefined {
    return undefined;
  }
}

/**
 * @param onHint gets the name that the system reported, or undefined when the whole folder should be looked at.
 * @param onFailure is called when the system refuses to watch (inotify limit, folder gone).
 */
export function watchFolder(
  folderPath: string,
  onHint: (name: string | undefined) => void,
  onFailure: (error: unknown) => void,
): FolderEvents {
  // `ignored` keeps chokidar from a watch of its own on every file; `raw` still reports their names.
  const watcher = new FolderWatcher({
    depth: 0,
    ignoreInitial: true,
    ignored: (path) => path !== folderPath,
  });
  watcher.on("raw", (_event, path) => {
    const name = typeof path === "string" ? basename(path) : undefined;
    onHint(name === basename(folderPath) ? undefined : name);
  });
  watcher.on("ready", () => {
    onHint(undefined);
  });
  watcher.on("error", onFailure);
  watcher.add(folderPath);
  return { close: () => watcher.close() };
}
