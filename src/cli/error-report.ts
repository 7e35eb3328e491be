/** An error as the command line shows it: what, and what to do about it. */
import { CODES } from "../core/codes.ts";
import { AppError, fromSystem } from "../core/errors.ts";
import type { Terminal } from "./terminal.ts";

/** Writes the error to standard error; with --json also as a document to standard output. */
export function reportError(terminal: Terminal, error: unknown, asJson: boolean): void {
  const known = fromSystem(error, "A file is not accessible");
  const { red, dim } = terminal.colours;
  if (!(known instanceof AppError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.note(`${red("S001")} a fault of Quayside: ${stack}`);
    if (asJson)
      terminal.out(JSON.stringify({ error: { code: "S001", message: messageOf(error) } }));
    return;
  }
  const hint = known.hint ?? CODES[known.code].remedy;
  terminal.note(`${red(known.code)} ${known.message}`);
  terminal.note(dim(hint));
  if (asJson) {
    const { code, message } = known;
    terminal.out(JSON.stringify({ error: { code, message, hint } }));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
