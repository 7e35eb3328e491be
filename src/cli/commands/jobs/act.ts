/** Sends actions to the daemon and tells what became of each. */
import type { ActionsAnswer } from "../../../console/routes/jobs.ts";
import type { JobOutcome, JobRow } from "../../../jobs/job-actions.ts";
import type { CommandContext } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

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

function outcomeTexts(outcome: JobOutcome): readonly string[] {
  if (outcome.ok) {
    const run = outcome.run === undefined ? "" : `, run ${outcome.run}`;
    return [`${outcome.action}: ${outcome.title} (${outcome.job})${run}`];
  }
  return outcome.issues.map(({ code, column, message }) => {
    const where = column === undefined ? `row ${outcome.row}` : `row ${outcome.row}, ${column}`;
    return `${where}: ${code} ${message}`;
  });
}
