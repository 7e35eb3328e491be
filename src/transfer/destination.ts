/** The port of a destination: where artifacts are published. Implementations: folder, sftp. */

/** A file that is to be published under its own name. */
export interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface PublishedFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** One connection to a destination; made by `openDestination`, closed after use. */
export interface Destination extends AsyncDisposable {
  /**
   * Publishes one file: temporary name that no client pattern matches, size checked, renamed over
   * what has the name. Goes on where a former try of the same file broke off. When the file stands
   * there already with the same size it is compared by size and, where the destination can, content.
   * @param onBytes called with the bytes that have arrived so far.
   * @throws {TransientError} P001 connection, P002 no space: try again later.
   * @throws {OperatorError} P003 host key, P004 login, P005 permission or missing folder, P006 what
   *   stands there is another file of that name that is not ours to replace.
   */
  publish(file: LocalFile, onBytes?: (bytes: number) => void): Promise<void>;
  /** Deletes a published file; one that is not there is fine. */
  remove(name: string): Promise<void>;
  /** Temporary names left by this program for the given artifact names are deleted. */
  sweep(names: readonly string[]): Promise<void>;
  /** Size of a published file; undefined when it is not there. */
  stat(name: string): Promise<PublishedFile | undefined>;
  /** Reads a published file (download, verification). */
  read(name: string): AsyncIterable<Buffer>;
  /** Whether the destination itself is there: never delete from one that is not. */
  probe(): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

export type DestinationSettings = FolderDestination | SftpDestination;

export interface FolderDestination {
  readonly type: "folder";
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface SftpDestination {
  readonly type: "sftp";
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** Remote folder. */
  readonly path: string;
  readonly privateKeyPath?: string;
  readonly passphraseFile?: string;
  readonly passwordFile?: string;
  /** `SHA256:...` as ssh-keygen -l prints it; several while a server changes its key. */
  readonly hostKeys: readonly string[];
}
