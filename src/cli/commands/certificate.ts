/** `quayside certificate`: whom exports are encrypted to. Works on the folder, with or without the daemon. */
import { DEFAULT_OWNER } from "../../certificates/owner.ts";
import type { Certificates } from "../../certificates/store.ts";
import { OperatorError } from "../../core/errors.ts";
import { certificatesPath } from "../../service/places.ts";
import { certificateDocument, certificateLines, certificateTable } from "../certificate-text.ts";
import {
  JSON_OPTION,
  textOption,
  type Command,
  type CommandContext,
  type CommandInput,
} from "../command.ts";
import { EXIT } from "../exit-codes.ts";

const setCommand: Command = {
  name: "set",
  usage: "<file>",
  summary: "encrypts to this certificate from the next run on (one X.509 certificate, PEM or DER)",
  options: [
    { flags: "--owner <name>", summary: "whose it is, as jobs name it (default: default)" },
    { flags: "--add", summary: "beside the current one, for a rotation, instead of in its place" },
    JSON_OPTION,
  ],
  examples: [
    "quayside certificate set client.crt",
    "quayside certificate set next.crt --owner north --add",
  ],
  exitCodes: [0, 1, 2, 3, 4, 5, 6],
  run: async (context, { args, options }) => {
    const { readSmallFile } = await import("../../certificates/certificate-file.ts");
    const name = args[0] ?? "";
    const owner = textOption(options, "owner") ?? DEFAULT_OWNER;
    const { bytes } = await readSmallFile(name);
    const certificates = await open(context);
    const now = context.clock.now();
    const add = options["add"] === true;
    const set = await certificates.set(owner, bytes, { now, add, name });
    const { terminal } = context;
    if (options["json"] === true) terminal.out(JSON.stringify(certificateDocument(set, now)));
    else certificateLines(set, now, terminal.colours).forEach(terminal.out);
    const current = (await certificates.of(owner)).length;
    const whose = `${set.owner} has ${current} current certificate${current === 1 ? "" : "s"}`;
    terminal.note(`${whose}; exports that start from now on are encrypted to ${them(current)}`);
    return EXIT.done;
  },
};

const showCommand: Command = {
  name: "show",
  usage: "[owner]",
  summary: "the current certificates of an owner, and what is wrong with them",
  options: [JSON_OPTION],
  examples: ["quayside certificate show north"],
  exitCodes: [0, 1, 2, 3, 6],
  run: async (context, { args, options }) => {
    const owner = args[0] ?? DEFAULT_OWNER;
    const found = await (await open(context)).of(owner);
    if (found.length === 0) {
      throw new OperatorError("E001", `there is no certificate of ${owner}`, {
        hint: `Give one: quayside certificate set <file> --owner ${owner}`,
      });
    }
    const { terminal } = context;
    const now = context.clock.now();
    if (options["json"] === true) {
      const certificates = found.map((one) => certificateDocument(one, now));
      terminal.out(JSON.stringify({ certificates }));
      return EXIT.done;
    }
    for (const [position, one] of found.entries()) {
      if (position > 0) terminal.out("");
      certificateLines(one, now, terminal.colours).forEach(terminal.out);
    }
    return EXIT.done;
  },
};

const listCommand: Command = {
  name: "list",
  usage: "",
  summary: "the current certificates of all owners",
  options: [JSON_OPTION],
  examples: ["quayside certificate list --json"],
  exitCodes: [0, 1, 2, 3, 6],
  run: list,
};

export const certificateCommand: Command = {
  name: "certificate",
  usage: "",
  summary: "whom exports are encrypted to: sets, shows and lists certificates",
  options: [JSON_OPTION],
  examples: ["quayside certificate set client.crt", "quayside certificate list"],
  exitCodes: [0, 1, 2, 3, 6],
  subcommands: [setCommand, showCommand, listCommand],
  run: list,
};

async function list(context: CommandContext, { options }: CommandInput): Promise<number> {
  const { terminal } = context;
  const { certificates, damaged } = await (await open(context)).list();
  const now = context.clock.now();
  if (options["json"] === true) {
    const all = certificates.map((one) => certificateDocument(one, now));
    terminal.out(JSON.stringify({ certificates: all, damaged }));
    return EXIT.done;
  }
  if (certificates.length === 0) terminal.note("no certificates");
  else certificateTable(certificates, now).forEach(terminal.out);
  for (const { owner, message } of damaged) terminal.note(`${owner}: E007 ${message}`);
  return EXIT.done;
}

/** Loaded when it is needed: other commands start without node-forge. */
async function open({ config }: CommandContext): Promise<Certificates> {
  const settings = await config();
  const { openCertificates } = await import("../../certificates/store.ts");
  return openCertificates(certificatesPath(settings), {
    defaultPath: settings.exports.certificatePath,
  });
}

function them(count: number): string {
  return count === 1 ? "it" : "all of them";
}
