/** manifest.json of an archive, as far as opening needs it: what each file must be. */
import type { ZipEntry } from "./zip-directory.ts";

const LARGEST_BYTES = 32 * 1_048_576;
/** At the top, or in the one folder that the archive has. */
const NAME = /^(?:[^/]+\/)?manifest\.json$/;

export interface ManifestFile {
  readonly name: string;
  readonly records: number;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface Manifest {
  /** Path in the archive. */
  readonly name: string;
  readonly run: string;
  readonly created: string;
  readonly files: ReadonlyMap<string, ManifestFile>;
}

/** The entry that may be the manifest; undefined: none, or more than one. */
export function manifestEntry(entries: readonly ZipEntry[]): ZipEntry | undefined {
  const [entry, ...more] = entries.filter(({ name }) => NAME.test(name));
  return entry && more.length === 0 && entry.sizeBytes <= LARGEST_BYTES ? entry : undefined;
}

/** Undefined: it is another kind of manifest, not one of Quayside's. */
export function readManifest(name: string, content: Buffer): Manifest | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content.toString("utf8"));
  } catch {
    return undefined;
  }
  const { version, run, created, files } = (parsed ?? {}) as Readonly<Record<string, unknown>>;
  if (version !== 1 || typeof run !== "string" || !Array.isArray(files)) return undefined;
  const entries = new Map<string, ManifestFile>();
  for (const file of files as readonly unknown[]) {
    if (!isManifestFile(file)) return undefined;
    entries.set(file.name, file);
  }
  return { name, run, created: typeof created === "string" ? created : "", files: entries };
}

function isManifestFile(file: unknown): file is ManifestFile {
  const { name, records, bytes, sha256 } = (file ?? {}) as Partial<Record<string, unknown>>;
  const areTexts = typeof name === "string" && typeof sha256 === "string";
  return areTexts && typeof records === "number" && typeof bytes === "number";
}

/** Record schemas and the manifest itself are not listed in the manifest. */
export function isUnlistedByRule({ name }: Manifest, entry: string): boolean {
  const folder = name.slice(0, name.lastIndexOf("/") + 1);
  return entry === name || (entry.startsWith(`${folder}schema/`) && entry.endsWith(".json"));
}
