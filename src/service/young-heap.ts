/** Room for short-lived objects while the daemon starts. */
import { setFlagsFromString } from "node:v8";

/**
 * What is read, parsed and compiled at the start makes V8 give the main thread the largest room that it
 * may have, 48 MB, which it keeps for months though the daemon itself hardly needs any. Held small while
 * it starts it stays small; afterwards it grows where work asks for it.
 */
export function holdYoungHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** V8's own factor again. */
export function releaseYoungHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
}
