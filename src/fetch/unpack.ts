/** From what was fetched to the file that is dropped: `.gz` and `.zip` are unpacked as streams, within limits. */
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { AppError, fromSystem, InputError, systemCode } from "../core/errors.ts";
import { syncFile } from "../files/sync.ts";
import { openZip, type ZipFileEntry } from "../packaging/zip-reader.ts";

export interface UnpackLimits {
  /** Bytes of a file as it is fetched. */
  readonly fileBytes: number;
  readonly inflatedBytes: number;
  /** Inflated to packed, for files over 1 MiB. */
  readonly compressionRatio: number;
}

export interface Packed {
  readonly path: string;
  /** As the source calls it: `customers.csv.gz` */
  readonly name: string;
}

const RATIO_FREE_BYTES = 1024 * 1024;
const EXTENSION = /\.(csv|txt|tsv|xml|json|jsonl|xlsx)$/i;

/**
 * Makes the file at `toPath`, whole and synced, and gives the name it is dropped under: without `.gz`
 * or `.zip`, and with the extension of the file inside where that leaves none. The packed file goes.
 * @throws {InputError} F003 F009 F010 P014 {TransientError} S004 S006 {OperatorError} S005
 */
export async function unpack(
  packed: Packed,
  toPath: string,
  limits: UnpackLimits,
): Promise<string> {
  const [, stem = "", ending = ""] = /^(.+)\.(gz|zip)$/i.exec(packed.name) ?? [];
  try {
    if (ending === "") {
      await rename(packed.path, toPath);
      return packed.name;
    }
    await rm(toPath, { force: true });
    const name =
      ending.toLowerCase() === "gz"
        ? await gunzip(packed, toPath, limits).then(() => stem)
        : await unzip(packed, stem, { toPath, limits });
    await syncFile(toPath);
    await rm(packed.path, { force: true });
    return name;
  } catch (error) {
    throw fromSystem(error, `unpacking ${packed.name}`);
  }
}

async function gunzip({ path, name }: Packed, toPath: string, limits: UnpackLimits): Promise<void> {
  const { size } = await stat(path);
  try {
    const guard = guarded(name, size, limits);
    await pipeline(createReadStream(path), createGunzip(), guard, createWriteStream(toPath));
  } catch (error) {
    if (!isZlibFault(error)) throw error;
    const message = `${name} is damaged or cut off: ${error.message}`;
    throw new InputError("F010", message, { cause: error });
  }
}

async function unzip(
  { path, name }: Packed,
  stem: string,
  { toPath, limits }: { readonly toPath: string; readonly limits: UnpackLimits },
): Promise<string> {
  await using zip = await openZip(path);
  const entry = onlyDataFile(name, zip.entries);
  const guard = guarded(name, entry.packedBytes, limits);
  await pipeline(zip.read(entry), guard, createWriteStream(toPath));
  return EXTENSION.test(stem) ? stem : stem + (EXTENSION.exec(entry.name)?.[0] ?? "");
}

/** What systems put beside the files is no data: `__MACOSX/`, names that begin with a dot. */
function onlyDataFile(name: string, entries: readonly ZipFileEntry[]): ZipFileEntry {
  const files = entries.filter(
    (entry) => !entry.name.split("/").some((part) => part === "__MACOSX" || part.startsWith(".")),
  );
  const [first] = files;
  if (first && files.length === 1) return first;
  const names = files.slice(0, 5).map((entry) => entry.name);
  const found = files.length === 0 ? "no file" : `${files.length} files (${names.join(", ")})`;
  throw new InputError("P014", `${name} holds ${found}; expected exactly one data file`, {
    hint: "Let the sender make one zip for each file.",
  });
}

type Guard = (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;

/** Counts what really comes out: the sizes that a header tells are not believed. */
function guarded(name: string, packedBytes: number, limits: UnpackLimits): Guard {
  return async function* guard(chunks) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > limits.inflatedBytes) {
        throw overLimit(`the unpacked size of ${name}`, "inflatedSize", limits.inflatedBytes);
      }
      const most = Math.max(1, packedBytes) * limits.compressionRatio;
      if (bytes > RATIO_FREE_BYTES && bytes > most) {
        throw overLimit(`the compression of ${name}`, "compressionRatio", limits.compressionRatio);
      }
      yield chunk;
    }
  };
}

/** F009, naming the limit as the settings do. */
export function overLimit(what: string, setting: string, limit: number): InputError {
  const message = `${what} is over the limit of ${limit}`;
  return new InputError("F009", message, {
    hint: `Raise automaticImport.limits.${setting} in service.yml if the file is right.`,
  });
}

function isZlibFault(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof AppError) return false;
  return /^Z_|^ERR_.*PREMATURE|^ERR_STREAM/.test(systemCode(error) ?? "");
}
