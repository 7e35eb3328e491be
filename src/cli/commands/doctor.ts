/** `quayside doctor`: looks at everything that a daemon needs, and says what to mend. */
import { JSON_OPTION, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Finding } from "../doctor/finding.ts";
import type { Colours } from "../terminal.ts";

export const doctorCommand: Command = {
  name: "doctor",
  usage: "",
  summary:
    "probes settings, folders, store, disk, clock, daemon, certificates, destinations and mail; says what to mend",
  options: [JSON_OPTION],
  examples: ["quayside doctor --settings /etc/quayside/service.yml"],
  exitCodes: [0, 1, 3, 6],
  run: async (context, { options }) => {
    const { examine } = await import("../doctor/examine.ts");
    const findings = await examine(context);
    if (options["json"] === true) context.terminal.out(JSON.stringify({ findings }));
    else
      for (const one of findings) context.terminal.out(findingText(one, context.terminal.colours));
    return findings.some(({ state }) => state === "bad") ? EXIT.operator : EXIT.done;
  },
};

function findingText({ probe, state, detail, remedy }: Finding, colours: Colours): string {
  const mark = {
    good: colours.green("ok  "),
    note: colours.yellow("note"),
    bad: colours.red("BAD "),
  };
  return `${mark[state]}  ${probe}: ${detail}${remedy === undefined ? "" : `\n        ${remedy}`}`;
}
