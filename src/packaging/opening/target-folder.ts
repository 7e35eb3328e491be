/** Puts one file of an archive into its folder, so that it appears whole and right, or not at all. */
import { lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fromSystem, systemCode, UsageError, OperatorError } from "../../core/errors.ts";
import { temporaryName } from "../../files/atomic-write.ts";
import { syncFolder } from "../../files/sync.ts";
import { writeFault } from "./disk-space.ts";
import { segments } from "./entry-names.ts";

/** A folder that an archive is unpacked into. */
export class TargetFolder {
  readonly #path: string;
  readonly #overwrite: boolean;
  /** Folders that are known to be there. */
  readonly #made = new Set<string>();

  /** @param overwrite whether a file that has a name of the archive is replaced. */
  constructor(path: string, overwrite: boolean) {
    this.#path = path;
    this.#overwrite = overwrite;
  }

  /** Where an entry goes, whose name was checked. */
  pathOf(name: string): string {
    return join(this.#path, ...segments(name));
  }

  /** @throws {UsageError} S010 a file of that name exists */
  async checkFree(name: string): Promise<void> {
    const path = this.pathOf(name);
    const kind = await kindOf(path);
    if (kind === undefined || (kind === "file" && this.#overwrite)) return;
    throw new UsageError("S010", `${path} exists already`, {
      hint:
        kind === "file"
          ? "Nothing was overwritten: take another --out folder, or --force to replace files."
          : "It is not a file: take another --out folder.",
    });
  }

  /** Makes a folder of the archive; "": the one that it goes into. @throws {OperatorError} S005 {TransientError} S004 */
  async folder(name: string): Promise<void> {
    await this.#make(name === "" ? 0 : segments(name).length, this.pathOf(name));
  }

  /**
   * Writes an entry; it gets its name when `content` has ended without an error.
   * @throws what `content` throws {UsageError} S010 {OperatorError} S005 {TransientError} S004, S006
   */
  async write(name: string, content: AsyncIterable<Buffer>): Promise<string> {
    const path = this.pathOf(name);
    const folderPath = dirname(path);
    await this.#make(segments(name).length - 1, folderPath);
    const temporaryPath = join(folderPath, temporaryName(segments(name).at(-1) ?? ""));
    try {
      // What an earlier attempt left there is no file of anybody's.
      await rm(temporaryPath, { force: true });
      await fill(temporaryPath, content);
      await this.checkFree(name);
      await rename(temporaryPath, path);
    } catch (error) {
      await rm(temporaryPath, { force: true }).catch(() => undefined);
      throw writeFault(error, `Writing ${path}`);
    }
    return path;
  }

  /** Puts the names of all that was written onto the disk. */
  async sync(): Promise<void> {
    for (const path of this.#made) await syncFolder(path);
  }

  /** Folders one by one from the top: none of them may be a link to somewhere else. */
  async #make(depth: number, path: string): Promise<void> {
    if (this.#made.has(path)) return;
    if (depth > 0) await this.#make(depth - 1, dirname(path));
    try {
      await mkdir(path, { recursive: depth === 0 });
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw writeFault(error, `Making the folder ${path}`);
    }
    if (depth > 0 && (await kindOf(path)) !== "folder") {
      throw new OperatorError(
        "S005",
        `${path} is not a folder, and nothing is written through it`,
        {
          hint: "Move it away, or take another --out folder.",
        },
      );
    }
    this.#made.add(path);
  }
}

async function fill(path: string, content: AsyncIterable<Buffer>): Promise<void> {
  await using file = await open(path, "wx");
  for await (const bytes of content) await file.writeFile(bytes);
  await file.sync();
}

async function kindOf(path: string): Promise<"file" | "folder" | "other" | undefined> {
  try {
    const stats = await lstat(path);
    if (stats.isDirectory()) return "folder";
    return stats.isFile() ? "file" : "other";
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw fromSystem(error, `Looking at ${path}`);
  }
}
