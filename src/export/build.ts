/**
 * From the store to encrypted files in one pass: select -> write -> pack -> encrypt. Runs in the
 * thread of the export; nothing of it is in clear text on the disk.
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { packArchive } from "../packaging/pack-archive.ts";
import { SplitNeeded, type PackOptions } from "../packaging/archive.ts";
import type { ExportFile, ExportScope } from "../store/export-run.ts";
import type { ExportSnapshot } from "../store/export-snapshot.ts";
import { encryptVolumes } from "./encrypt.ts";
import type { BuildPlan, BuildProgress, Built } from "./export-calls.ts";
import { manifestText } from "./manifest.ts";
import { baseNameOf, infoMartFolder } from "./names.ts";
import { selectFiles, type Selected } from "./select.ts";
import type { WrittenFile } from "./tally.ts";
import { countOf, writeFiles } from "./write.ts";

/** Stock OpenSSL can't open a larger volume (reliability: about three times the file in memory). */
const LARGEST_VOLUME = 2 ** 30;

type OnProgress = (progress: BuildProgress) => void;

/**
 * @param signal aborted: breaks off between two pages of records.
 * @throws {TransientError} S004, S006 {OperatorError} S002, S005
 */
export async function build(
  plan: BuildPlan,
  snapshot: ExportSnapshot,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<Built> {
  const scope = closedScope(plan, snapshot);
  const folder =
    plan.definition.source === "info-mart"
      ? infoMartFolder(scope.auditUpTo ?? 0, new Date(plan.createdAt))
      : baseNameOf(plan.run);
  const { run, definition, tables } = plan;
  const selected = selectFiles({ run, definition, scope, tables, folder });
  const counts = selected.map((one) => countOf(snapshot, one));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0 && definition.skipEmpty) {
    return { scope, files: [], records: {}, contentBytes: 0 };
  }
  const source = { plan, snapshot, scope, selected, counts, folder, total, onProgress, signal };
  try {
    return await pass(source, "auto");
  } catch (error) {
    if (!(error instanceof SplitNeeded)) throw error;
    await sweep(plan.workPath);
    return await pass(source, "split");
  }
}

interface Source {
  readonly plan: BuildPlan;
  readonly snapshot: ExportSnapshot;
  readonly scope: ExportScope;
  readonly selected: readonly Selected[];
  readonly counts: readonly number[];
  readonly folder: string;
  readonly total: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal | undefined;
}

async function pass(source: Source, form: PackOptions["form"]): Promise<Built> {
  const { plan, snapshot, scope, selected, counts, folder, total, onProgress, signal } = source;
  const { run, job, definition, createdAt, madeBy, schemas } = plan;
  const done = { records: 0, contentBytes: 0, encryptedBytes: 0 };
  const written: WrittenFile[] = [];
  const files = writeFiles(
    {
      snapshot,
      selected,
      counts,
      folder,
      modifiedAt: new Date(createdAt),
      schemas,
      manifest: (all) =>
        manifestText({ run, job, definition, scope, createdAt, madeBy, files: all }),
      onPage: (page) => {
        signal?.throwIfAborted();
        done.records += page.records;
        done.contentBytes += page.bytes.length;
        onProgress({ ...done, totalRecords: total });
      },
    },
    written,
  );
  const volumes = packArchive(files, {
    level: plan.compression,
    splitSizeBytes: Math.min(definition.splitSizeBytes ?? LARGEST_VOLUME, LARGEST_VOLUME),
    form,
    progress: () => (total === 0 ? 1 : done.records / total),
  });
  const encrypted: readonly ExportFile[] = await encryptVolumes(volumes, {
    workPath: plan.workPath,
    baseName: baseNameOf(run),
    recipients: plan.recipients,
    encryption: definition.encryption,
    onBytes: (bytes) => {
      done.encryptedBytes += bytes;
      onProgress({ ...done, totalRecords: total });
    },
  });
  const records = Object.fromEntries(written.map((file) => [file.name, file.records]));
  return { scope, files: encrypted, records, contentBytes: done.contentBytes };
}

/** Where audit keys select, or mark what was taken, they end at the moment of the snapshot. */
function closedScope({ definition, scope }: BuildPlan, snapshot: ExportSnapshot): ExportScope {
  if (definition.source !== "info-mart") return scope;
  const upTo = Math.min(scope.auditUpTo ?? snapshot.auditKey, snapshot.auditKey);
  return { ...scope, auditUpTo: upTo };
}

async function sweep(workPath: string): Promise<void> {
  for (const name of await readdir(workPath)) {
    if (name.startsWith("part-")) await rm(join(workPath, name), { force: true });
  }
}
