/** `quayside jobs`: what exports there are, and every action on them. */
import type { Command } from "../command.ts";
import { addCommand } from "./jobs/add.ts";
import { cloneCommand, editCommand } from "./jobs/edit.ts";
import { listCommand } from "./jobs/list.ts";
import { nextCommand } from "./jobs/next.ts";
import { showCommand } from "./jobs/show.ts";
import {
  cancelCommand,
  deleteCommand,
  resumeCommand,
  runCommand,
  suspendCommand,
} from "./jobs/simple-actions.ts";

export const jobsCommand: Command = {
  ...listCommand,
  name: "jobs",
  summary:
    "export jobs: list (alone), show, add, edit, clone, suspend, resume, delete, run, cancel",
  examples: [
    "quayside jobs",
    "quayside jobs add job.json",
    "quayside jobs run 'Chats of the week'",
  ],
  subcommands: [
    listCommand,
    showCommand,
    addCommand,
    editCommand,
    cloneCommand,
    suspendCommand,
    resumeCommand,
    deleteCommand,
    runCommand,
    cancelCommand,
    nextCommand,
  ],
};
