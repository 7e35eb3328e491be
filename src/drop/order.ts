/** Which types go before which, where several folders hold files; pure. */
import type { ImportTypeSpec } from "../store/dataset-spec.ts";

/** What is known of a line when another asks whether it must wait for it. */
export interface LineView {
  readonly type: string;
  /** A run goes on, or is left from the last process. */
  readonly isWorking: boolean;
  /** It can't go on by itself: nobody waits for it. */
  readonly isHeld: boolean;
  /** Name of its oldest complete file. */
  readonly nextReady?: string;
  /** A file that was seen a moment ago and may well be complete in another moment. */
  readonly fresh?: string;
  /** When the last look into its whole folder began. */
  readonly lookedAtMs: number;
}

/**
 * Why a file of `type`, seen at `seenMs`, must still wait; undefined: it may start. It waits for
 * the types that it refers to as long as these have something to do, but not for one that is held up,
 * nor for a file there that stays incomplete.
 */
export function reasonToWait(
  type: ImportTypeSpec,
  seenMs: number,
  others: ReadonlyMap<string, LineView>,
  nowMs: number,
): string | undefined {
  if (nowMs < seenMs + type.graceMs) return "waits a moment for files that go before it";
  for (const name of type.after) {
    const other = others.get(name);
    if (!other || other.isHeld) continue;
    if (other.isWorking) return `waits for the import of ${name} that runs`;
    const file = other.nextReady ?? other.fresh;
    if (file !== undefined) return `waits for ${name}/${file}, which goes before it`;
    if (other.lookedAtMs <= seenMs) return `waits for a look into ${name}, which goes before it`;
  }
  return undefined;
}
