/** The port of a destination: where artifacts are published. Implementations: folder, sftp. */
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";

/** A file that is to be published under its own name. */
export interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Another file that has the name is not replaced (P006). */
  readonly keepsOthers?: boolean;
}

export interface PublishedFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/**
 * A way to a destination; made by `openDestination`, closed after use. Its connection is made when it
 * is first needed, kept, and made again when it breaks; any number of calls may run at the same time.
 */
export interface Destination extends AsyncDisposable {
  /**
   * Publishes one file: temporary name that no client pattern matches, size checked, renamed over
   * what has the name. Goes on where a former try of the same file broke off. What stands there with
   * the same size and content (by SFTP: its last 64 KiB) counts as published.
   * @param onBytes called with the bytes that have arrived so far.
   * @throws {TransientError} P001 connection, P002 no space, P007 size differs: try again later.
   * @throws {OperatorError} P003 host key, P004 login, P005 permission or missing folder, P006 what
   *   stands there is no file, or the server can't replace it in one step.
   */
  publish(file: LocalFile, onBytes?: (bytes: number) => void): Promise<void>;
  /** Deletes a published file; one that is not there is fine. */
  remove(name: string): Promise<void>;
  /** Temporary names left by this program for the given artifact names are deleted. */
  sweep(names: readonly string[]): Promise<void>;
  /** Size of a published file; undefined when it is not there. */
  stat(name: string): Promise<PublishedFile | undefined>;
  /** Reads a published file (download, verification). @throws as publish; P005 when it is not there. */
  read(name: string): AsyncIterable<Buffer>;
  /**
   * Whether the destination itself is there and takes files, tried once: never delete from one that
   * is not. Throws nothing; `detail` says what was found, or what is wrong and what helps.
   */
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
  /** Where it stands in service.yml, for messages; absent: destinations. */
  readonly section?: "destinations" | "sources";
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

export interface DestinationDeps {
  readonly clock: Clock;
  /** Aborted: what goes on breaks off with P001. */
  readonly signal: AbortSignal;
  readonly log?: Logger;
  /** Where it shall differ from DEFAULT_PATIENCE. */
  readonly patience?: Partial<Patience>;
}

/** How long a server may be silent, and how often a broken connection is made again. */
export interface Patience {
  /** From the first packet to the end of the login. */
  readonly connectMs: number;
  /** A sign of life is asked for this often; `keepaliveCount` may stay without an answer. */
  readonly keepaliveMs: number;
  readonly keepaliveCount: number;
  /** Without an answer to any request for this long, though the connection lives, it is given up. */
  readonly answerMs: number;
  /** Pauses before new tries. They begin anew when a try has brought more of the file across. */
  readonly retryMs: readonly number[];
}

/** A server that is gone is noticed within half a minute, and given up after about one. */
export const DEFAULT_PATIENCE: Patience = {
  connectMs: 20_000,
  keepaliveMs: 10_000,
  keepaliveCount: 2,
  answerMs: 120_000,
  retryMs: [500, 2_000, 5_000, 10_000, 20_000],
};
