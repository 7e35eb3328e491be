/** `quayside start`: the daemon in the foreground. */
import type { Command } from "../command.ts";

export const startCommand: Command = {
  name: "start",
  usage: "",
  summary: "runs the daemon in the foreground; SIGTERM drains, a second one ends it at once",
  options: [{ flags: "--pretty", summary: "log for people instead of JSON lines" }],
  examples: ["quayside start --settings /etc/quayside/service.yml"],
  exitCodes: [0, 1, 3, 6],
  run: async ({ calls, settingsPath }, { options }) => {
    const pretty = options["pretty"] === true;
    return await calls.runService(
      settingsPath === undefined ? { pretty } : { settingsPath, pretty },
    );
  },
};
