/** What `quayside decrypt` tells of an artifact, to people and as JSON: pure. */
import type { AppError } from "../core/errors.ts";
import { CODES } from "../core/codes.ts";
import { shownName } from "../files/safe-name.ts";
import type { Unpacked } from "../packaging/opening/unpack.ts";
import type { Colours } from "./terminal.ts";
import { bytes, count, table } from "./text.ts";

/** What became of one artifact. */
export type Opened =
  | { readonly artifact: string; readonly unpacked: Unpacked }
  /** Nothing of it could be used. */
  | { readonly artifact: string; readonly error: AppError };

export function isRight(opened: Opened): boolean {
  return "unpacked" in opened && opened.unpacked.problems.length === 0;
}

export function openedDocument(opened: Opened): Readonly<Record<string, unknown>> {
  const { artifact } = opened;
  const ok = isRight(opened);
  if ("error" in opened) {
    const { code, message } = opened.error;
    return { artifact, ok, error: { code, message, hint: hintOf(opened.error) } };
  }
  const { manifest, files, problems } = opened.unpacked;
  const shown = manifest && { run: manifest.run, created: manifest.created };
  return { artifact, ok, manifest: shown ?? null, files, problems };
}

/** For standard output: the files that came out right, and a line about all of them. */
export function openedLines(opened: Opened): readonly string[] {
  if ("error" in opened) return [];
  const { files, manifest, problems } = opened.unpacked;
  const rows = files.map((file) => [
    shownName(file.name),
    file.records === undefined ? "" : count(file.records),
    bytes(file.bytes),
  ]);
  const records = files.reduce((sum, file) => sum + (file.records ?? 0), 0);
  const size = bytes(files.reduce((sum, file) => sum + file.bytes, 0));
  const what = [
    files.length === 1 ? "1 file" : `${count(files.length)} files`,
    ...(manifest ? [records === 1 ? "1 record" : `${count(records)} records`] : []),
    size,
  ].join(", ");
  return [opened.artifact, ...table(["file", "records", "size"], rows), `${what}${verdict()}`];

  function verdict(): string {
    if (problems.length > 0) return "";
    return manifest ? ": all as the manifest says" : ": sizes and CRC-32 are right";
  }
}

/** For standard error: what is wrong, and what was not checked. */
export function openedNotes(opened: Opened, { red, dim }: Colours): readonly string[] {
  const { artifact } = opened;
  if ("error" in opened) {
    const { code, message } = opened.error;
    return [`${red(code)} ${artifact}: ${message}`, dim(hintOf(opened.error))];
  }
  const { manifest, problems } = opened.unpacked;
  const notes = problems.map(
    ({ code, message }) => `${red(code)} ${artifact}: ${shownName(message)}`,
  );
  if (manifest) return notes;
  return [...notes, dim(`${artifact} has no manifest: records and SHA-256 were not compared`)];
}

function hintOf({ hint, code }: AppError): string {
  return hint ?? CODES[code].remedy;
}
