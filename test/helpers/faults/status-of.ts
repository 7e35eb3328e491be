/** What the daemon says of one line: what `quayside status` shows, asked so often that nothing is missed. */
import type { LineStatus } from "../../../src/drop/status.ts";
import { statusNow } from "../daemon-http.ts";
import { until } from "../until.ts";
import type { Workspace } from "../workspace.ts";

export async function statusOf(workspace: Workspace, type: string): Promise<LineStatus> {
  const { drop } = await statusNow(workspace);
  const line = drop.lines.find((candidate) => candidate.type === type);
  if (!line) throw new Error(`no line ${type}`);
  return line;
}

/** Waits until the line is held up with `code`. */
export async function untilHeld(
  workspace: Workspace,
  type: string,
  code: string,
): Promise<LineStatus> {
  return await until(`${type} to be held with ${code}`, async () => {
    const line = await statusOf(workspace, type);
    return line.held?.code === code && line;
  });
}
