/**
 * Requests over one SFTP connection, as promises that always settle.
 *
 * ssh2 never answers what is asked after the channel has closed, and a server may stay silent though
 * its host lives; so every request is rejected with ConnectionLost as soon as no answer can come.
 */
import type { FileEntryWithStats, SFTPWrapper, Stats } from "ssh2";
import type { Clock } from "../core/clock.ts";
import { ConnectionLost } from "./connection-lost.ts";
import type { Patience } from "./destination.ts";
import type { Connection } from "./sftp-client.ts";
import { SftpStatus, statusOf } from "./sftp-status.ts";

const GOODBYE_MS = 1_000;
/** ssh2 splits what is longer into one write after another. Every server takes this much. */
const SAFE_WRITE_BYTES = 31_952;
/** More brings nothing. */
const MOST_WRITE_BYTES = 256 * 1024;

type Done<T> = (error: Error | null | undefined, value: T) => void;

/** Free space, as statvfs@openssh.com tells it. */
export interface FreeSpace {
  readonly freeBytes: number;
  readonly freeFiles: number;
  readonly isReadOnly: boolean;
}

/** What ssh2 knows and its types don't. */
interface Learnt {
  readonly _extensions?: Readonly<Record<string, string>>;
  readonly _maxWriteLen?: number;
}

export class SftpSession {
  readonly extensions: ReadonlySet<string>;
  readonly maxWriteBytes: number;
  readonly #connection: Connection;
  readonly #sftp: SFTPWrapper;
  readonly #clock: Clock;
  readonly #answerMs: number;
  readonly #pending = new Set<(reason: ConnectionLost) => void>();
  readonly #gone = new AbortController();
  #lost: ConnectionLost | undefined;
  #answers = 0;
  #isWatching = false;

  constructor(connection: Connection, clock: Clock, { answerMs }: Pick<Patience, "answerMs">) {
    const { sftp } = connection;
    const { _extensions = {}, _maxWriteLen = SAFE_WRITE_BYTES } = sftp as unknown as Learnt;
    this.extensions = new Set(Object.keys(_extensions));
    this.maxWriteBytes = Math.min(_maxWriteLen, MOST_WRITE_BYTES);
    this.#connection = connection;
    this.#sftp = sftp;
    this.#clock = clock;
    this.#answerMs = answerMs;
    connection.watch((error) => {
      this.#fail(new ConnectionLost(error.message, { cause: error }));
    });
  }

  get isOpen(): boolean {
    return this.#lost === undefined;
  }

  open(path: string, flags: number): Promise<Buffer> {
    return this.#ask((done: Done<Buffer>) => {
      this.#sftp.open(path, flags, done);
    });
  }

  closeFile(handle: Buffer): Promise<void> {
    return this.#tell((done) => {
      this.#sftp.close(handle, done);
    });
  }

  /** One request, whatever a server may return: fewer bytes than asked for are not the end yet. */
  read(handle: Buffer, into: Buffer, position: number): Promise<number> {
    return this.#ask((done: Done<number>) => {
      this.#sftp.read(handle, into, 0, into.length, position, done);
    });
  }

  /** `bytes` may be at most `maxWriteBytes`. */
  write(handle: Buffer, bytes: Buffer, position: number): Promise<void> {
    return this.#tell((done) => {
      this.#sftp.write(handle, bytes, 0, bytes.length, position, done);
    });
  }

  /** Needs the extension fsync@openssh.com. */
  fsync(handle: Buffer): Promise<void> {
    return this.#ask((done: Done<unknown>) => {
      this.#sftp.ext_openssh_fsync(handle, done);
    }).then(() => undefined);
  }

  sizeOf(handle: Buffer): Promise<number> {
    return this.#ask((done: Done<Stats>) => {
      this.#sftp.fstat(handle, done);
    }).then((found) => found.size);
  }

  lstat(path: string): Promise<Stats> {
    return this.#ask((done: Done<Stats>) => {
      this.#sftp.lstat(path, done);
    });
  }

  list(path: string): Promise<readonly FileEntryWithStats[]> {
    return this.#ask((done: Done<FileEntryWithStats[]>) => {
      this.#sftp.readdir(path, done);
    });
  }

  unlink(path: string): Promise<void> {
    return this.#tell((done) => {
      this.#sftp.unlink(path, done);
    });
  }

  mkdir(path: string): Promise<void> {
    return this.#tell((done) => {
      this.#sftp.mkdir(path, done);
    });
  }

  /** To a name that must not exist. */
  rename(from: string, to: string): Promise<void> {
    return this.#tell((done) => {
      this.#sftp.rename(from, to, done);
    });
  }

  /** Over what has the name; needs the extension posix-rename@openssh.com. */
  replace(from: string, to: string): Promise<void> {
    return this.#tell((done) => {
      this.#sftp.ext_openssh_rename(from, to, done);
    });
  }

  /** Undefined where the server can't tell. */
  async freeSpace(path: string): Promise<FreeSpace | undefined> {
    if (!this.extensions.has("statvfs@openssh.com")) return undefined;
    try {
      const found = await this.#ask((done: Done<Readonly<Record<string, number>>>) => {
        this.#sftp.ext_openssh_statvfs(path, done);
      });
      const { f_bavail: blocks = 0, f_frsize: blockBytes = 0, f_favail: files = 0 } = found;
      const isReadOnly = ((found["f_flag"] ?? 0) & 1) === 1;
      return { freeBytes: blocks * blockBytes, freeFiles: files, isReadOnly };
    } catch (error) {
      if (error instanceof SftpStatus) return undefined;
      throw error;
    }
  }

  /** Ends the session; a server that does not say goodbye is left. Again is harmless. */
  async close(): Promise<void> {
    if (this.isOpen) this.#connection.end();
    await this.#clock.sleep(GOODBYE_MS, this.#gone.signal);
    this.abort("the connection was closed by this side");
  }

  /** Ends the connection at once. */
  abort(reason: string): void {
    this.#fail(new ConnectionLost(reason));
    this.#connection.destroy();
  }

  #tell(send: (done: (error?: Error | null) => void) => void): Promise<void> {
    return this.#ask((done: Done<undefined>) => {
      send((error) => {
        done(error, undefined);
      });
    });
  }

  #ask<T>(send: (done: Done<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#lost) {
        reject(this.#lost);
        return;
      }
      this.#pending.add(reject);
      this.#watchAnswers();
      send((error, value) => {
        this.#answers += 1;
        this.#pending.delete(reject);
        if (error) reject(statusOf(error) ?? new ConnectionLost(error.message, { cause: error }));
        else resolve(value);
      });
    });
  }

  #fail(reason: ConnectionLost): void {
    if (this.#lost) return;
    this.#lost = reason;
    this.#gone.abort();
    for (const reject of this.#pending) reject(reason);
    this.#pending.clear();
    this.#connection.destroy();
  }

  #watchAnswers(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    void this.#noticeSilence();
  }

  async #noticeSilence(): Promise<void> {
    while (this.#pending.size > 0 && this.isOpen) {
      const before = this.#answers;
      await this.#clock.sleep(this.#answerMs, this.#gone.signal);
      const isSilent = this.#answers === before && this.#pending.size > 0;
      if (isSilent) this.abort(`the server has not answered for ${this.#answerMs} ms`);
    }
    this.#isWatching = false;
  }
}
