/** Directory files with a known outcome: good rows, and bad ones with the code that they must get. */
import type { Dropped } from "./invariants.ts";

export interface People {
  readonly dropped: Dropped;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/**
 * A csv of `good` people; `bad` more rows have a phone number that is none. Keys begin with `key`.
 */
export function people(name: string, key: string, good: number, bad = 0): People {
  const lines = ["ExternalId,LastName,PhoneWork"];
  const records: Record<string, unknown>[] = [];
  for (let i = 0; i < good; i++) {
    const phone = `+35840${String(1_000_000 + i)}`;
    const externalId = `${key}-${i}`;
    lines.push(`${externalId},Person ${i},${phone}`);
    records.push({ ExternalId: externalId, LastName: `Person ${i}`, PhoneWork: phone });
  }
  for (let i = 0; i < bad; i++) lines.push(`${key}-bad-${i},Wrong ${i},not a number`);
  const status = bad === 0 ? "Succeeded" : good === 0 ? "Failed" : "PartiallySucceeded";
  const content = `${lines.join("\r\n")}\r\n`;
  return { dropped: { type: "Directory", name, content, status }, records };
}
