/** Names of what an export makes. Pure. */

/** `export-<run>`: base of the names of the artifact's files, and its folder in the archive. */
export function baseNameOf(run: string): string {
  return `export-${run}`;
}

/** `export_<audit key>_<YYYY_MM_DD_HH_MI_SS>` in GMT. */
export function infoMartFolder(auditKey: number, at: Date): string {
  const time = at.toISOString().slice(0, 19).replace(/[-T:]/g, "_");
  return `export_${auditKey}_${time}`;
}
