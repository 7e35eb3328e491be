/**
 * The file of the job catalogue: the adapter of lowdb. lowdb's own file adapter neither syncs nor
 * keeps the mode, replaces a link by a file, and takes an empty file for a fault of syntax; this one
 * does not.
 */
import { chmod, lstat, mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Adapter, Low } from "lowdb";
import { effect } from "../core/effect.ts";
import { fromSystem, OperatorError, systemCode } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { type CatalogueCheck, loadCatalogueCheck } from "./catalogue-check.ts";
import { type CatalogueContent, NO_JOBS } from "./catalogue-content.ts";

const PRIVATE = 0o600;

export interface CatalogueFile {
  readonly content: CatalogueContent;
  /** Puts it onto the disk whole; when that fails, the former content stays, here and there. */
  write(content: CatalogueContent): Promise<void>;
}

/**
 * A file that is not there is a catalogue without jobs, unless its backup is.
 * @throws {OperatorError} J008 with the backup and how to restore it; S005
 * @throws {TransientError} S004 S006
 */
export async function openCatalogueFile(path: string): Promise<CatalogueFile> {
  const targetPath = await resolveLink(path);
  const check = await loadCatalogueCheck();
  const low = new Low<CatalogueContent>(fileAdapter(targetPath, check), NO_JOBS);
  await low.read();
  return {
    get content() {
      return low.data;
    },
    async write(content) {
      const former = low.data;
      low.data = content;
      try {
        await low.write();
      } catch (error) {
        low.data = former;
        throw error;
      }
    },
  };
}

function fileAdapter(path: string, check: CatalogueCheck): Adapter<CatalogueContent> {
  const backupPath = `${path}.bak`;
  let former: string | undefined;
  return {
    async read() {
      const text = await readIfThere(path);
      const backup = text === undefined ? await readIfThere(backupPath) : undefined;
      if (text === undefined && backup === undefined) return null;
      const checked = text === undefined ? { problem: "it is missing" } : check(text);
      if ("problem" in checked) throw await unreadable(path, backupPath, checked.problem, check);
      former = text;
      return checked.content;
    },
    async write(content) {
      const text = `${JSON.stringify(content, null, 2)}\n`;
      await mkdir(dirname(path), { recursive: true });
      const mode = await modeOf(path);
      // The backup comes first: at no moment is there a new state without the one before it.
      if (former !== undefined) await writeWithMode(backupPath, former, mode);
      await effect("catalogue.write", () => writeWithMode(path, text, mode));
      former = text;
    },
  };
}

async function writeWithMode(path: string, text: string, mode: number): Promise<void> {
  await writeFileAtomic(path, async (temporaryPath) => {
    await writeFile(temporaryPath, text, { mode: PRIVATE });
    await chmod(temporaryPath, mode);
  });
}

/** Links are followed once, so that a write replaces the file and not the link. */
async function resolveLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw fromSystem(error, `Reading ${path}`);
  }
  const isLink = await lstat(path).then(
    (status) => status.isSymbolicLink(),
    () => false,
  );
  if (!isLink) return path;
  throw new OperatorError(
    "J008",
    `The job catalogue ${path} is a link to a file that is not there.`,
    {
      hint: "Mount the place that it is in, or remove the link to begin without jobs.",
    },
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw fromSystem(error, `Reading ${path}`);
  }
}

async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return PRIVATE;
    throw fromSystem(error, `Reading ${path}`);
  }
}

async function unreadable(
  path: string,
  backupPath: string,
  problem: string,
  check: CatalogueCheck,
): Promise<OperatorError> {
  const text = await readIfThere(backupPath);
  const backup = text === undefined ? { problem: "missing" } : check(text);
  const hint =
    "content" in backup
      ? `The backup holds the state before the last change (${backup.content.jobs.length} jobs): cp '${backupPath}' '${path}'. To begin without jobs, move both files away.`
      : `There is no usable backup ${backupPath}. Mend the file, or move it away to begin without jobs.`;
  return new OperatorError("J008", `The job catalogue ${path} can't be read: ${problem}.`, {
    hint,
  });
}
