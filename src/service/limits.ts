/** Limits that are not settings. */

/** Heap of a reading thread: a batch and the tables of a workbook fit in many times over. */
export const READER_HEAP_MB = 512;
