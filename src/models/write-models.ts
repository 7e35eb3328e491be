/** Writes the models, one workbook and one csv for each import type: what a user fills in and drops. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import {
  fromSystem,
  OperatorError,
  systemCode,
  TransientError,
  UsageError,
} from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { syncFolder } from "../files/sync.ts";
import { fileNameOf, type ImportTypeSpec } from "../store/dataset-spec.ts";
import { judgeModel, type Manifest, readManifest, remember, writeManifest } from "./manifest.ts";
import { csvTable, type ModelTable, type SamplesOf, workbookTables } from "./model-tables.ts";
import { renderCsv, renderWorkbook } from "./render.ts";
import { loadSamples, type Samples } from "./samples.ts";
import { complete, fingerprintOfAll, isComplete, RENDERING } from "./unchanged.ts";

export interface ModelsReport {
  readonly written: readonly string[];
  /** Changed by a user, and left alone. */
  readonly changed: readonly string[];
  /** Could not be replaced now, usually because Excel has them open; the next start tries again. */
  readonly postponed: readonly string[];
}

interface Model {
  readonly name: string;
  /** Fingerprint of everything that its content depends on. */
  readonly madeFrom: string;
  readonly render: () => Promise<Uint8Array>;
}

/**
 * Writes `<Type>.xlsx` and `<Type>.csv` of each type into `folder`, where they are missing or are
 * Quayside's own of an earlier version.
 */
export async function writeModels(
  types: readonly ImportTypeSpec[],
  folder: string,
): Promise<ModelsReport> {
  const plan = await planModels(types, folder);
  const fingerprint = await fingerprintOfAll(types);
  const whole = complete(plan.manifest, fingerprint);
  if (plan.drafts.length === 0) {
    if (!isComplete(plan.manifest, fingerprint)) await writeManifest(folder, whole);
    return { written: [], changed: plan.changed, postponed: [] };
  }
  // First the manifest: a model that is not in it would count as the user's own for ever.
  await writeManifest(folder, plan.manifest);
  const written: string[] = [];
  const postponed: string[] = [];
  for (const { name, content, isThere } of plan.drafts) {
    const isWritten = await replace(join(folder, name), content, isThere);
    (isWritten ? written : postponed).push(name);
  }
  if (postponed.length === 0) await writeManifest(folder, whole);
  await syncFolder(folder);
  return { written, changed: plan.changed, postponed };
}

interface Plan {
  readonly drafts: readonly {
    readonly name: string;
    readonly content: Uint8Array;
    /** An earlier version is there. */
    readonly isThere: boolean;
  }[];
  readonly changed: readonly string[];
  readonly manifest: Manifest;
}

async function planModels(types: readonly ImportTypeSpec[], folder: string): Promise<Plan> {
  await makeFolder(folder);
  let manifest = await readManifest(folder);
  const drafts: Plan["drafts"][number][] = [];
  const changed: string[] = [];
  for (const type of types) {
    for (const { name, madeFrom, render } of await modelsOf(type)) {
      const existing = await hashOf(join(folder, name));
      const verdict = judgeModel(manifest[name], existing, madeFrom);
      if (verdict === "changed") changed.push(name);
      if (verdict !== "write") continue;
      const content = await render();
      manifest = remember(manifest, name, { sha256: sha256(content), madeFrom });
      drafts.push({ name, content, isThere: existing !== undefined });
    }
  }
  return { drafts, changed, manifest };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fromSystem(error, `Making ${folder}`);
  }
}

/** Writes one model to `path`, over what is there; its extension, .xlsx or .csv, says which. */
export async function writeModel(type: ImportTypeSpec, path: string): Promise<void> {
  const [workbook, csv] = await modelsOf(type);
  const extension = extname(path).toLowerCase();
  if (extension !== ".xlsx" && extension !== ".csv") {
    throw new UsageError("S010", `${path} must end in .xlsx or .csv.`);
  }
  await writeFileAtomic(path, await (extension === ".xlsx" ? workbook : csv).render());
}

/** The file name that the csv model of a type has: `Queues.csv`, `Configuration Users.csv`. */
export function csvModelName(type: ImportTypeSpec): string {
  return `${csvTable(type, () => ({ workbook: [], csv: [] })).name}.csv`;
}

async function modelsOf(type: ImportTypeSpec): Promise<readonly [Model, Model]> {
  const samples = await samplesOf(type);
  const tables = workbookTables(type, samples);
  const table = csvTable(type, samples);
  return [
    {
      name: `${fileNameOf(type)}.xlsx`,
      madeFrom: fingerprint(tables),
      render: () => renderWorkbook(tables),
    },
    {
      name: `${table.name}.csv`,
      madeFrom: fingerprint([table]),
      render: async () => Buffer.from(renderCsv(table)),
    },
  ];
}

async function samplesOf(type: ImportTypeSpec): Promise<SamplesOf> {
  const found = new Map<string, Samples>();
  for (const { dataset } of type.sheets) found.set(dataset.name, await loadSamples(dataset.name));
  return (dataset) => found.get(dataset) ?? { workbook: [], csv: [] };
}

async function replace(path: string, content: Uint8Array, isThere: boolean): Promise<boolean> {
  try {
    await writeFileAtomic(path, content, { syncFolder: false });
    return true;
  } catch (error) {
    const isHeld = error instanceof TransientError || error instanceof OperatorError;
    if (isThere && isHeld && error.code !== "S004") return false;
    throw error;
  }
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    return sha256(await readFile(path));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw fromSystem(error, `Reading ${path}`);
  }
}

function fingerprint(tables: readonly ModelTable[]): string {
  return sha256(JSON.stringify({ rendering: RENDERING, tables }));
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
