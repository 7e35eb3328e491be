/** Second step of an export: the files of the archive, one after another, streamed from the snapshot. */
import type { ArchiveFile } from "../packaging/archive.ts";
import type { ExportSnapshot, Page } from "../store/export-snapshot.ts";
import type { Selected } from "./select.ts";
import { tallied, type WrittenFile } from "./tally.ts";

export interface Writing {
  readonly snapshot: ExportSnapshot;
  readonly selected: readonly Selected[];
  /** Records of each, in the same order; a file without records is left out (tables stay). */
  readonly counts: readonly number[];
  readonly folder: string;
  readonly modifiedAt: Date;
  /** Text of the record schemas by name. */
  readonly schemas: Readonly<Record<string, string>>;
  readonly manifest: (files: readonly WrittenFile[]) => string;
  readonly onPage: (page: Page) => void;
}

/**
 * Data files, then the schemas of the kinds that have data, last the manifest, which describes all
 * before it. `written` holds the data files once they have been read.
 */
export async function* writeFiles(
  writing: Writing,
  written: WrittenFile[],
): AsyncGenerator<ArchiveFile> {
  const { selected, counts, folder, modifiedAt, schemas, manifest } = writing;
  const used = new Set<string>();
  for (const [position, one] of selected.entries()) {
    if (one.kind === "records" && (counts[position] ?? 0) === 0) continue;
    const { content, file } = tallied(one.name, pagesOf(writing.snapshot, one), writing.onPage);
    yield { name: one.name, modifiedAt, content };
    written.push(file());
    if (one.kind === "records") used.add(one.schema);
  }
  for (const name of used) {
    const text = Buffer.from(schemas[name] ?? "");
    yield { name: `${folder}/schema/${name}.json`, modifiedAt, content: [text] };
  }
  const text = Buffer.from(manifest(written));
  yield { name: `${folder}/manifest.json`, modifiedAt, content: [text] };
}

function pagesOf(snapshot: ExportSnapshot, selected: Selected): IterableIterator<Page> {
  return selected.kind === "records"
    ? snapshot.jsonLines(selected.selection)
    : snapshot.csv(selected.selection);
}

export function countOf(snapshot: ExportSnapshot, selected: Selected): number {
  return selected.kind === "records"
    ? snapshot.count(selected.selection)
    : snapshot.countRows(selected.selection);
}
