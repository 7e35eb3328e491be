/** Rules between the fields of a job. Fields that could not be read are left out of them. */
import type { JobDefinition, JobSource, Timeframe } from "../job.ts";
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
  if (source !== "contact-history" && source !== undefined && fields.has("Type")) {
    fields.report({
      field: "Type",
      code: "J001",
      message: "Type is for the source contact-history only; expected none",
    });
  }
  const isHistory = source === undefined || source === "contact-history";
  const hasInteractions = isHistory && type !== "contact";
  if (mediaTypes !== undefined && !hasInteractions) {
    fields.report({
      field: "MediaTypes",
      code: "J001",
      message: "MediaTypes are for Type=interaction of the contact-history only; expected none",
    });
  }
}

const MODULE_TIMEFRAMES: Readonly<Partial<Record<JobSource, readonly Timeframe["kind"][]>>> = {
  "data-importer": ["all"],
  "data-updater": ["all"],
  "data-displacer": ["all", "delta"],
  "data-exporter": ["all", "last", "interval"],
  configuration: ["all"],
};

const TIMEFRAME_NAMES: Readonly<Record<Timeframe["kind"], string>> = {
  all: "all",
  last: "a relative period such as last day",
  interval: "an interval",
  delta: "delta",
  audit: "audit",
};

function checkTimeframe(fields: FieldReader, { source, timeframe, run }: Parts): void {
  if (source === undefined || timeframe === undefined) return;
  const byKey = timeframe.kind === "delta" || timeframe.kind === "audit";
  const choices = MODULE_TIMEFRAMES[source];
  if (choices !== undefined && !choices.includes(timeframe.kind)) {
    const expected = choices.map((kind) => TIMEFRAME_NAMES[kind]).join(", ");
    const message = `Timeframe is wrong for the source ${source}; expected ${expected}`;
    fields.report({ field: "Timeframe", code: "J001", message });
  }
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
