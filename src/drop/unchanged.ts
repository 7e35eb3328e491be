/** Tells a file that was written to while it was read. */
import { statSync } from "node:fs";
import { type Fingerprint, fingerprintOf, sameFingerprint } from "../files/fingerprint.ts";
import { FileChanged } from "./import-fault.ts";

/**
 * What was read must be what is there: a program that still writes into the file is found out.
 * @throws {FileChanged}
 */
export function assertUnchanged(path: string, before: Fingerprint): void {
  const after = fingerprintOf(statSync(path, { bigint: true }));
  if (!sameFingerprint(before, after)) {
    throw new FileChanged("the file changed while it was read");
  }
}
