/** Where decrypted volumes lie while they are unpacked: one private file that leaves nothing behind. */
import { randomUUID } from "node:crypto";
import { open, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { fromSystem } from "../../core/errors.ts";
import { writeFault } from "./disk-space.ts";
import type { StoredVolume } from "./joined-volumes.ts";

/**
 * The file loses its name as soon as it is open, so that even a killed process leaves no clear
 * text; where the system does not allow that (Windows), it is removed at the end.
 */
export class TemporaryArchive implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #path: string;
  #sizeBytes = 0;

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** @throws {OperatorError} S005 {TransientError} S004, S006 */
  static async in(folder: string): Promise<TemporaryArchive> {
    const path = join(folder, `.quayside-decrypt-${randomUUID()}.tmp`);
    try {
      const file = await open(path, "wx+", 0o600);
      // Refused on Windows, where dispose does it.
      await rm(path, { force: true }).catch(() => undefined);
      return new TemporaryArchive(file, path);
    } catch (error) {
      throw writeFault(error, `Writing a temporary file in ${folder}`);
    }
  }

  /** Writes a volume to its end. @throws what `content` throws {TransientError} S004, S006 */
  async add(name: string, content: AsyncIterable<Buffer>): Promise<StoredVolume> {
    const start = this.#sizeBytes;
    for await (const bytes of content) await this.#append(bytes);
    return {
      name,
      sizeBytes: this.#sizeBytes - start,
      read: async (target, offset) => await this.#read(target, start + offset),
    };
  }

  async #append(bytes: Buffer): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await this.#file.write(
          bytes,
          at,
          bytes.length - at,
          this.#sizeBytes,
        );
        at += bytesWritten;
        this.#sizeBytes += bytesWritten;
      }
    } catch (error) {
      throw writeFault(error, `Writing the decrypted archive beside ${this.#path}`);
    }
  }

  async #read(target: Buffer, position: number): Promise<number> {
    try {
      return (await this.#file.read(target, 0, target.length, position)).bytesRead;
    } catch (error) {
      throw fromSystem(error, "Reading the decrypted archive");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }
}
