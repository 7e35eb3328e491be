/** A checked value as a file would have it, for issues. */
import { CLEAR, NEXT_FREE } from "../store/dataset-spec.ts";
import type { FeedValue } from "../store/feed.ts";

const SHOWN_CHARS = 200;

/** `a;b` for a list, `a=1;b=2` for pairs; undefined for nothing. */
export function valueText(value: FeedValue | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value === CLEAR) return "~";
  if (value === NEXT_FREE) return "next";
  if (typeof value !== "object") return String(value).slice(0, SHOWN_CHARS);
  const items = value.map((item) =>
    typeof item === "string" ? item : "row" in item ? "" : item.join("="),
  );
  return items.join(";").slice(0, SHOWN_CHARS);
}
