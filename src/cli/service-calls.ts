/** What the commands need of the service, loaded when a command needs it, so that help is quick. */
import type { ServiceConfig } from "../config/service-config.ts";
import type { Clock } from "../core/clock.ts";
import { UsageError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { RowIssue } from "../core/issue.ts";
import type { WrittenSheets } from "../configuration/write-workbook.ts";
import type { CheckReport, CheckRequest } from "../service/check.ts";
import type { ConfigurationRequest } from "../service/export-configuration.ts";
import type { CampaignWriting } from "../service/write-campaign.ts";
import type { TestMailSent } from "../service/test-mail.ts";
import { droppedTypes, type ImportTypeSpec } from "../store/dataset-spec.ts";
import type { StoreHealth } from "../store/store.ts";

export interface ServiceCalls {
  /** The daemon, until it stops; its exit code. */
  runService(options: {
    readonly settingsPath?: string;
    readonly pretty: boolean;
  }): Promise<number>;
  /** A dry run: what an import of the file would do. */
  checkFile(request: CheckRequest): Promise<CheckReport>;
  /** Writes the configuration of the store as a workbook; rows by sheet. */
  exportConfiguration(request: ConfigurationRequest): Promise<WrittenSheets>;
  /** What an empty system would say of the workbook. */
  checkConfiguration(config: ServiceConfig, path: string): Promise<readonly RowIssue[]>;
  /** Makes the drop folders and the models of the exchange folder. */
  createExchange(config: ServiceConfig): Promise<void>;
  /** Writes the model of a type; the extension, .xlsx or .csv, says which. */
  writeModel(config: ServiceConfig, type: string, path: string): Promise<void>;
  /** Name that the csv model of a type has: `Configuration Users.csv`. */
  csvModelName(config: ServiceConfig, type: string): Promise<string>;
  /** Opens the store and asks how it is. */
  probeStore(config: ServiceConfig): Promise<StoreHealth>;
  /** Writes the files of a campaign into a folder; their names. */
  writeCampaign(writing: CampaignWriting): Promise<readonly string[]>;
  /** Sends a test mail, to `to` instead of mail.to, past the outbox. */
  sendTestMail(config: ServiceConfig, clock: Clock, to: string | undefined): Promise<TestMailSent>;
}

export const serviceCalls: ServiceCalls = {
  runService: async (options) => {
    const { holdYoungHeap } = await import("../service/young-heap.ts");
    holdYoungHeap();
    const { runService } = await import("../service/service.ts");
    return await runService(options);
  },
  checkFile: async (request) => {
    const { checkFile } = await import("../service/check.ts");
    return await checkFile(request);
  },
  exportConfiguration: async (request) => {
    const { exportConfiguration } = await import("../service/export-configuration.ts");
    return await exportConfiguration(request);
  },
  checkConfiguration: async (config, path) => {
    const { checkConfiguration } = await import("../service/export-configuration.ts");
    return await checkConfiguration(config, path);
  },
  createExchange: async (config) => {
    const { createDropFolder } = await import("../drop/folders.ts");
    const { writeModels } = await import("../models/write-models.ts");
    const { automaticPath, modelsPath } = await import("../service/places.ts");
    const types = droppedTypes(await importTypes(config));
    for (const type of types) await createDropFolder(automaticPath(config), type);
    await writeModels(types, modelsPath(config));
  },
  writeModel: async (config, type, path) => {
    const { writeModel } = await import("../models/write-models.ts");
    await writeModel(typeNamed(await importTypes(config), type), path);
  },
  csvModelName: async (config, type) => {
    const { csvModelName } = await import("../models/write-models.ts");
    return csvModelName(typeNamed(await importTypes(config), type));
  },
  probeStore: async (config) => {
    const { openSqliteStore } = await import("../store/sqlite/open-store.ts");
    const { workPath } = await import("../service/places.ts");
    const types = await importTypes(config);
    const workFolder = workPath(config);
    const store = await openSqliteStore({ path: config.store.path, types, workFolder });
    try {
      return await store.health();
    } finally {
      await store[Symbol.asyncDispose]();
    }
  },
  writeCampaign: async (writing) => {
    const { writeCampaign } = await import("../service/write-campaign.ts");
    return await writeCampaign(writing);
  },
  sendTestMail: async (config, clock, to) => {
    const { sendTestMail } = await import("../service/test-mail.ts");
    return await sendTestMail(config, clock, to);
  },
};

async function importTypes(config: ServiceConfig): Promise<readonly ImportTypeSpec[]> {
  const { loadAllTypes } = await import("../datasets/load-all-types.ts");
  const { definitionPlaces } = await import("../service/program.ts");
  return await loadAllTypes(definitionPlaces(config));
}

function typeNamed(all: readonly ImportTypeSpec[], name: string): ImportTypeSpec {
  const types = droppedTypes(all);
  const found = types.find(({ type }) => type.toLowerCase() === name.toLowerCase());
  if (found) return found;
  throw unknownType(
    name,
    types.map(({ type }) => type),
  );
}

/** The error for a type that there is not, with the one that may be meant. */
export function unknownType(name: string, known: readonly string[]): UsageError {
  const near = nearest(name, known);
  return new UsageError("S010", `there is no import type ${name}`, {
    hint: near ? `Did you mean ${near}?` : `There are ${known.join(", ")}.`,
  });
}
