/** Finds out whether a file with the same content went in before. */
import type { RowIssue } from "../../../core/issue.ts";
import type { Database } from "../database.ts";

/** The warning F012 about a run of `type`; undefined: the content is new. */
export function sameContentIssue(
  db: Database,
  { id, type, sha256 }: { readonly id: string; readonly type: string; readonly sha256: string },
): RowIssue | undefined {
  if (sha256 === "") return undefined;
  const earlier = db
    .statement(
      `SELECT Id, File, DecidedAt FROM Run
       WHERE Sha256 = ? AND Type = ? AND Status <> 'Failed' AND Id <> ? ORDER BY Id DESC LIMIT 1`,
    )
    .get(sha256, type, id);
  if (!earlier) return undefined;
  const [run, file, decidedAt] = earlier;
  const message = `A file with this content was imported before: ${String(file)}, run ${String(run)}, at ${String(decidedAt)}.`;
  return { code: "F012", severity: "warning", row: 0, message };
}
