/** Second step of an export: the files of the archive, one after another, streamed from the snapshot. */
import { configurationSheets } from "../configuration/sheets.ts";
import type { ArchiveFile } from "../packaging/archive.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { ExportSnapshot, Page } from "../store/export-snapshot.ts";
import { contentPages, countContent } from "./content-pages.ts";
import type { Selected } from "./select.ts";
import { statisticsPages } from "./statistics-pages.ts";
import { tallied, type Pages, type WrittenFile } from "./tally.ts";
import { copied, workbookPages } from "./workbook-pages.ts";

export interface Writing {
  readonly snapshot: ExportSnapshot;
  readonly types: readonly ImportTypeSpec[];
  readonly selected: readonly Selected[];
  /** Records of each, in the same order; a file without records is left out (tables stay). */
  readonly counts: readonly number[];
  /** Of schemas and manifest: `export-<run>/`, or empty. */
  readonly folder: string;
  readonly modifiedAt: Date;
  /** Text of the record schemas by name. */
  readonly schemas: Readonly<Record<string, string>>;
  /** Absent: none is written. */
  readonly manifest?: (files: readonly WrittenFile[]) => string;
  readonly onPage: (page: Page) => void;
  /** A configuration is written there as well. */
  readonly copyPath?: string | undefined;
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
    const { content, file } = tallied(one.name, pagesOf(writing, one), writing.onPage);
    yield { name: one.name, modifiedAt, content };
    written.push(file());
    if (one.kind === "records") used.add(one.schema);
  }
  for (const name of used) {
    const text = Buffer.from(schemas[name] ?? "");
    yield { name: `${folder}schema/${name}.json`, modifiedAt, content: [text] };
  }
  if (!manifest) return;
  const text = Buffer.from(manifest(written));
  yield { name: `${folder}manifest.json`, modifiedAt, content: [text] };
}

function pagesOf({ snapshot, types, copyPath }: Writing, selected: Selected): Pages {
  switch (selected.kind) {
    case "records":
      return snapshot.jsonLines(selected.selection);
    case "table":
      return snapshot.csv(selected.selection);
    case "content":
      return contentPages(snapshot, selected.selection);
    case "statistics":
      return statisticsPages(snapshot, selected.selection, selected.format);
    case "configuration": {
      const pages = workbookPages(snapshot, configurationSheets(types, selected.sheets));
      return copyPath === undefined ? pages : copied(pages, copyPath);
    }
  }
}

export function countOf(
  { snapshot, types }: Pick<Writing, "snapshot" | "types">,
  selected: Selected,
): number {
  switch (selected.kind) {
    case "records":
      return snapshot.count(selected.selection);
    case "table":
      return snapshot.countRows(selected.selection);
    case "content":
      return countContent(snapshot, selected.selection);
    case "statistics":
      return snapshot.countStatistics(selected.selection);
    case "configuration":
      return configurationSheets(types, selected.sheets).reduce(
        (sum, { dataset }) => sum + snapshot.countSheetRows(dataset.name),
        0,
      );
  }
}
