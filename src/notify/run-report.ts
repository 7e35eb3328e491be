/** Gathers what the report of a run needs from the ledger and from History. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { RowIssue } from "../core/issue.ts";
import type { MessageAttachment } from "../store/outbox.ts";
import type { RunRecord, Verdict } from "../store/run.ts";
import type { NoticeDeps } from "./deps.ts";
import { importView } from "./import-report.ts";
import type { View } from "./render.ts";
import { MOST_ATTACHED_BYTES } from "./send-message.ts";

export interface GatheredReport {
  readonly view: View;
  readonly attachment?: MessageAttachment;
}

const SHOWN_ROWS = 10;
const PAGE = 200;
/** Behind so many warnings no errors of rows are looked for. */
const MOST_PAGES = 10;

export async function gatherImport(
  deps: Pick<NoticeDeps, "store" | "historyPathOf">,
  run: RunRecord,
  verdict: Verdict,
): Promise<GatheredReport> {
  const historyPath = deps.historyPathOf(run.type);
  const name = run.files?.["rejected"];
  const path =
    historyPath === undefined || name === undefined ? undefined : join(historyPath, name);
  const bytes = path === undefined ? undefined : await sizeOf(path);
  const isAttached = bytes !== undefined && bytes <= MOST_ATTACHED_BYTES;
  const failedRows = verdict.rows.rejected > 0 ? await firstErrors(deps, run.id) : [];
  const rejected = bytes === undefined ? "none" : isAttached ? "attached" : "in History";
  const view = importView({ run, verdict, failedRows, historyPath, rejected });
  return isAttached && path !== undefined && name !== undefined
    ? { view, attachment: { path, name } }
    : { view };
}

async function firstErrors(
  { store }: Pick<NoticeDeps, "store">,
  run: string,
): Promise<readonly RowIssue[]> {
  const errors: RowIssue[] = [];
  for (let page = 0; page < MOST_PAGES && errors.length < SHOWN_ROWS; page++) {
    const issues = await store.issues(run, page * PAGE, PAGE);
    errors.push(...issues.filter(({ severity }) => severity === "error"));
    if (issues.length < PAGE) break;
  }
  return errors.slice(0, SHOWN_ROWS);
}

/** Undefined: it is not there any more, or can't be read. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}
