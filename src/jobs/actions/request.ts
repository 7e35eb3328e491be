/** Reads which action a row asks for, and of which job. */
import { nearest } from "../../core/nearest.ts";
import { REJECTED_COLUMNS } from "../../datasets/columns.ts";
import { foldName } from "../../datasets/fold.ts";
import { ACTIONS, type ActionName } from "../action-outcome.ts";
import { type JobIssue, shownValue } from "../job-issue.ts";
import type { JobRow } from "../job-row.ts";
import { isBlankValue } from "../notation/fields.ts";

export interface ActionRequest {
  readonly action: ActionName;
  readonly id?: string;
  readonly title?: string;
  /** The fields of the definition, the title among them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export type RequestReading =
  { readonly request: ActionRequest } | { readonly issues: readonly JobIssue[] };

/** Columns that a file of rows to mend has and that mean nothing here. */
const PASSED_OVER = new Set(REJECTED_COLUMNS.map(foldName));

export function readRequest({ fields, faults }: JobRow): RequestReading {
  if (faults !== undefined && faults.length > 0) return { issues: faults };
  const entries = Object.entries(fields).filter(([name]) => !PASSED_OVER.has(foldName(name)));
  const textOf = (name: string): string | undefined => {
    const [, value] = entries.find(([given]) => foldName(given) === name) ?? [];
    return isBlankValue(value) ? undefined : shownValue(value).trim();
  };
  const given = textOf("action") ?? "create";
  const action = ACTIONS.find((one) => one === given.toLowerCase());
  if (action === undefined) return { issues: [unknownAction(given)] };
  const id = textOf("id");
  const title = textOf("title");
  const own = entries.filter(([name]) => !["action", "id"].includes(foldName(name)));
  return {
    request: {
      action,
      ...(id === undefined ? {} : { id }),
      ...(title === undefined ? {} : { title }),
      fields: Object.fromEntries(own),
    },
  };
}

function unknownAction(given: string): JobIssue {
  const near = nearest(given, ACTIONS);
  const help = near ? `; did you mean ${near}?` : "";
  return {
    code: "R003",
    field: "Action",
    value: given,
    message: `Action is wrong; expected one of ${ACTIONS.join(", ")}${help}`,
  };
}
