/** A destination that tries again at once, and what a test asks of it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../src/core/clock.ts";
import type {
  Destination,
  DestinationSettings,
  LocalFile,
  Patience,
} from "../../src/transfer/destination.ts";
import { openDestination } from "../../src/transfer/open-destination.ts";

/**
 * Waits for answers as long as the busiest machine takes, so that none counts as missing: tests of what
 * happens then set a limit of their own.
 */
const IMPATIENT: Partial<Patience> = {
  connectMs: 60_000,
  keepaliveMs: 60_000,
  keepaliveCount: 2,
  answerMs: 120_000,
  retryMs: [1, 1, 1],
};

export async function openImpatient(
  settings: DestinationSettings,
  patience: Partial<Patience> = {},
  signal = new AbortController().signal,
): Promise<Destination> {
  const deps = { clock: systemClock, signal, patience: { ...IMPATIENT, ...patience } };
  return await openDestination(settings, deps);
}

/** `done`, or code and message of the error. */
export async function outcomeOf(act: Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    await act;
    return { code: "done", text: "" };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const hint = "hint" in error ? String(error.hint) : "";
    return { code: String(error.code), text: `${error.message} ${hint}` };
  }
}

/** Whether the file stands under its own name, as it is. */
export async function isWhole(root: string, file: LocalFile): Promise<boolean> {
  const [there, here] = await Promise.all([readFile(join(root, file.name)), readFile(file.path)]);
  return there.equals(here);
}
