/** export-<run>.index.json, where it lies beside an artifact: what each file must be. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fromSystem } from "../../core/errors.ts";
import { nameProblem, shownName } from "../../files/safe-name.ts";
import { artifactName } from "./artifact-names.ts";
import { damaged, unsupported } from "./faults.ts";
import { fileBytes } from "./file-bytes.ts";
import type { VolumeFile } from "./find-artifacts.ts";

const LARGEST_BYTES = 32 * 1_048_576;
const SHA_256 = /^[0-9a-f]{64}$/;
const HINT = "Fetch it again; or move it away to open the artifact without it.";

export interface IndexEntry {
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** @throws {InputError} E009 it is no index. @throws {OperatorError} S005 */
export async function readIndex(path: string): Promise<readonly IndexEntry[]> {
  const name = basename(path);
  const content = parsed(await textOf(path), name);
  const { files, version } = content as { readonly files?: unknown; readonly version?: unknown };
  if (version !== 1 || !Array.isArray(files)) throw unsupported(`${name} is no index`, HINT);
  return files.map((file: unknown, position) => entryOf(file, `${name}, file ${position + 1}`));
}

function parsed(text: string, name: string): object {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === "object" && content !== null) return content;
  } catch {
    // Said below, with the name of the file.
  }
  throw unsupported(`${name} is not JSON: it is damaged or cut off`, HINT);
}

function entryOf(file: unknown, where: string): IndexEntry {
  const { name, bytes, sha256 } = (file ?? {}) as Partial<Record<keyof IndexEntry, unknown>>;
  if (typeof name !== "string" || nameProblem(name) || artifactName(name)?.kind !== "volume") {
    const shown = typeof name === "string" ? shownName(name.slice(0, 200)) : "nothing";
    throw unsupported(`${where}: ${shown} is not the name of a volume`, HINT);
  }
  const isSize = typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0;
  if (!isSize || typeof sha256 !== "string" || !SHA_256.test(sha256)) {
    throw unsupported(`${where}: bytes and sha256 are not a size and a SHA-256 in hex`, HINT);
  }
  return { name, bytes, sha256 };
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) throw unsupported(`${basename(path)} is over 32 MiB`, HINT);
    return await readFile(path, "utf8");
  } catch (error) {
    throw fromSystem(error, `Reading ${path}`);
  }
}

/**
 * Before anything is read of them.
 * @throws {InputError} E009 a file has another size or is not of this artifact
 */
export async function checkSizes(
  volumes: readonly VolumeFile[],
  index: readonly IndexEntry[],
): Promise<void> {
  for (const { name, path, isEncrypted } of volumes) {
    if (!isEncrypted) continue;
    const entry = entryNamed(index, name);
    if (!entry)
      throw damaged(`${name} does not belong to the artifact: its index does not name it`);
    const bytes = await sizeOf(path);
    if (bytes !== entry.bytes) {
      throw damaged(`${name} has ${bytes} bytes, but ${entry.bytes} by the index`);
    }
  }
}

function entryNamed(index: readonly IndexEntry[], name: string): IndexEntry | undefined {
  return index.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

/** @throws {InputError} E009 when the content is not what the index says. */
export async function checkHash(
  { path, name }: VolumeFile,
  index: readonly IndexEntry[],
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const expected = entryNamed(index, name)?.sha256;
  const hash = createHash("sha256");
  for await (const chunk of fileBytes(path, onBytes, signal)) hash.update(chunk);
  const sha256 = hash.digest("hex");
  if (expected === undefined || sha256 === expected) return;
  throw damaged(`${name} is damaged: its SHA-256 is ${sha256}, but ${expected} by the index`);
}

/** Bytes of a file. @throws {OperatorError} S005 {TransientError} S006 */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw fromSystem(error, `Looking at ${path}`);
  }
}
