/** Which names of an archive may become files: pure. One that may not condemns the whole archive. */
import { InputError } from "../../core/errors.ts";
import { nameProblem, shownName } from "../../files/safe-name.ts";
import type { ZipEntry } from "./zip-directory.ts";

const NAME_BYTES = 255;
const PATH_BYTES = 1_024;
/** Kinds of file in the mode that Unix has (S_IFMT); 0 where the archive says nothing. */
const KIND = 0xf000;
const KINDS: Readonly<Record<number, string>> = { 0: "file", 0x8000: "file", 0x4000: "folder" };
const SYMBOLIC_LINK = 0xa000;

/** @throws {InputError} E011 that names the entry and what is wrong with it */
export function checkNames(entries: readonly ZipEntry[]): void {
  /** Folded path of each file, and of each folder that is meant by the way. */
  const taken = new Map<string, "file" | "folder">();
  for (const entry of entries) {
    const problem = entryProblem(entry) ?? clash(entry, taken);
    if (problem !== undefined) {
      throw new InputError(
        "E011",
        `the archive holds "${shownName(entry.name)}", which ${problem}`,
        {
          hint: "Nothing was unpacked. Do not trust this file, and ask who made it.",
        },
      );
    }
  }
}

/** The rest of a sentence that begins with the entry. */
function entryProblem({ name, mode, sizeBytes }: ZipEntry): string | undefined {
  const kind = KINDS[mode & KIND];
  if ((mode & KIND) === SYMBOLIC_LINK) return "is a symbolic link";
  if (kind === undefined) return "is neither a file nor a folder";
  if (Buffer.byteLength(name) > PATH_BYTES) return `is longer than ${PATH_BYTES} bytes`;
  if (name.startsWith("/")) return "begins at the root of the disk";
  if (name.includes("\\")) return "has a backslash in its name";
  if (name.includes(":")) return "names a drive or a stream of Windows";
  const isFolder = name.endsWith("/");
  if (isFolder && sizeBytes > 0) return "is a folder with content";
  for (const part of segments(name)) {
    if (part === "..") return "leads out of the folder";
    if (part === "" || part === ".") return "has an empty part in its path";
    if (Buffer.byteLength(part) > NAME_BYTES) return `has a name of more than ${NAME_BYTES} bytes`;
    const problem = nameProblem(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The same path twice, where a disk may not tell capital letters or forms of accents apart. */
function clash({ name }: ZipEntry, taken: Map<string, "file" | "folder">): string | undefined {
  const parts = segments(name.normalize("NFC").toLowerCase());
  const isFolder = name.endsWith("/");
  for (let depth = 1; depth <= parts.length; depth++) {
    const path = parts.slice(0, depth).join("/");
    const isWhole = depth === parts.length;
    const kind = isWhole && !isFolder ? "file" : "folder";
    const other = taken.get(path);
    if (other !== undefined && (other === "file" || kind === "file")) {
      return "has the name of another entry, but for capital letters";
    }
    taken.set(path, kind);
  }
  return undefined;
}

/** `a/b/c` and `a/b/c/` give the same. */
export function segments(name: string): readonly string[] {
  return (name.endsWith("/") ? name.slice(0, -1) : name).split("/");
}
