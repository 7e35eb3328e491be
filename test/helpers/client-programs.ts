/** Opens artifacts by programs that clients have: openssl, 7-Zip, unzip, Python, jsonschema. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { run, sharePath, type ClientKey } from "./exporting.ts";
import type { Workspace } from "./workspace.ts";

const PYTHON = "/usr/bin/python3";
const JUDGE = fileURLToPath(new URL("./judge-artifact.py", import.meta.url));
/** Programs started side by side. */
const TOGETHER = 4;

/** Which program is missing; undefined: none. Where servers are required, none may be. */
export const clientsMissing: string | undefined = missing();

function missing(): string | undefined {
  const probes: readonly (readonly [string, ...string[]])[] = [
    ["openssl", "version"],
    ["7z", "i"],
    ["unzip", "-v"],
    ["sqlite3", "--version"],
    ["faketime", "--version"],
    [PYTHON, "-c", "import jsonschema, paramiko"],
  ];
  const found = probes.find(([name, ...args]) => spawnSync(name, args).status !== 0);
  if (found && process.env["REQUIRE_SERVERS"] === "1")
    throw new Error(`missing: ${found.join(" ")}`);
  return found?.join(" ");
}

export type Opener = "smime" | "cms";

export interface Artifact {
  readonly id: string;
  readonly key: ClientKey;
  readonly share?: string;
}

export interface Opened {
  /** Files of the archive by the path below its folder, with the id of the run left out. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Records by file, as Python counts them. */
  readonly records: Readonly<Record<string, number>>;
  /** Files of the artifact: one, or the volumes. */
  readonly volumes: number;
}

/** Names of the published files, as the index has them. */
export async function filesOfIndex(share: string, id: string): Promise<readonly string[]> {
  const text = await readFile(join(share, `export-${id}.index.json`), "utf8");
  return (JSON.parse(text) as { files: { name: string }[] }).files.map(({ name }) => name);
}

/**
 * Decrypts all files of an artifact into a new folder by `openssl smime` or `openssl cms`, with the
 * command that the design promises to clients. Rejects when openssl refuses one.
 */
export async function decryptBy(
  opener: Opener,
  workspace: Workspace,
  { id, key, share = sharePath(workspace) }: Artifact,
): Promise<string> {
  const folder = await mkdtemp(join(workspace.path, `${opener}-`));
  const waiting = [...(await filesOfIndex(share, id))];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const out = join(folder, name.replace(/\.smime$/, ""));
      const command = [opener, "-decrypt", "-binary", "-inkey", key.keyPath];
      await run("openssl", [...command, "-in", join(share, name), "-out", out]);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  return folder;
}

/** Opens, unpacks, counts and validates by every program; all of them must agree. */
export async function openByAll(
  workspace: Workspace,
  artifact: Artifact,
  openers: readonly Opener[] = ["smime", "cms"],
): Promise<Opened> {
  const { id, share = sharePath(workspace) } = artifact;
  const folders: string[] = [];
  for (const opener of openers) folders.push(await decryptBy(opener, workspace, artifact));
  const [opened = ""] = folders;
  for (const other of folders.slice(1)) expect(await hashes(other)).toEqual(await hashes(opened));
  const zipPath = join(opened, `export-${id}.zip`);
  const unpacked = await unpack(zipPath);
  if (!existsSync(join(opened, `export-${id}.z01`))) await run("unzip", ["-tq", zipPath]);
  const { stdout } = await run(PYTHON, [JUDGE, share, id, opened, unpacked]);
  const judged = JSON.parse(stdout) as {
    files: number;
    records: Record<string, number>;
    problems: string[];
  };
  expect(judged.problems).toEqual([]);
  return {
    files: await filesBelow(unpacked, id),
    records: judged.records,
    volumes: judged.files,
  };
}

async function unpack(zipPath: string): Promise<string> {
  const folder = `${zipPath}-unpacked`;
  await mkdir(folder);
  await run("7z", ["t", zipPath]);
  await run("7z", ["x", "-y", `-o${folder}`, zipPath]);
  return folder;
}

async function hashes(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort()) {
    found[name] = createHash("sha256")
      .update(await readFile(join(folder, name)))
      .digest("hex");
  }
  return found;
}

async function filesBelow(folder: string, id: string): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const [, ...rest] = path.slice(folder.length + 1).split("/");
    found.set(rest.join("/").replace(`-${id}`, ""), await readFile(path));
  }
  return found;
}

/** The records of a JSON Lines file of an opened archive, in its order. */
export function recordsOf(
  { files }: Opened,
  name: string,
): readonly Readonly<Record<string, unknown>>[] {
  const text = files.get(name)?.toString();
  if (text === undefined) throw new Error(`no ${name} among ${[...files.keys()].join()}`);
  const lines = text.trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** Asks the store by sqlite3, and gives the first column. */
export async function storeSays(workspace: Workspace, sql: string): Promise<readonly string[]> {
  const path = join(workspace.path, "var/quayside.db");
  const { stdout } = await run("sqlite3", ["-readonly", path, sql]);
  return stdout.trimEnd().split("\n");
}
