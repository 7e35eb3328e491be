/** What the steps of a publication need of the place they work on: one folder, and names in it. */

/** What has a name; links are not followed. */
export interface ShareEntry {
  readonly isFile: boolean;
  readonly sizeBytes: number;
}

/** A file of the share that is open. Disposing of it closes it and forgets what that says. */
export interface ShareFile extends AsyncDisposable {
  /** Bytes that travel best in one write. */
  readonly chunkBytes: number;
  size(): Promise<number>;
  /** Gives fewer bytes at the end of the file only. */
  read(position: number, length: number): Promise<Buffer>;
  /** Several may be under way; `bytes` must stay as they are until it resolves. */
  write(position: number, bytes: Buffer): Promise<void>;
  /** Puts what was written onto the disk, where the share can. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Errors are those of Destination.publish, or ConnectionLost where the share is a server. */
export interface Share {
  /** For messages: `client (sftp.example.com:22) /out`. */
  readonly place: string;
  /** Whether a rename may replace a file in one step. */
  readonly canReplace: boolean;
  /** Whether reading is cheap enough to compare files as a whole. */
  readonly readsFast: boolean;
  entry(name: string): Promise<ShareEntry | undefined>;
  names(): Promise<readonly string[]>;
  openToRead(name: string): Promise<ShareFile>;
  /** Makes the file where it is missing. `keep`: with what a former try has written. */
  openToWrite(name: string, content: "keep" | "empty"): Promise<ShareFile>;
  /** Makes a file of this content, synced, and gives the size that it has there: for small ones. */
  store(name: string, content: Buffer): Promise<number>;
  /** Renames, over what has the name where `canReplace`. */
  rename(from: string, to: string): Promise<void>;
  /** Deletes; a name that is not there is fine. */
  unlink(name: string): Promise<void>;
}

/** The way to a share: runs `act` on it, again after the connection broke. */
export interface ShareAccess extends AsyncDisposable {
  /**
   * @param act may run several times and must be able to take up what a former run left. It calls
   *   `advanced` with a number that grows as the work gets on.
   */
  use<T>(
    act: (share: Share, advanced: (sofar: number) => void) => Promise<T>,
    options?: { readonly tries?: "once" },
  ): Promise<T>;
}
