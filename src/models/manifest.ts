/** Which models Quayside wrote itself, so that none that a user has changed is ever replaced. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";

const NAME = ".models.json";
/** Versions of one model that are remembered. */
const REMEMBERED = 20;

/** For each file: SHA-256 of a version that was written -> fingerprint of what it was made from. */
export type Manifest = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** An unreadable manifest is none: then every model that is there counts as the user's own. */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, NAME), "utf8"));
    return isManifest(found) ? found : {};
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return {};
    throw error;
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFileAtomic(join(folder, NAME), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The manifest with one more version of a file. */
export function remember(
  manifest: Manifest,
  file: string,
  version: { readonly sha256: string; readonly madeFrom: string },
): Manifest {
  const known = Object.entries(manifest[file] ?? {}).slice(1 - REMEMBERED);
  return {
    ...manifest,
    [file]: Object.fromEntries([...known, [version.sha256, version.madeFrom]]),
  };
}

/**
 * write: the file is missing, or is an earlier version of Quayside's own. current: it is today's.
 * changed: a user changed it or put it there.
 * @param sha256 of the file that is there.
 * @param madeFrom fingerprint of what today's model is made from.
 */
export function judgeModel(
  known: Readonly<Record<string, string>> | undefined,
  sha256: string | undefined,
  madeFrom: string,
): "write" | "current" | "changed" {
  if (sha256 === undefined) return "write";
  const origin = known?.[sha256];
  if (origin === undefined) return "changed";
  return origin === madeFrom ? "current" : "write";
}

function isManifest(value: unknown): value is Manifest {
  const isRecord = (each: unknown): each is object =>
    typeof each === "object" && each !== null && !Array.isArray(each);
  return isRecord(value) && Object.values(value).every(isRecord);
}
