/** `quayside jobs edit` and `clone`: fields as `Field=value`. */
import { UsageError } from "../../../core/errors.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { act, jobId } from "./act.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `Run=daily 02:00` -> ["Run", "daily 02:00"]. @throws {UsageError} S010 */
function fieldOf(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new UsageError("S010", `'${text}' is no field`, {
    hint: "Write Field=value, for example 'Run=daily 02:00'.",
  });
}

export const editCommand: Command = {
  name: "edit",
  usage: "<job> <field=value...>",
  summary: "changes fields of a job; ~ takes the field's default",
  options: [JSON_OPTION],
  examples: ["quayside jobs edit 'Chats of the week' 'Run=weekly Mon,Thu 02:00' SplitSize=100MB"],
  exitCodes: [0, 1, 2, 3, 4, 7],
  run: async (context, { args, options }) => {
    const [job = "", ...texts] = args;
    const Id = await jobId(context, job);
    const fields = { ...Object.fromEntries(texts.map(fieldOf)), Action: "update", Id };
    return await act(context, [{ row: 1, fields }], options["json"] === true);
  },
};

export const cloneCommand: Command = {
  name: "clone",
  usage: "<job-or-run> [field=value...]",
  summary: "a new job like this one; of a run: once, with the dates that the run had",
  options: [JSON_OPTION],
  examples: [
    "quayside jobs clone 'Chats of the week' 'Title=Mails of the week' MediaTypes=email",
    "quayside jobs clone 0193a5f2-7c1e-7abc-8def-0123456789ab",
  ],
  exitCodes: [0, 1, 2, 3, 4, 7],
  run: async (context, { args, options }) => {
    const [job = "", ...texts] = args;
    // A run has a UUID as well; which of the two it is the daemon knows.
    const Id = UUID.test(job) ? job : await jobId(context, job);
    const fields = { ...Object.fromEntries(texts.map(fieldOf)), Action: "clone", Id };
    return await act(context, [{ row: 1, fields }], options["json"] === true);
  },
};
