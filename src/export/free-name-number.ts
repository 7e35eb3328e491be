/** Names of files are the job's own, so two runs may come to the same one: the later gets a number. */
import type { ExportLedger, ExportRun } from "../store/export-run.ts";
import { claimedNames, formOf, namedOf } from "./artifact-names.ts";

/** Artifacts that are looked at. */
const MOST = 10_000;

/**
 * 1, or the number behind the name that no other run has: neither one whose artifact is published at
 * this destination nor one that goes on. Names differ by more than case, since not every disk does.
 */
export async function freeNameNumber(
  ledger: Pick<ExportLedger, "exports">,
  run: ExportRun,
  destination: string,
): Promise<number> {
  const named = namedOf(run);
  if (formOf(named.definition) === undefined) return 1;
  const taken = new Set<string>();
  for (const other of [
    ...(await ledger.exports({ artifact: "Published", limit: MOST })),
    ...(await ledger.exports({ line: "export", states: ["InProgress"] })),
  ]) {
    if (other.id === run.id || other.destination !== destination) continue;
    const names = [...claimedNames(namedOf(other)), ...(other.files ?? []).map(({ name }) => name)];
    for (const name of names) taken.add(name.toLowerCase());
  }
  for (let nameNumber = 1; ; nameNumber++) {
    const names = claimedNames({ ...named, nameNumber });
    if (!names.some((name) => taken.has(name.toLowerCase()))) return nameNumber;
  }
}
