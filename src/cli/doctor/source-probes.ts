/** Probes of the sources that fetches read: host key and login, folder, or database and version. */
import type { ServiceConfig } from "../../config/service-config.ts";
import { AppError } from "../../core/errors.ts";
import type { SourceSettings } from "../../fetch/source.ts";
import type { openSource } from "../../fetch/open-source.ts";
import type { CommandContext } from "../command.ts";
import type { Finding } from "./finding.ts";

export async function probeSources(
  context: CommandContext,
  config: ServiceConfig,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const { openSource } = await import("../../fetch/open-source.ts");
  for (const settings of Object.values(config.sources)) {
    findings.push(await probeSource(context, settings, openSource));
  }
  return findings;
}

async function probeSource(
  { clock }: CommandContext,
  settings: SourceSettings,
  open: typeof openSource,
): Promise<Finding> {
  const probe = `source ${settings.name}`;
  const { signal } = new AbortController();
  try {
    await using source = await open(settings, { clock, signal });
    const { ok, detail } = await source.probe();
    return { probe, state: ok ? "good" : "bad", detail };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const detail = `${error.code} ${error.message}`;
    return { probe, state: "bad", detail, ...(error.hint ? { remedy: error.hint } : {}) };
  }
}
