/** Switches the short way (plain-rows.ts) on for a sheet, once the store has offered it. */
import type { FeedMessage } from "../store/feed.ts";
import type { SheetJob } from "./check-sheet.ts";
import type { HeadedBatch } from "./headed-batches.ts";
import type { Header } from "./header.ts";
import { plainRows, type PlainRows } from "./plain-rows.ts";

export interface PackedMessages {
  /** Asks whether there is an offer by now; harmless afterwards. */
  begin(): void;
  /** What was taken since the last time. */
  flush(): FeedMessage | undefined;
}

/** Undefined where the sheet can't be read that way at all. */
export function packedMessages(
  job: SheetJob,
  { grows, headings }: HeadedBatch,
  header: Header,
): PackedMessages | undefined {
  const { dataset, sheet, context, bytesRead } = job;
  const { offerPlain } = sheet;
  const isBound = job.inherited !== undefined || dataset.mode === "set" || grows;
  // A cell without a heading is warned of, so every heading must be there.
  const isHeaded = headings.every((heading) => (heading ?? "").trim() !== "");
  if (!offerPlain || isBound || !isHeaded) return undefined;
  let rows: PlainRows | undefined;
  let isDecided = false;
  return {
    begin() {
      const table = isDecided ? undefined : context.packedTable?.(dataset.name);
      if (!table) return;
      isDecided = true;
      rows = plainRows({ dataset, header, width: headings.length, context, table });
      if (rows) offerPlain(rows);
    },
    flush: () => rows?.flush(bytesRead()),
  };
}
