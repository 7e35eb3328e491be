/** Where the artifact of a run goes, or lies. */
import { ConfigError } from "../core/errors.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { DestinationSettings } from "../transfer/destination.ts";
import type { ExportDeps } from "./deps.ts";

/** @throws {ConfigError} P008 when the settings have lost it. */
export function destinationOf(deps: ExportDeps, run: ExportRun): DestinationSettings {
  const name = run.destination ?? deps.defaultDestination;
  const settings = deps.destinations[name];
  if (settings) return settings;
  throw new ConfigError("P008", `the destination ${name} of the export ${run.id} is gone`, {
    hint: "Put it back into destinations of service.yml.",
  });
}
