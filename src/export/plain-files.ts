/** The forms without encryption: the files themselves, or one plain zip of them, in the work folder. */
import { join } from "node:path";
import { syncFolder } from "../files/sync.ts";
import type { ArchiveFile } from "../packaging/archive.ts";
import { packArchive } from "../packaging/pack-archive.ts";
import type { ExportFile } from "../store/export-run.ts";
import { keepFile } from "./keep-file.ts";

/** Names of the files are decided before, so they are written under them. */
export async function keepFiles(
  files: AsyncIterable<ArchiveFile>,
  workPath: string,
  onBytes: (bytes: number) => void,
): Promise<readonly ExportFile[]> {
  const kept: ExportFile[] = [];
  for await (const { name, content } of files) {
    const { sizeBytes, sha256 } = await keepFile(join(workPath, name), content, onBytes);
    kept.push({ name, sizeBytes, sha256 });
  }
  await syncFolder(workPath);
  return kept;
}

/** One volume of any size: what opens a plain zip knows no limit of openssl's. */
export async function zipFiles(
  files: AsyncIterable<ArchiveFile>,
  { workPath, name, level }: { workPath: string; name: string; level: number },
  onBytes: (bytes: number) => void,
): Promise<readonly ExportFile[]> {
  const kept: ExportFile[] = [];
  const options = { level, splitSizeBytes: Number.MAX_SAFE_INTEGER, form: "auto" } as const;
  for await (const { content } of packArchive(files, options)) {
    const { sizeBytes, sha256 } = await keepFile(join(workPath, name), content, onBytes);
    kept.push({ name, sizeBytes, sha256 });
  }
  await syncFolder(workPath);
  return kept;
}
