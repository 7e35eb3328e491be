/** How much V8 takes for objects before it collects. The flags hold for all threads of the process. */
import { setFlagsFromString } from "node:v8";

/** Part of what is alive that may lie about as garbage. */
const GARBAGE_PERCENT = 30;

/**
 * What is read, parsed and compiled at the start makes V8 give the main thread the largest room for
 * short-lived objects that it may have, 48 MB, which it keeps for months though the daemon itself hardly needs
 * any. Held small while it starts it stays small; afterwards it grows where work asks for it.
 */
export function holdYoungHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * V8's own factor for short-lived objects again, and less room for garbage: of lasting objects V8 lets up to
 * three times as much pile up as is alive, the more the busier the machine is, so that peaks would grow with
 * whatever is alive. Not before the daemon has started: that makes much that lasts, and would take a tenth longer.
 */
export function releaseHeaps(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
  setFlagsFromString(`--heap-growing-percent=${GARBAGE_PERCENT}`);
}
