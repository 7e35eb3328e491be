/** Which of the files that wait take the next steps together; pure. */
import type { ObservedFile } from "./observed-files.ts";

/** A larger file goes alone: what a group would save is nothing beside its import. */
const SMALL_BYTES = 64 * 1024;
const GROUP_BYTES = 1024 * 1024;
/** So that other types, and whoever waits for the first `.result`, do not wait for long. */
export const GROUP_FILES = 64;

/**
 * The oldest files in their order, up to the first one that is large, that would be too much, or that
 * must still wait. None waits for younger ones to come.
 */
export function nextGroup(
  oldestFirst: Iterable<ObservedFile>,
  mayStart: (file: ObservedFile) => boolean,
): readonly ObservedFile[] {
  const group: ObservedFile[] = [];
  let bytes = 0;
  for (const file of oldestFirst) {
    bytes += file.sizeBytes;
    const isLarge = file.sizeBytes > SMALL_BYTES || bytes > GROUP_BYTES;
    if (group.length > 0 && isLarge) break;
    if (!mayStart(file)) break;
    group.push(file);
    if (isLarge || group.length === GROUP_FILES) break;
  }
  return group;
}
