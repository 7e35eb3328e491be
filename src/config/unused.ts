/** Settings that are part of the file's format but that this version makes no use of yet. */
import { property } from "./schema-node.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** None at present. */
const UNUSED: readonly string[] = [];

/** Those of them that are set, by key. */
export function unusedKeys(settings: ServiceSettings): readonly string[] {
  return UNUSED.filter((key) => {
    const value = key.split(".").reduce<unknown>((inner, step) => property(inner, step), settings);
    return value !== undefined;
  });
}
