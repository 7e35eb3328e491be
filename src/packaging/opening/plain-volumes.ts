/** Volumes that were decrypted already, read from where they lie. */
import { open, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { fromSystem } from "../../core/errors.ts";
import type { StoredVolume } from "./joined-volumes.ts";

/** One of them is open at a time: there may be more than a process may open. */
export class PlainVolumes implements AsyncDisposable {
  #open: { readonly path: string; readonly file: FileHandle } | undefined;

  /** @throws {OperatorError} S005 {TransientError} S006, also when it is read */
  async volume(path: string): Promise<StoredVolume> {
    const { size } = await this.#guarded(path, async (file) => await file.stat());
    return {
      name: basename(path),
      sizeBytes: size,
      read: (target, offset) =>
        this.#guarded(
          path,
          async (file) => (await file.read(target, 0, target.length, offset)).bytesRead,
        ),
    };
  }

  async #guarded<T>(path: string, act: (file: FileHandle) => Promise<T>): Promise<T> {
    try {
      if (this.#open?.path !== path) {
        await this[Symbol.asyncDispose]();
        this.#open = { path, file: await open(path, "r") };
      }
      return await act(this.#open.file);
    } catch (error) {
      throw fromSystem(error, `Reading ${path}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { file } = this.#open ?? {};
    this.#open = undefined;
    await file?.close();
  }
}
