/** The port of a source: where files, tables and queries are fetched from. Implementations: sftp, postgres, mysql. */
import type { Clock } from "../core/clock.ts";
import type { FetchDefinition } from "../jobs/job.ts";
import type { FetchedVersion } from "../store/fetch-record.ts";
import type { SftpDestination } from "../transfer/destination.ts";
import type { RemoteFiles } from "../transfer/remote-files.ts";

export type SourceSettings = SftpDestination | DatabaseSource;

export interface DatabaseSource {
  readonly type: "postgres" | "mysql";
  readonly name: string;
  /** File that holds the url, with the password in it. */
  readonly urlPath: string;
  /** File with the issuers (PEM) of the server's certificate: the connection must be encrypted. */
  readonly caPath?: string;
}

export interface SourceDeps {
  readonly clock: Clock;
  /** Aborted: what goes on breaks off. */
  readonly signal: AbortSignal;
}

export type Read = FetchDefinition["read"];

/** The instant that a run is due for, and the zone in which its date is meant. */
export interface Due {
  readonly at: Date;
  readonly timeZone: string;
}

export interface FoundFile {
  /** Of a table or query none. */
  readonly remote?: FetchedVersion;
  /** Without folder. */
  readonly name: string;
}

/**
 * @throws {TransientError} P001 {OperatorError} P003 P004 P005, P011 to P013 of databases
 */
export interface FetchSource extends AsyncDisposable {
  /** What there is now, in the order in which it is to be imported. Tables and queries are always there. */
  find(read: Read, due: Due): Promise<readonly FoundFile[]>;
  /**
   * Brings the whole content into a file of its own, synced. A file that an earlier try left there is
   * gone on with, or written anew. `changed`, `gone`: it is no more what was found.
   */
  fetch(file: FoundFile, read: Read, target: FetchTarget): Promise<"done" | "changed" | "gone">;
  /** For what becomes of files when they are imported; absent where there are none. */
  readonly remote?: Pick<RemoteFiles, "remove" | "move" | "entry">;
  /** Whether one can log in and read, tried once. Throws nothing. */
  probe(): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

export interface FetchTarget {
  readonly path: string;
  /** Called with the bytes that have arrived so far. */
  readonly onBytes: (bytes: number) => void;
}
