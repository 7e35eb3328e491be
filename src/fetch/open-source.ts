/** Opens a source by its settings. */
import { openSftpSource } from "./sftp-source.ts";
import type { FetchSource, SourceDeps, SourceSettings } from "./source.ts";

/** Connected to when it is first needed. */
export function openSource(settings: SourceSettings, deps: SourceDeps): FetchSource {
  switch (settings.type) {
    case "sftp":
      return openSftpSource(settings, deps);
    case "postgres":
    case "mysql":
      throw new Error("not yet");
  }
}
