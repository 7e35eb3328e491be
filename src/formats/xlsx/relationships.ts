/** Relationships between the parts of a workbook (ECMA-376 part 2, section 8). */
import { posix } from "node:path";
import type { ZipParts } from "../zip-parts.ts";
import { onOpen, parseWhole } from "./part-text.ts";

export interface Relationship {
  readonly id: string;
  /** Last step of the type's address: `worksheet`, in the transitional and the strict form. */
  readonly type: string;
  /** Name of the part, from the root of the archive. */
  readonly part: string;
}

/** The relationships of a part; `""` for the archive itself. Links to the outside are left out. */
export async function relationshipsOf(
  parts: ZipParts,
  source: string,
): Promise<readonly Relationship[]> {
  const folder = posix.dirname(source);
  const name = posix.join(folder, "_rels", `${posix.basename(source)}.rels`);
  if (!parts.has(name)) return [];
  const found: Relationship[] = [];
  await parseWhole(
    parts,
    name,
    onOpen((element, { Id, Type, Target, TargetMode }) => {
      if (element !== "Relationship" || Target === undefined || TargetMode === "External") return;
      // An absolute target begins at the root, a relative one beside the source.
      const part = posix.join("/", Target.startsWith("/") ? "" : folder, Target).slice(1);
      found.push({ id: Id ?? "", type: (Type ?? "").replace(/^.*\//, ""), part });
    }),
  );
  return found;
}
