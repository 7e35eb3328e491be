/** Sends actions to the daemon and tells what became of each. */
import type { JobView } from "../../../console/exports-console.ts";
import type { ActionsAnswer } from "../../../console/routes/jobs.ts";
import type { ActionOutcome } from "../../../jobs/action-outcome.ts";
import type { JobRow } from "../../../jobs/job-row.ts";
import type { CommandContext } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

/** Id of a job that is named by its id, the beginning of it, or its title. @throws {UsageError} J002 */
export async function jobId({ daemon }: CommandContext, name: string): Promise<string> {
  const path = `/v1/jobs/${encodeURIComponent(name)}`;
  return (await (await daemon()).get<JobView>(path)).id;
}

/** Exit code 4 when one of them was refused. */
export async function act(
  { terminal, daemon }: CommandContext,
  rows: readonly JobRow[],
  asJson: boolean,
): Promise<number> {
  const client = await daemon();
  const { outcomes } = await client.post<ActionsAnswer>("/v1/jobs/actions", { rows });
  if (asJson) terminal.out(JSON.stringify({ outcomes }));
  else for (const outcome of outcomes) outcomeTexts(outcome).forEach(terminal.out);
  return outcomes.every((outcome) => outcome.ok) ? EXIT.done : EXIT.rejected;
}

function outcomeTexts(outcome: ActionOutcome): readonly string[] {
  if (outcome.ok) {
    const run = outcome.run === undefined ? "" : `, run ${outcome.run}`;
    return [`${outcome.action}: ${outcome.title} (${outcome.job})${run}`];
  }
  return outcome.issues.map(({ code, field, message }) => {
    const where = field === undefined ? `row ${outcome.row}` : `row ${outcome.row}, ${field}`;
    return `${where}: ${code} ${message}`;
  });
}
