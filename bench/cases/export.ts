/**
 * The whole export: 1,000,000 interactions from the store to the encrypted artifact on a local SSH
 * server, against the shell pipeline of C tools that does the same: sqlite3, zip, openssl, sftp.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type SftpServer, startSftpServer } from "../../test/helpers/sftp-server.ts";
import { interactions } from "../data.ts";
import { Daemon, until } from "../daemon.ts";
import { inTurn, median, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

const MANY = 1_000_000;
const FEW = 100_000;
const dataFolder = fileURLToPath(new URL("../data/", import.meta.url));

interface Run {
  readonly id: string;
  readonly state: string;
  readonly finishedAt?: string;
  readonly error?: object;
}

export async function exportCase(rounds: number): Promise<CaseResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  try {
    await using server = await startSftpServer(join(folder, "server"));
    const bytes = await makeStore(MANY);
    await makeStore(FEW);
    const few = await exportOnce(server, FEW);
    const { a, b } = await inTurn(
      rounds,
      () => exportOnce(server, MANY),
      () => pipeOnce(server, folder),
    );
    const peakMiB = median(a.map((one) => one.peakMiB ?? 0));
    const name = `export of ${MANY.toLocaleString("en")} interactions (${(bytes / 1e9).toFixed(2)} GB) to an SSH server`;
    return [
      {
        name,
        against: `sqlite3 json_object | zip -6 | openssl smime -encrypt -stream, sftp -b (${versions()})`,
        goal: 0.6,
        better: "less",
        ours: `${seconds(a).toFixed(1)} s`,
        theirs: `${seconds(b).toFixed(1)} s`,
        ratio: seconds(a) / seconds(b),
        note: `peak ${peakMiB.toFixed(0)} MiB`,
      },
      {
        name: "memory of that export",
        against: `the export of ${FEW.toLocaleString("en")}`,
        goal: 1.15,
        better: "less",
        ours: `${peakMiB.toFixed(0)} MiB`,
        theirs: `${(few.peakMiB ?? 0).toFixed(0)} MiB`,
        ratio: peakMiB / (few.peakMiB ?? 1),
        note: "< 250 MiB wanted",
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function storeFolder(count: number): string {
  return join(dataFolder, `history-${count}`);
}

/** A folder with the history in its store, made by an import, once; gives the bytes of its JSON Lines. */
async function makeStore(count: number): Promise<number> {
  const { path, bytes } = await interactions(count);
  const done = join(storeFolder(count), "imported");
  if (existsSync(done)) return bytes;
  rmSync(storeFolder(count), { recursive: true, force: true });
  const daemon = new Daemon(storeFolder(count));
  daemon.prepare("Interaction", path, "history.jsonl");
  await daemon.release("Interaction", "history.jsonl");
  await daemon.start();
  await daemon.results("Interaction", 1);
  await daemon.end();
  rmSync(join(storeFolder(count), "exchange"), { recursive: true });
  certify(storeFolder(count));
  writeFileSync(done, "");
  return bytes;
}

function certify(folder: string): void {
  const subject = ["-days", "30", "-subj", "/CN=bench"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "client.pem")];
  execFileSync("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes"],
    ...[...subject, ...files],
  ]);
}

/** From the order at the command line until the run is finished; the daemon runs already. */
async function exportOnce(server: SftpServer, count: number): Promise<Measured> {
  const daemon = new Daemon(storeFolder(count), settingsOf(server));
  const jobPath = join(daemon.folder, "job.json");
  const title = `bench ${Date.now()}`;
  writeFileSync(jobPath, JSON.stringify({ ...JOB, Title: title }));
  await daemon.start();
  try {
    const cpuBefore = daemon.cpuSeconds();
    const elapsed = await timed(async () => {
      daemon.command("jobs", "add", jobPath);
      // Asking by the command line all the time would take one of the cores from the export.
      await until(async () =>
        readdirSync(server.root).some((name) => name.endsWith(".index.json")),
      );
      await until(async () => ended(daemon, title));
    });
    const cpuSeconds = daemon.cpuSeconds() - cpuBefore;
    return { seconds: elapsed, peakMiB: daemon.peakMiB(), cpuSeconds };
  } finally {
    await daemon.end();
    for (const name of readdirSync(server.root))
      rmSync(join(server.root, name), { recursive: true });
  }
}

const JOB = { Source: "contact-history", Type: "interaction", Run: "once", Timeframe: "all" };

function ended(daemon: Daemon, title: string): boolean {
  const answer = daemon.command("history", "--job", title, "--json");
  const [run] = (JSON.parse(answer) as { exports: readonly Run[] }).exports;
  if (run?.error) throw new Error(JSON.stringify(run.error));
  return run?.finishedAt !== undefined;
}

function settingsOf({ settings }: SftpServer): string {
  const { host, port, username, path, privateKeyPath, hostKeys } = settings;
  return `exports: { certificate: ./client.pem, destination: client }
destinations:
  client: ${JSON.stringify({ type: "sftp", host, port, username, path, privateKeyFile: privateKeyPath, hostKey: hostKeys })}
`;
}

/** As an administrator would write it: text columns by name, in one line of shell. */
async function pipeOnce(server: SftpServer, folder: string): Promise<Measured> {
  const { port, username, privateKeyPath = "", path } = server.settings;
  const out = join(folder, "out.smime");
  const fields = COLUMNS.map((column) => `'${column}',${column}`).join(",");
  const select = `SELECT json_object(${fields},'ALLATTRIBUTES',json(ALLATTRIBUTES)) FROM Interaction`;
  const store = storeFolder(MANY);
  const line = [
    `sqlite3 -readonly ${join(store, "var/quayside.db")} "${select}"`,
    "zip -q -6 - -",
    `openssl smime -encrypt -stream -binary -aes-256-cbc -out ${out} ${join(store, "client.pem")}`,
  ].join(" | ");
  const batch = join(folder, "batch");
  writeFileSync(
    batch,
    `put ${out} ${path}/theirs.part\nrename ${path}/theirs.part ${path}/theirs\n`,
  );
  const options = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
  const elapsed = await timed(async () => {
    execFileSync("bash", ["-o", "pipefail", "-c", line]);
    const login = ["-i", privateKeyPath, "-P", String(port), `${username}@127.0.0.1`];
    execFileSync("sftp", ["-q", "-b", batch, ...options, ...login], { stdio: "pipe" });
  });
  if (statSync(out).size === 0 || readdirSync(server.root).length === 0) throw new Error("no file");
  rmSync(join(server.root, "theirs"));
  return { seconds: elapsed };
}

const COLUMNS = [
  "IXNID",
  "STATUS",
  "ENTITYTYPEID",
  "MEDIATYPEID",
  "TYPEID",
  "SUBTYPEID",
  "OWNERID",
  "CONTACTID",
  "STARTDATE",
  "MODIFIEDDATE",
  "ENDDATE",
  "SUBJECT",
  "TEXT",
  "TENANTID",
  "QUEUENAME",
] as const;

function versions(): string {
  const first = (command: string, ...args: string[]): string =>
    spawnSync(command, args, { encoding: "utf8" }).stdout.split(" ", 2).join(" ");
  return `${first("openssl", "version")}, sqlite3 ${first("sqlite3", "--version").split(" ")[0] ?? ""}`;
}
