/** Exports in a workspace, as their people do it: certificate, history, job, and the client's commands. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ExportRun } from "../../src/store/export-run.ts";
import { until } from "./until.ts";
import type { Workspace } from "./workspace.ts";

export const run = promisify(execFile);

export interface ClientKey {
  readonly keyPath: string;
  readonly certificatePath: string;
}

/** Makes a key and a certificate by openssl and gives the certificate to the workspace. */
export async function giveCertificate(
  workspace: Workspace,
  owner = "default",
  ...options: string[]
): Promise<ClientKey> {
  const keyPath = join(workspace.path, `${owner}.key`);
  const certificatePath = join(workspace.path, `${owner}.pem`);
  await run("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "60", "-subj", `/CN=${owner}`],
    ...["-keyout", keyPath, "-out", certificatePath],
  ]);
  const set = ["certificate", "set", certificatePath, "--owner", owner, ...options];
  const { code, stderr } = await workspace.quayside(...set);
  if (code !== 0) throw new Error(`certificate set: ${stderr}`);
  return { keyPath, certificatePath };
}

export interface MadeHistory {
  readonly interactions: readonly Readonly<Record<string, unknown>>[];
  readonly documents: readonly Readonly<Record<string, unknown>>[];
}

const MEDIA = ["email", "chat", "voice"];

/** A contact history of `count` interactions, every tenth with an attached file; the same each time. */
export function makeHistory(count: number, from = 0): MadeHistory {
  const interactions = Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const at = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();
    return {
      IXNID: `IXN${String(number).padStart(13, "0")}`,
      STATUS: number % 4,
      ENTITYTYPEID: number % 4,
      MEDIATYPEID: MEDIA[number % MEDIA.length],
      CONTACTID: `C${String(number % 50).padStart(15, "0")}`,
      STARTDATE: at,
      MODIFIEDDATE: at,
      SUBJECT: `Kysymys ${number}: "hinta" & \\ ÄÖ \u2028 🙂`,
      TEXT: `Rivi 1\nRivi 2 ${"x".repeat(number % 200)}`,
      TENANTID: 101,
      ALLATTRIBUTES: { Language: "fi", Nested: { Number: number } },
    };
  });
  const documents = interactions
    .filter((_, index) => index % 10 === 0)
    .map(({ IXNID }) => ({
      ID: `D${IXNID}`,
      DOCUMENTID: `D${IXNID}`,
      ENTITYID: IXNID,
      ENTITYTYPEID: 0,
      MIMETYPE: "text/plain",
      THENAME: "note.txt",
      CONTENT: Buffer.from(`note of ${IXNID}`).toString("base64"),
    }));
  return { interactions, documents };
}

/** Drops a history and waits until it is imported. */
export async function importHistory(
  workspace: Workspace,
  { interactions, documents }: MadeHistory,
  name = "history.jsonl",
): Promise<void> {
  const lines = (all: readonly object[]): string =>
    all.map((one) => `${JSON.stringify(one)}\n`).join("");
  await workspace.drop("Interaction", name, lines(interactions));
  await workspace.drop("Document", name, lines(documents));
  for (const type of ["Interaction", "Document"]) {
    const { status } = await workspace.result(type, name);
    if (status !== "Succeeded") throw new Error(`${type}/${name}: ${status}`);
  }
}

/** Adds a job by a file and gives its id. */
export async function addJob(
  workspace: Workspace,
  fields: Readonly<Record<string, unknown>>,
): Promise<string> {
  const path = join(workspace.path, "job.json");
  await writeFile(path, JSON.stringify(fields));
  const { code, stdout, stderr } = await workspace.quayside("jobs", "add", path, "--json");
  if (code !== 0) throw new Error(`jobs add: ${stdout}${stderr}`);
  const { outcomes } = JSON.parse(stdout) as { outcomes: { job: string }[] };
  return outcomes[0]?.job ?? "";
}

/** The runs of a job, newest first, as `quayside history` tells them. */
export async function exportsOf(workspace: Workspace, job: string): Promise<readonly ExportRun[]> {
  const { stdout } = await workspace.quayside("history", "--job", job, "--json");
  return (JSON.parse(stdout) as { exports: readonly ExportRun[] }).exports;
}

/** Waits until the newest run of the job has ended. */
export async function endedExport(
  workspace: Workspace,
  job: string,
  limitMs = 180_000,
): Promise<ExportRun> {
  return await until(
    `the export ${job}`,
    async () => {
      const [newest] = await exportsOf(workspace, job);
      return newest?.finishedAt === undefined ? undefined : newest;
    },
    limitMs,
  );
}

export function sharePath(workspace: Workspace): string {
  return join(workspace.path, "exchange/Share");
}

/** Names on a share, all but the mark that Quayside leaves there. */
export async function publishedNames(share: string): Promise<string[]> {
  return (await readdir(share)).filter((name) => name !== ".quayside-share");
}

export interface Opening {
  readonly share?: string;
  /** The run, or the name that its files begin with. */
  readonly id?: string;
  readonly base?: string;
  readonly key: ClientKey;
}

/**
 * Opens what the index file names with openssl and 7-Zip, as the client does, and gives the files of
 * the archive by name. Sizes and hashes are those of the index.
 */
export async function openArtifact(
  workspace: Workspace,
  { share = sharePath(workspace), id = "", base = `export-${id}`, key }: Opening,
): Promise<ReadonlyMap<string, Buffer>> {
  const index = JSON.parse(await readFile(join(share, `${base}.index.json`), "utf8")) as {
    readonly files: readonly { name: string; bytes: number; sha256: string }[];
  };
  const folder = join(workspace.path, `opened-${base}`);
  await mkdir(folder, { recursive: true });
  for (const { name, bytes, sha256 } of index.files) {
    const content = await readFile(join(share, name));
    if (content.length !== bytes) throw new Error(`${name} has ${content.length} bytes`);
    const found = createHash("sha256").update(content).digest("hex");
    if (found !== sha256) throw new Error(`${name} has another SHA-256`);
    const target = join(folder, name.replace(/\.smime$/, ""));
    const command = ["smime", "-decrypt", "-binary", "-inkey", key.keyPath];
    await run("openssl", [...command, "-in", join(share, name), "-out", target]);
  }
  const out = join(folder, "out");
  await run("7z", ["x", "-y", `-o${out}`, join(folder, `${base}.zip`)]);
  return await filesBelow(out);
}

async function filesBelow(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(folder.length + 1), await readFile(path));
  }
  return found;
}

/** The records of a JSON Lines file of an opened archive. */
export function recordsIn(
  files: ReadonlyMap<string, Buffer>,
  name: RegExp,
): readonly Readonly<Record<string, unknown>>[] {
  const [, content] = [...files].find(([path]) => name.test(path)) ?? [];
  if (content === undefined) throw new Error(`no file ${name.source}: ${[...files.keys()].join()}`);
  const lines = content.toString().trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
