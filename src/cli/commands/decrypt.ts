/** `quayside decrypt`: opens artifacts on the client's side; needs neither a daemon nor settings. */
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { InputError, UsageError } from "../../core/errors.ts";
import type { OpeningKey } from "../../packaging/opening/decrypt-message.ts";
import type { FoundArtifact } from "../../packaging/opening/find-artifacts.ts";
import type { OpenOptions } from "../../packaging/opening/open-artifact.ts";
import {
  JSON_OPTION,
  textOption,
  type Command,
  type CommandContext,
  type Options,
} from "../command.ts";
import { isRight, openedDocument, openedLines, openedNotes, type Opened } from "../decrypt-text.ts";
import { EXIT } from "../exit-codes.ts";
import { interruptible } from "../interruptible.ts";
import { openingProgress } from "../opening-progress.ts";

export const decryptCommand: Command = {
  name: "decrypt",
  usage: "<file...>",
  summary: "opens artifacts: a file of each set (its others are found beside it), or a folder",
  options: [
    { flags: "--key <file>", summary: "private key of the certificate, PEM or DER" },
    { flags: "--passphrase-file <file>", summary: "its first line opens the key" },
    { flags: "--cert <file>", summary: "certificate of the key: opens what is encrypted to it" },
    {
      flags: "--out <folder>",
      summary:
        "where to unpack; the decrypted archive lies there meanwhile, as a private file without " +
        "a name (with --verify alone: in the folder for temporary files), so have room for both",
    },
    { flags: "--verify", summary: "checks everything and leaves no file" },
    { flags: "--force", summary: "replaces files that exist already" },
    JSON_OPTION,
  ],
  examples: [
    "quayside decrypt export-0193a5f2-7c1e-7abc-8def-0123456789ab.zip.smime --key client.key --out opened",
    "quayside decrypt ./in --key client.key --passphrase-file pass.txt --verify --json",
  ],
  exitCodes: [0, 1, 2, 4, 5, 6],
  run: async (context, { args, options }) => {
    const { findArtifacts } = await import("../../packaging/opening/find-artifacts.ts");
    const target = targetOf(options);
    const artifacts = await findArtifacts(args);
    const key = await keyOf(options);
    const opened = await interruptible((signal) =>
      openAll(context, artifacts, { ...target, key, signal }),
    );
    if (options["json"] === true) {
      context.terminal.out(JSON.stringify({ artifacts: opened.map(openedDocument) }));
    } else {
      opened.flatMap(openedLines).forEach(context.terminal.out);
    }
    return opened.every(isRight) ? EXIT.done : EXIT.rejected;
  },
};

type Target = Pick<OpenOptions, "outPath" | "overwrite" | "temporaryPath">;

/** @throws {UsageError} S010 */
function targetOf(options: Options): Target {
  const out = textOption(options, "out");
  const isVerifying = options["verify"] === true;
  if (out === undefined && !isVerifying) {
    throw new UsageError("S010", "there is no folder to unpack into", {
      hint: "Name one: --out <folder>; or only check the artifact: --verify",
    });
  }
  return {
    outPath: out === undefined || isVerifying ? undefined : resolve(out),
    overwrite: options["force"] === true,
    temporaryPath: resolve(out ?? tmpdir()),
  };
}

/** Undefined: none was named; artifacts that are decrypted already need none. */
async function keyOf(options: Options): Promise<OpeningKey | undefined> {
  const keyPath = textOption(options, "key");
  if (keyPath === undefined) return undefined;
  const { readOpeningKey } = await import("../../packaging/opening/opening-key.ts");
  return await readOpeningKey({
    keyPath,
    passphrasePath: textOption(options, "passphraseFile"),
    certificatePath: textOption(options, "cert"),
  });
}

type Opening = Omit<OpenOptions, "onProgress">;

/** Of several artifacts one that is wrong does not keep the others shut. */
async function openAll(
  { terminal, clock }: CommandContext,
  artifacts: readonly FoundArtifact[],
  opening: Opening,
): Promise<readonly Opened[]> {
  const { openArtifact } = await import("../../packaging/opening/open-artifact.ts");
  const all: Opened[] = [];
  for (const artifact of artifacts) {
    const live = terminal.live("note");
    let opened: Opened;
    try {
      const onProgress = openingProgress(live, clock, artifact.base);
      const unpacked = await openArtifact(artifact, { ...opening, onProgress });
      opened = { artifact: artifact.base, unpacked };
    } catch (error) {
      if (!(error instanceof InputError) || artifacts.length === 1) throw error;
      opened = { artifact: artifact.base, error };
    } finally {
      live.clear();
    }
    openedNotes(opened, terminal.colours).forEach(terminal.note);
    all.push(opened);
  }
  return all;
}
