/** Limits that are not settings. */

/** Heap of a reading thread: a batch and the tables of a workbook fit in many times over. */
export const READER_HEAP_MB = 512;

/** A file whose proper end is missing is waited for this long after its last change. */
export const PATIENCE_MS = 60_000;
