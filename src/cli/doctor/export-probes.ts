/** Probes of what exports need: certificates to encrypt to, destinations to publish on. */
import { checkRecipients, expiryWarning } from "../../certificates/check.ts";
import { openCertificates } from "../../certificates/store.ts";
import type { ServiceConfig } from "../../config/service-config.ts";
import { AppError } from "../../core/errors.ts";
import { certificatesPath } from "../../service/places.ts";
import type { DestinationSettings } from "../../transfer/destination.ts";
import { openDestination } from "../../transfer/open-destination.ts";
import type { CommandContext } from "../command.ts";
import type { Finding } from "./finding.ts";

export async function probeCertificates(
  { clock }: CommandContext,
  config: ServiceConfig,
): Promise<readonly Finding[]> {
  const probe = "certificates";
  const { certificatePath: defaultPath } = config.exports;
  const certificates = openCertificates(certificatesPath(config), { defaultPath });
  const { certificates: all, damaged } = await certificates.list();
  const findings: Finding[] = damaged.map(({ path, message }) => ({
    probe,
    state: "bad",
    detail: `${path}: ${message}`,
    remedy: "Set it again: quayside certificate set <file>.",
  }));
  const owners = [...new Set(all.map(({ owner }) => owner))];
  if (owners.length === 0 && findings.length === 0) {
    const detail = "none yet; an export needs one: quayside certificate set <file>";
    return [{ probe, state: "note", detail }];
  }
  const now = clock.now();
  for (const owner of owners) {
    const own = all.filter((one) => one.owner === owner).map((one) => one.certificate);
    const { usable, problems } = checkRecipients(owner, own, now);
    for (const { message } of problems) {
      const state = usable.length === 0 ? "bad" : "note";
      findings.push({ probe, state, detail: message, remedy: "Ask the client for a new one." });
    }
    for (const certificate of usable) {
      const warning = expiryWarning(certificate, now);
      const detail = `${owner}: ${certificate.subject}, until ${certificate.notAfter}`;
      findings.push({ probe, state: warning ? "note" : "good", detail });
    }
  }
  return findings;
}

export async function probeDestinations(
  context: CommandContext,
  config: ServiceConfig,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const settings of Object.values(config.destinations)) {
    findings.push(await probeDestination(context, settings));
  }
  return findings;
}

async function probeDestination(
  { clock }: CommandContext,
  settings: DestinationSettings,
): Promise<Finding> {
  const probe = `destination ${settings.name}`;
  const { signal } = new AbortController();
  try {
    await using destination = await openDestination(settings, { clock, signal });
    const { ok, detail } = await destination.probe();
    return { probe, state: ok ? "good" : "bad", detail };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const detail = `${error.code} ${error.message}`;
    return { probe, state: "bad", detail, ...(error.hint ? { remedy: error.hint } : {}) };
  }
}
