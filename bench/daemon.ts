/** Our side of a case: the built daemon on a fresh exchange folder, measured from outside. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  watch,
  writeFileSync,
} from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

export class Daemon {
  readonly folder: string;
  readonly automatic: string;
  readonly #isKept: boolean;
  #child: ChildProcess | undefined;
  #peakKb = 0;

  /** @param kept a folder that stays, with what is in it; else a temporary one. */
  constructor(kept?: string, settings = "") {
    this.#isKept = kept !== undefined;
    this.folder = kept ?? mkdtempSync(join(tmpdir(), "quayside-bench-"));
    this.automatic = join(this.folder, "exchange/T_V/Automatic");
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(
      join(this.folder, "service.yml"),
      `folder: ./exchange
server: T
virtualUnit: V
store: sqlite:./var/quayside.db
users: [{ name: batch, rights: [import, campaigns, export] }]
automaticImport: { user: batch, defaultCountry: FI }
log: { level: warn }
${settings}`,
    );
  }

  /** A command of the built program on this daemon; what it printed. */
  command(...words: readonly string[]): string {
    const settings = ["--settings", join(this.folder, "service.yml")];
    return execFileSync(process.execPath, [main, ...words, ...settings], { encoding: "utf8" });
  }

  async start(env: Record<string, string> = {}): Promise<void> {
    // QUAYSIDE_BENCH_NODE="--cpu-prof --cpu-prof-dir=..." profiles the daemon and its threads.
    const nodeArgs = (process.env["QUAYSIDE_BENCH_NODE"] ?? "").split(" ").filter(Boolean);
    const args = [...nodeArgs, main, "start", "--settings", join(this.folder, "service.yml")];
    const child = spawn(process.execPath, args, {
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    this.#child = child;
    // The lock is taken first and the socket opened last.
    await until(() =>
      readdir(join(this.folder, "var")).then((names) => names.includes("quayside.sock")),
    );
  }

  /** Copies `path` beside the drop folder, to be renamed in by `release`; its own time is old. */
  prepare(type: string, path: string, name: string): void {
    mkdirSync(join(this.automatic, type), { recursive: true });
    const target = join(this.automatic, type, `.${name}.tmp`);
    copyFileSync(path, target);
    utimesSync(target, 1_700_000_000, 1_700_000_000);
  }

  async release(type: string, name: string): Promise<void> {
    await rename(join(this.automatic, type, `.${name}.tmp`), join(this.automatic, type, name));
  }

  /** Resolves as soon as `count` results are in History of `type`. */
  async results(type: string, count: number): Promise<void> {
    const history = join(this.automatic, type, "History");
    mkdirSync(history, { recursive: true });
    const seen = new Set<string>();
    const note = (name: string | null): void => {
      if (name?.endsWith(".result") === true && !name.startsWith(".")) seen.add(name);
    };
    await new Promise<void>((resolve) => {
      const list = (): void => {
        for (const name of readdirSync(history)) note(name);
        check();
      };
      const check = (): void => {
        if (seen.size < count) return;
        watcher.close();
        clearInterval(timer);
        resolve();
      };
      // Events name the results; what they miss is listed now and then, which costs with many files.
      const watcher = watch(history, (_event, name) => {
        note(name);
        check();
      });
      const timer = setInterval(list, 2_000);
      list();
    });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Peak of resident memory in MiB, of all threads: they are one process. */
  peakMiB(): number {
    const status = readFileSync(`/proc/${this.#child?.pid ?? 0}/status`, "utf8");
    this.#peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
    return this.#peakKb / 1024;
  }

  /** CPU time of user and system so far, in seconds. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#child?.pid ?? 0}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (child) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    }
    if (!this.#isKept) rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function until(probe: () => Promise<boolean>): Promise<void> {
  for (;;) {
    if (await probe().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
