/** First step: everything that decides the run is settled and written down before it begins. */
import { checkRecipients, expiryWarning } from "../certificates/check.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { DEFAULT_OWNER } from "../certificates/owner.ts";
import { effect } from "../core/effect.ts";
import { ConfigError, OperatorError } from "../core/errors.ts";
import type { JobDefinition } from "../jobs/job.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { ExportDeps } from "./deps.ts";
import { definitionOf } from "./new-run.ts";
import { resolveScope } from "./scope.ts";
import { keepRecipients } from "./work-folder.ts";

/**
 * A Queued run becomes InProgress with its bounds, certificates and destination; another passes.
 * @throws {OperatorError} E001 to E007: no usable certificate. @throws {ConfigError} P008
 */
export async function startExport(deps: ExportDeps, run: ExportRun): Promise<ExportRun> {
  if (run.state !== "Queued") return run;
  const { clock, ledger } = deps;
  const definition = definitionOf(run);
  const destination = definition.destination ?? deps.defaultDestination;
  if (!Object.hasOwn(deps.destinations, destination)) throw unknownDestination(deps, destination);
  const recipients = await recipientsOf(deps, definition);
  const now = clock.now();
  const baseline = definition.baseline === "any" ? undefined : run.job;
  const isDelta = definition.timeframe.kind === "delta";
  const lastAuditKey = isDelta ? await ledger.lastAuditKey(baseline) : undefined;
  await keepRecipients(deps.workPath, run.id, recipients);
  return await effect("export.start", () =>
    ledger.changeExport(run.id, ["Queued"], {
      state: "InProgress",
      step: "building",
      attempt: 1,
      startedAt: now.toISOString(),
      destination,
      certificates: recipients.map((one) => one.fingerprint),
      scope: resolveScope(definition, new Date(run.dueAt), lastAuditKey),
      warnings: recipients.flatMap((one) => expiryWarning(one, now)?.message ?? []),
    }),
  );
}

async function recipientsOf(
  { certificatesOf, clock }: ExportDeps,
  { certificates = [DEFAULT_OWNER] }: JobDefinition,
): Promise<readonly Certificate[]> {
  const recipients: Certificate[] = [];
  for (const owner of certificates) {
    const { usable, problems } = checkRecipients(owner, await certificatesOf(owner), clock.now());
    const problem = problems[0];
    if (usable.length === 0 && problem) {
      const option = owner === DEFAULT_OWNER ? "" : ` --owner ${owner}`;
      const hint = `Give a good one: quayside certificate set <file>${option}`;
      throw new OperatorError(problem.code, problem.message, { hint });
    }
    recipients.push(...usable);
  }
  return recipients;
}

function unknownDestination({ destinations }: ExportDeps, name: string): ConfigError {
  return new ConfigError("P008", `there is no destination ${name}`, {
    hint: `destinations in service.yml has ${Object.keys(destinations).join(", ")}.`,
  });
}
