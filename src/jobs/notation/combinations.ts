/** Rules between the fields of a job. Fields that could not be read are left out of them. */
import type { JobDefinition } from "../job.ts";
import type { FieldReader } from "./field-reader.ts";

type Parts = { readonly [Key in keyof JobDefinition]?: JobDefinition[Key] | undefined };

/** Reports every combination that can't be. */
export function checkCombinations(fields: FieldReader, parts: Parts): void {
  checkKind(fields, parts);
  checkTimeframe(fields, parts);
  checkPeriod(fields, parts);
}

function checkKind(fields: FieldReader, { source, type, mediaTypes }: Parts): void {
  if (source === "contact-history" && !fields.has("Type")) {
    fields.report({
      field: "Type",
      code: "R001",
      message: "Type is missing; expected interaction or contact for the source contact-history",
    });
  }
  if (source === "info-mart" && fields.has("Type")) {
    fields.report({
      field: "Type",
      code: "J001",
      message: "Type is for the source contact-history only; expected none",
    });
  }
  const hasInteractions = source !== "info-mart" && type !== "contact";
  if (mediaTypes !== undefined && !hasInteractions) {
    fields.report({
      field: "MediaTypes",
      code: "J001",
      message: "MediaTypes are for Type=interaction of the contact-history only; expected none",
    });
  }
}

function checkTimeframe(fields: FieldReader, { source, timeframe, run }: Parts): void {
  if (source === undefined || timeframe === undefined) return;
  const byKey = timeframe.kind === "delta" || timeframe.kind === "audit";
  if (source === "contact-history" && byKey) {
    fields.report({
      field: "Timeframe",
      code: "J001",
      message: `Timeframe ${timeframe.kind} is for the source info-mart only; expected all, a relative period or an interval`,
    });
  }
  if (source !== "info-mart") return;
  if (!byKey && timeframe.kind !== "all") {
    fields.report({
      field: "Timeframe",
      code: "J001",
      message:
        "Timeframe is wrong for the source info-mart; expected all, delta or (with Run=once) audit 100..220",
    });
  }
  if (timeframe.kind === "audit" && run !== undefined && run.kind !== "once") {
    fields.report({
      field: "Timeframe",
      code: "J001",
      message: "Timeframe audit is for Run=once only; expected all or delta for a job that recurs",
    });
  }
}

function checkPeriod(fields: FieldReader, { run, from, until }: Parts): void {
  for (const field of ["From", "Until"] as const) {
    if (run?.kind !== "once" || !fields.has(field)) continue;
    fields.report({
      field,
      code: "J001",
      message: `${field} is for jobs that recur only; expected none for Run=once, which takes its time itself: once 2026-12-01T02:00Z`,
    });
  }
  if (from !== undefined && until !== undefined && until < from) {
    fields.report({
      field: "Until",
      code: "J001",
      message: `Until is before From; expected ${from} or later`,
    });
  }
}
