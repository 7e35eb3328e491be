/** Actions that need no more than the job: suspend, resume, delete, run, cancel. */
import { JSON_OPTION, type Command } from "../../command.ts";
import { act, jobId } from "./act.ts";

const simple = (name: string, summary: string): Command => ({
  name,
  usage: "<job>",
  summary,
  options: [JSON_OPTION],
  examples: [`quayside jobs ${name} 'Chats of the week'`],
  exitCodes: [0, 1, 2, 3, 4, 7],
  run: async (context, { args, options }) => {
    const fields = { Action: name, Id: await jobId(context, args[0] ?? "") };
    return await act(context, [{ row: 1, fields }], options["json"] === true);
  },
});

export const suspendCommand = simple(
  "suspend",
  "its due instants make no runs until it is resumed",
);
export const resumeCommand = simple("resume", "ends its suspension");
export const deleteCommand = simple("delete", "removes the job; its runs and artifacts stay");
export const runCommand = simple("run", "runs it now, whatever its schedule says");
export const cancelCommand = simple("cancel", "ends its run that is queued or goes on");
