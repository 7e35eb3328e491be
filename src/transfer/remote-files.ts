/** The port of a server that files are fetched from: look, download, move, delete. Implementation: sftp. */

/** What a remote file was when it was looked at: the same path, size and time are the same content. */
export interface RemoteVersion {
  /** Relative to the folder of the source. */
  readonly path: string;
  readonly sizeBytes: number;
  /** ISO 8601, UTC; to the second, as SFTP tells it. */
  readonly modifiedAt: string;
}

export interface RemoteEntry {
  readonly name: string;
  readonly isFile: boolean;
  readonly sizeBytes: number;
  readonly modifiedAt: string;
}

export interface Download {
  readonly version: RemoteVersion;
  /** A file of this name that is shorter is the beginning of the same version, and is gone on with. */
  readonly toPath: string;
  /** Called with the bytes that have arrived so far. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Every call makes the connection anew when it broke, and settles what a lost answer left open by
 * looking. @throws {TransientError} P001 {OperatorError} P003 P004 P005
 */
export interface RemoteFiles extends AsyncDisposable {
  /** For messages: `crm (sftp.example.com:22) /out`. */
  readonly place: string;
  /** Undefined: there is no such folder. */
  list(folder: string): Promise<readonly RemoteEntry[] | undefined>;
  /** What has the name, links not followed; undefined: nothing. */
  entry(path: string): Promise<RemoteEntry | undefined>;
  /**
   * Brings the whole file, synced. `changed`: it is no more what it was, and what has arrived is of no use.
   */
  download(download: Download): Promise<"done" | "changed" | "gone">;
  /** Only this version. `gone` is what a lost answer looks like as well. */
  remove(version: RemoteVersion): Promise<"done" | "changed" | "gone">;
  /** Only this version, to a name that nothing has; makes the folder. */
  move(version: RemoteVersion, to: string): Promise<"done" | "changed" | "gone" | "taken">;
  /** Whether the folder can be listed, tried once. Throws nothing. */
  probe(): Promise<{ readonly ok: boolean; readonly detail: string }>;
}
