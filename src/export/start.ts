/** First step: everything that decides the run is settled and written down before it begins. */
import { checkRecipients, expiryWarning } from "../certificates/check.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { DEFAULT_OWNER } from "../certificates/owner.ts";
import { effect } from "../core/effect.ts";
import { ConfigError, OperatorError } from "../core/errors.ts";
import type { JobDefinition } from "../jobs/job.ts";
import { auditSource, type ExportRun } from "../store/export-run.ts";
import { formOf } from "./artifact-names.ts";
import type { ExportDeps } from "./deps.ts";
import { freeNameNumber } from "./free-name-number.ts";
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
  const isEncrypted = (formOf(definition)?.packing ?? "encrypted") === "encrypted";
  const recipients = isEncrypted ? await recipientsOf(deps, definition) : [];
  const now = clock.now();
  const scope = resolveScope(definition, new Date(run.dueAt), await lastAuditKey(deps, run));
  await keepRecipients(deps.workPath, run.id, recipients);
  const change = {
    state: "InProgress",
    step: "building",
    attempt: 1,
    startedAt: now.toISOString(),
    destination,
    certificates: recipients.map((one) => one.fingerprint),
    scope,
    warnings: recipients.flatMap((one) => expiryWarning(one, now)?.message ?? []),
  } as const;
  // One after another: a name is taken when the ledger says so.
  return await deps.inTurn(async () => {
    const nameNumber = await freeNameNumber(ledger, run, destination);
    return await effect("export.start", () =>
      ledger.changeExport(run.id, ["Queued"], {
        ...change,
        ...(nameNumber === 1 ? {} : { nameNumber }),
      }),
    );
  });
}

/** Where a delta goes on; undefined: it is the first one, or none. */
async function lastAuditKey({ ledger }: ExportDeps, run: ExportRun): Promise<number | undefined> {
  const definition = definitionOf(run);
  const source = auditSource(definition);
  if (definition.timeframe.kind !== "delta" || source === undefined) return undefined;
  return await ledger.lastAuditKey(source, definition.baseline === "any" ? undefined : run.job);
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
