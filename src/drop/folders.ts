/** Where the files of each import type are dropped, worked on and kept. */
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fromSystem, OperatorError, systemCode } from "../core/errors.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";

export interface DropFolder {
  readonly type: ImportTypeSpec;
  readonly path: string;
  readonly inProcessPath: string;
  readonly historyPath: string;
}

/** The folders of `type` below `.../Automatic`. */
export function dropFolder(automaticPath: string, type: ImportTypeSpec): DropFolder {
  const path = join(automaticPath, type.type);
  return {
    type,
    path,
    inProcessPath: join(path, "InProcess"),
    historyPath: join(path, "History"),
  };
}

/**
 * Creates what is missing. A folder that an operator typed in another case (`skills`) is used as it
 * is: the answer has the paths as they are on the disk.
 * @throws {OperatorError} S005 without permission.
 */
export async function createDropFolder(
  automaticPath: string,
  type: ImportTypeSpec,
): Promise<DropFolder> {
  try {
    await mkdir(automaticPath, { recursive: true });
    let path = automaticPath;
    for (const segment of type.type.split("/")) {
      path = join(path, await existingName(path, segment));
      await mkdir(path, { recursive: true });
    }
    const inProcessPath = join(path, await existingName(path, "InProcess"));
    const historyPath = join(path, await existingName(path, "History"));
    await mkdir(inProcessPath, { recursive: true });
    await mkdir(historyPath, { recursive: true });
    return { type, path, inProcessPath, historyPath };
  } catch (error) {
    throw fromSystem(error, `creating the folders of ${type.type}`);
  }
}

/**
 * Makes InProcess or History anew when somebody removed it. Never the folder above: one that is
 * missing may be a share that is away, and what is written below its place would be hidden.
 * @throws {OperatorError} S005 when the drop folder itself is missing.
 */
export async function ensureFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  try {
    await mkdir(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") return;
    if (code === "ENOENT")
      throw new OperatorError("S005", `The folder ${dirname(path)} is missing`);
    throw fromSystem(error, `creating ${path}`);
  }
}

/** The name that a folder has on the disk when case does not count; `wanted` when there is none. */
export async function existingName(parentPath: string, wanted: string): Promise<string> {
  let names: string[];
  try {
    names = await readdir(parentPath);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return wanted;
    throw error;
  }
  if (names.includes(wanted)) return wanted;
  return names.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? wanted;
}
