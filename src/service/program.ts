/** The program itself: where its files are, and its version. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ServiceConfig } from "../config/service-config.ts";
import type { DefinitionPlaces } from "../datasets/load-all-types.ts";

/** Holds package.json, config, schemas and templates; `src` and `dist` both stand in it. */
export const programFolder = fileURLToPath(new URL("../..", import.meta.url));

/** What an administrator may tune without touching code: import-types/*.yml. */
export const definitionsPath = fileURLToPath(new URL("../../config", import.meta.url));

/** Definitions of databases where the settings name no folder and there is none beside them. */
const ownDatabasesPath = fileURLToPath(new URL("../../config/databases", import.meta.url));

/** Where all definitions of this service stand. */
export function definitionPlaces(config: ServiceConfig): DefinitionPlaces {
  return {
    configFolder: definitionsPath,
    databasesFolder: config.databasesPath ?? ownDatabasesPath,
    settings: config.automaticImport.types,
  };
}

/** JSON Schemas; those in `export` are shipped inside archives. */
export const schemasPath = fileURLToPath(new URL("../../schemas", import.meta.url));

/** Texts of the mails. */
export const mailTemplatesPath = fileURLToPath(new URL("../../templates/mail", import.meta.url));

/** The report of a campaign: its frame and its style. */
export const campaignReportPath = fileURLToPath(
  new URL("../../templates/campaign-report.html", import.meta.url),
);

interface PackageFile {
  readonly version: string;
}

export const programVersion = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as PackageFile
).version;
