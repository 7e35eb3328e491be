/** Brings the volumes of an artifact to where they can be read at any place: decrypts what is encrypted. */
import { mkdir } from "node:fs/promises";
import { UsageError } from "../../core/errors.ts";
import { decryptMessage, type OpeningKey } from "./decrypt-message.ts";
import { checkSpace, writeFault } from "./disk-space.ts";
import { damaged } from "./faults.ts";
import { fileBytes } from "./file-bytes.ts";
import type { ArtifactFiles } from "./complete-artifact.ts";
import type { VolumeFile } from "./find-artifacts.ts";
import { JoinedVolumes, type StoredVolume } from "./joined-volumes.ts";
import { expectedName, missingVolumes } from "./missing-volumes.ts";
import { PlainVolumes } from "./plain-volumes.ts";
import { TemporaryArchive } from "./temporary-archive.ts";
import { TAIL_BYTES, zipEnd, type ZipEnd } from "./zip-end.ts";

export interface OpenVolumesOptions {
  /** Undefined: only what was decrypted already can be opened. */
  readonly key: OpeningKey | undefined;
  /** Folder for the decrypted archive; made when it is not there. */
  readonly temporaryPath: string;
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** Hex of the first bytes: of a plain archive, of an empty one, of one that might have been split. */
const STARTS = ["504b0304", "504b0506", "504b3030"];
/** Of the first of many volumes (APPNOTE 6.3.10, 8.5.3). */
const SPLIT_START = "504b0708";
const START_BYTES = 4;
const MOST_VOLUMES = 65_536;
/** Base64 in lines makes 66 bytes at most of 48. */
const LEAST_SHARE = 48 / 66;

export class OpenedVolumes implements AsyncDisposable {
  readonly #options: OpenVolumesOptions;
  readonly #plain = new PlainVolumes();
  #temporary: TemporaryArchive | undefined;

  constructor(options: OpenVolumesOptions) {
    this.#options = options;
  }

  /**
   * The last volume comes first, because it tells how many there are.
   * @throws {InputError} E008, E009, E010 {UsageError} S010 without a key
   * @throws {OperatorError} S005 {TransientError} S004, S006
   */
  async open(artifact: ArtifactFiles): Promise<{ archive: JoinedVolumes; end: ZipEnd }> {
    const { volumes } = artifact;
    const before = volumes.slice(0, -1);
    const last = volumes.at(-1);
    if (!last) throw missingVolumes(artifact.base, [`${artifact.base}.zip.smime`]);
    const storedLast = await this.#store(last, before.length === 0 ? STARTS : undefined);
    const end = zipEnd(await tailOf(storedLast), last.name);
    checkCount(artifact, last, end.volumes);
    const stored: StoredVolume[] = [];
    for (const volume of before) {
      stored.push(await this.#store(volume, stored.length === 0 ? [SPLIT_START] : undefined));
    }
    return { archive: new JoinedVolumes([...stored, storedLast]), end };
  }

  /** @param starts how it may begin; undefined: in any way. */
  async #store(volume: VolumeFile, starts: readonly string[] | undefined): Promise<StoredVolume> {
    const { path, name, isEncrypted } = volume;
    if (!isEncrypted) return await this.#plain.volume(path);
    const { key, onBytes, signal } = this.#options;
    if (!key) {
      throw new UsageError("S010", `${name} is encrypted, and there is no key to open it with`, {
        hint: "Name the private key of the certificate: --key <file>",
      });
    }
    const isRight = (sample: Buffer): boolean =>
      starts?.includes(sample.toString("hex", 0, START_BYTES)) ?? true;
    const content = decryptMessage(fileBytes(path, onBytes, signal), name, key, isRight);
    return await (await this.#file()).add(name, content);
  }

  async #file(): Promise<TemporaryArchive> {
    this.#temporary ??= await TemporaryArchive.in(this.#options.temporaryPath);
    return this.#temporary;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#plain[Symbol.asyncDispose]();
    await this.#temporary?.[Symbol.asyncDispose]();
  }
}

/** Makes the folder of the temporary file, with room for so many encrypted bytes. */
export async function prepareFolder(path: string, encryptedBytes: number): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw writeFault(error, `Making the folder ${path}`);
  }
  await checkSpace(path, encryptedBytes * LEAST_SHARE, "The decrypted archive");
}

async function tailOf(volume: StoredVolume): Promise<Buffer> {
  const { sizeBytes } = volume;
  const tail = Buffer.alloc(Math.min(sizeBytes, TAIL_BYTES));
  for (let at = 0; at < tail.length;) {
    const bytes = await volume.read(tail.subarray(at), sizeBytes - tail.length + at);
    if (bytes === 0) return tail.subarray(0, at);
    at += bytes;
  }
  return tail;
}

function checkCount({ base, volumes }: ArtifactFiles, last: VolumeFile, count: number): void {
  if (volumes.length === count) return;
  if (volumes.length > count) {
    const name = volumes[count - 1]?.name ?? "";
    const what = count === 1 ? "is all of its archive" : `is the last of ${count} volumes`;
    throw damaged(`${last.name} ${what}: ${name} does not belong to it`);
  }
  if (count > MOST_VOLUMES) throw damaged(`${last.name} is damaged: it tells of ${count} volumes`);
  const { isEncrypted } = last;
  const numbers = Array.from({ length: count - volumes.length }, (_, i) => volumes.length + i);
  throw missingVolumes(
    base,
    numbers.map((number) => expectedName({ base, isEncrypted, number, count })),
  );
}
