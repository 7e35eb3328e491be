/** Fetches in a workspace, as their people do it: a database, a source, a job, and what it brought. */
import { mkdir, readdir, rename, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ShownRun } from "../../src/console/shown-run.ts";
import type { SftpDestination } from "../../src/transfer/destination.ts";
import { until } from "./until.ts";
import { Workspace } from "./workspace.ts";

const DATABASE = `name: customers
key: [customer_no]
columns:
  - { name: customer_no, type: text, length: 20 }
  - { name: name, type: text, length: 100, required: true }
importer: { enabled: true, mode: append, onDuplicate: error }
`;

/** `customer_no,name` with numbers from 1. */
export function customers(count: number, from = 1): string {
  const lines = Array.from({ length: count }, (_, i) => `C${from + i},Customer ${from + i}`);
  return `customer_no,name\r\n${lines.join("\r\n")}\r\n`;
}

/** A workspace with the database `customers`, and the server as the source `crm`. */
export async function fetchWorkspace(settings: SftpDestination, extra = ""): Promise<Workspace> {
  const { host, port, username, path, privateKeyPath = "", hostKeys } = settings;
  const workspace = await Workspace.create(`sources:
  crm: { type: sftp, host: ${host}, port: ${port}, username: ${username}, path: "${path}", privateKeyFile: "${privateKeyPath}", hostKey: "${hostKeys[0] ?? ""}" }
${extra}`);
  await addDatabase(workspace);
  return workspace;
}

export async function addDatabase(workspace: Workspace): Promise<void> {
  const folder = join(workspace.path, "config/databases");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "customers.yml"), DATABASE);
}

export const FETCH_JOB = {
  Title: "Customers",
  Source: "data-importer",
  Database: "customers",
  Connection: "crm",
  File: "in/customers_*.csv",
  Run: "cron 0 0 1 1 *",
} as const;

/** A file on the server that was left alone for an hour; it comes whole and at once. */
export async function putRemote(
  root: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  const arriving = join(root, "arriving");
  await writeFile(arriving, content);
  const past = new Date(Date.now() - 3_600_000);
  await utimes(arriving, past, past);
  await rename(arriving, path);
}

/** The runs of a job, newest first, as `quayside history` tells them. */
export async function fetchesOf(workspace: Workspace, job: string): Promise<readonly ShownRun[]> {
  const { stdout, stderr } = await workspace.quayside("history", "--job", job, "--json");
  if (stdout === "") throw new Error(stderr);
  return (JSON.parse(stdout) as { exports: readonly ShownRun[] }).exports;
}

/** Looks and tries come with pauses that grow to a minute. */
const END_LIMIT_MS = 300_000;

/** Waits until the newest run of the job has ended. */
export async function endedFetch(workspace: Workspace, job: string): Promise<ShownRun> {
  return await until(
    `the fetch ${job}`,
    async () => {
      const [newest] = await fetchesOf(workspace, job);
      return newest?.finishedAt === undefined ? undefined : newest;
    },
    END_LIMIT_MS,
  );
}

/** Waits until a run that has ended has left nothing of its work: its folder goes after its end is told. */
export async function untilSwept(workspace: Workspace): Promise<void> {
  const folder = join(workspace.path, "var/fetches");
  await until("the work folder to be gone", async () => (await readdir(folder)).length === 0);
}

/** Runs the job now, and gives the run when it has ended. */
export async function fetchNow(workspace: Workspace, job: string): Promise<ShownRun> {
  const before = (await fetchesOf(workspace, job))[0]?.id;
  const { code, stdout, stderr } = await workspace.quayside("jobs", "run", job);
  if (code !== 0) throw new Error(`jobs run: ${stdout}${stderr}`);
  return await until("a new run", async () => {
    const run = await endedFetch(workspace, job);
    return run.id === before ? undefined : run;
  });
}
