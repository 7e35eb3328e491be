/** Whether a disk is filling up: pure. */
import { bytes } from "../core/amounts.ts";
import type { DiskFreeConfig } from "../config/service-config.ts";
import type { Condition } from "./alarms.ts";

export interface DiskSpace {
  /** A folder on it. */
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Once raised, it is over only when this much more than the limit is free. */
const MARGIN = 1.2;

/** @param active keys of what was wrong at the last look. */
export function fillingDisks(
  disks: readonly DiskSpace[],
  limits: DiskFreeConfig,
  active: ReadonlySet<string>,
): readonly Condition[] {
  return disks.flatMap(({ path, freeBytes, totalBytes }) => {
    const key = `disk:${path}`;
    const limitBytes = Math.max(limits.bytes, limits.share * totalBytes);
    const isFilling = freeBytes < limitBytes * (active.has(key) ? MARGIN : 1);
    if (!isFilling) return [];
    const share = totalBytes === 0 ? 0 : Math.floor((freeBytes / totalBytes) * 100);
    const message = `the disk of ${path} has ${bytes(freeBytes)} (${share} %) free, less than ${bytes(limitBytes)}`;
    return [{ key, code: "N006", message }];
  });
}
