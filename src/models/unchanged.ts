/** Whether all models can be left as they are without a look at each of them: at most starts they can. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { SAMPLES_FOLDER } from "./samples.ts";

/** Counts up when models are rendered differently from the same tables. */
export const RENDERING = 1;

/** Entry of the manifest that is no file: all models were written from this. */
const ALL = "*";

/** Of everything that models are made from: the types with their settings, and the samples. */
export async function fingerprintOfAll(types: readonly ImportTypeSpec[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([RENDERING, types]));
  for (const name of (await readdir(SAMPLES_FOLDER)).sort()) {
    hash.update(`${name}\n`).update(await readFile(join(SAMPLES_FOLDER, name)));
  }
  return hash.digest("hex");
}

/** The manifest, once nothing is left to be written. */
export function complete(manifest: Manifest, fingerprint: string): Manifest {
  return { ...manifest, [ALL]: { [fingerprint]: "" } };
}

export function isComplete(manifest: Manifest, fingerprint: string): boolean {
  return manifest[ALL]?.[fingerprint] !== undefined;
}

/** True: all that was written is there, by its name, and would be written from the same today. */
export async function areUnchanged(
  types: readonly ImportTypeSpec[],
  folder: string,
): Promise<boolean> {
  const there = new Set(await readdir(folder).catch((): string[] => []));
  if (there.size === 0) return false;
  const manifest = await readManifest(folder);
  const names = Object.keys(manifest).filter((name) => name !== ALL);
  if (!names.every((name) => there.has(name))) return false;
  return isComplete(manifest, await fingerprintOfAll(types));
}
