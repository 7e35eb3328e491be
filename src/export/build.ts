/**
 * From the store to the files of the artifact in one pass: select -> write -> pack -> encrypt. Runs in
 * the thread of the export; nothing of it is in clear text on the disk, unless its job wants it so.
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { packArchive } from "../packaging/pack-archive.ts";
import { SplitNeeded, type PackOptions } from "../packaging/archive.ts";
import { auditSource, type ExportFile, type ExportScope } from "../store/export-run.ts";
import type { ExportSnapshot, Page } from "../store/export-snapshot.ts";
import { artifactBase, formOf } from "./artifact-names.ts";
import { encryptVolumes } from "./encrypt.ts";
import type { BuildPlan, BuildProgress, Built } from "./export-calls.ts";
import { manifestText } from "./manifest.ts";
import { baseNameOf, infoMartFolder } from "./names.ts";
import { keepFiles, zipFiles } from "./plain-files.ts";
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
  const named = { dueAt: plan.dueAt, nameNumber: plan.nameNumber, definition };
  const selected = selectFiles({ run, ...named, scope, tables, folder });
  const counts = selected.map((one) => countOf({ snapshot, types: plan.types }, one));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0 && definition.skipEmpty) {
    return { scope, files: [], records: {}, contentBytes: 0, warnings: [] };
  }
  const baseName = artifactBase({ id: run, ...named });
  const rest = { counts, folder, baseName, total, onProgress, signal };
  const source = { plan, snapshot, scope, selected, ...rest };
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
  readonly baseName: string;
  readonly total: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal | undefined;
}

interface Done {
  records: number;
  contentBytes: number;
  encryptedBytes: number;
  leftOut: number;
}

async function pass(source: Source, form: PackOptions["form"]): Promise<Built> {
  const { plan, scope, total, onProgress, signal } = source;
  const done: Done = { records: 0, contentBytes: 0, encryptedBytes: 0, leftOut: 0 };
  const written: WrittenFile[] = [];
  const tell = (): void => {
    const { records, contentBytes, encryptedBytes } = done;
    onProgress({ records, contentBytes, encryptedBytes, totalRecords: total });
  };
  const onPage = (page: Page): void => {
    signal?.throwIfAborted();
    done.records += page.records;
    done.leftOut += page.leftOut ?? 0;
    done.contentBytes += page.bytes.length;
    tell();
  };
  const onBytes = (bytes: number): void => {
    done.encryptedBytes += bytes;
    tell();
  };
  const files = await packed(source, { form, written, done, onPage, onBytes });
  const records = Object.fromEntries(written.map((file) => [file.name, file.records]));
  const warnings = leftOutWarnings(plan, done.leftOut);
  return { scope, files, records, contentBytes: done.contentBytes, warnings };
}

interface Passing {
  readonly form: PackOptions["form"];
  readonly written: WrittenFile[];
  readonly done: Done;
  readonly onPage: (page: Page) => void;
  readonly onBytes: (bytes: number) => void;
}

/** As the job wants it: the files themselves, a zip, or encrypted volumes. */
async function packed(source: Source, passing: Passing): Promise<readonly ExportFile[]> {
  const { plan, snapshot, scope, selected, counts, folder, baseName, total } = source;
  const { form, written, done, onPage, onBytes } = passing;
  const { run, job, definition, createdAt, madeBy, schemas, workPath, compression: level } = plan;
  const facts = { run, job, definition, scope, createdAt, madeBy };
  const packing = formOf(definition)?.packing ?? "encrypted";
  const modifiedAt = new Date(createdAt);
  const manifest = (files: readonly WrittenFile[]): string => manifestText({ ...facts, files });
  const files = writeFiles(
    {
      ...{ snapshot, types: plan.types, selected, counts, modifiedAt, schemas, onPage },
      copyPath: plan.copyPath,
      folder: formOf(definition) ? "" : `${folder}/`,
      ...(packing === "encrypted" ? { manifest } : {}),
    },
    written,
  );
  if (packing === "none") return await keepFiles(files, workPath, onBytes);
  if (packing === "zip") {
    return await zipFiles(files, { workPath, name: `${baseName}.zip`, level }, onBytes);
  }
  const volumes = packArchive(files, {
    level,
    splitSizeBytes: Math.min(definition.splitSizeBytes ?? LARGEST_VOLUME, LARGEST_VOLUME),
    form,
    progress: () => (total === 0 ? 1 : done.records / total),
  });
  const { recipients } = plan;
  const { encryption } = definition;
  return await encryptVolumes(volumes, { workPath, baseName, recipients, encryption, onBytes });
}

function leftOutWarnings({ definition }: BuildPlan, leftOut: number): readonly string[] {
  if (leftOut === 0) return [];
  const records = leftOut === 1 ? "1 record was" : `${leftOut} records were`;
  const from = definition.exchange?.kind === "table" ? ` of ${definition.exchange.database}` : "";
  return [
    `E013 ${records} left out${from}: a text has a character that XML can't hold; correct it, or take Format=csv`,
  ];
}

/** Where audit keys select, or mark what was taken, they end at the moment of the snapshot. */
function closedScope({ definition, scope }: BuildPlan, snapshot: ExportSnapshot): ExportScope {
  if (auditSource(definition) === undefined) return scope;
  const upTo = Math.min(scope.auditUpTo ?? snapshot.auditKey, snapshot.auditKey);
  return { ...scope, auditUpTo: upTo };
}

async function sweep(workPath: string): Promise<void> {
  for (const name of await readdir(workPath)) {
    if (name.startsWith("part-")) await rm(join(workPath, name), { force: true });
  }
}
