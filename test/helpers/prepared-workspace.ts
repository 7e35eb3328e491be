/** A workspace with certificate and history, made once for a test file and copied for each test. */
import { appendFile, cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bulk, jsonLines } from "./every-kind.ts";
import { giveCertificate, importHistory, makeHistory, type ClientKey } from "./exporting.ts";
import { Workspace } from "./workspace.ts";

export interface Prepared {
  /** @param settings further lines of service.yml. */
  copy(settings?: string): Promise<Workspace>;
  remove(): Promise<void>;
}

export interface Preparing {
  /** Interactions with clear text that is easy to find, every tenth with a note. */
  readonly interactions: number;
  /** Interactions of the medium `bulk`, each with 64 KiB that can't be packed. */
  readonly bulk?: number;
}

/** Its daemon does not run. Large cells are allowed. */
export async function prepareWorkspace(preparing: Preparing): Promise<Prepared> {
  const original = await Workspace.create("  limits: { cellCharacters: 200000 }\n");
  await giveCertificate(original);
  await original.start();
  await importHistory(original, makeHistory(preparing.interactions));
  if (preparing.bulk !== undefined) await importBulk(original, preparing.bulk);
  await original.stop();
  return copiesOf(original);
}

/** @param original its daemon does not run. */
export function copiesOf(original: Workspace): Prepared {
  return {
    copy: async (settings = "") => {
      const path = await mkdtemp(join(tmpdir(), "quayside-e2e-"));
      await cp(original.path, path, { recursive: true });
      const copy = new Workspace(path);
      await appendFile(copy.settingsPath, settings);
      return copy;
    },
    remove: () => original.remove(),
  };
}

async function importBulk(workspace: Workspace, count: number): Promise<void> {
  const { interactions, documents } = bulk(count, { documentBytes: 65_536, seed: 3 });
  await workspace.drop("Interaction", "bulk.jsonl", jsonLines(interactions));
  await workspace.drop("Document", "bulk.jsonl", jsonLines(documents));
  for (const type of ["Interaction", "Document"]) {
    const { status } = await workspace.result(type, "bulk.jsonl");
    if (status !== "Succeeded") throw new Error(`${type}: ${status}`);
  }
}

/** The key of the certificate that every prepared workspace has. */
export function keyOf({ path }: Workspace): ClientKey {
  return { keyPath: join(path, "default.key"), certificatePath: join(path, "default.pem") };
}
