/** An exchange folder of its own with a real daemon on it: the built program, as users run it. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepModels, takeModels } from "./models-cache.ts";
import { until } from "./until.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const builtMain = join(root, "dist/main.js");

export interface ResultFile {
  readonly run: string;
  readonly status: "Succeeded" | "PartiallySucceeded" | "Failed";
  readonly sha256: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly codes: Readonly<Record<string, number>>;
  readonly sheets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly warnings: number;
  readonly files: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly mainPath?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that ends by executing what follows it: `["setpriv", "--reuid", "65534"]`. */
  readonly through?: readonly string[];
}

export class Workspace {
  readonly path: string;
  readonly settingsPath: string;
  readonly automaticPath: string;
  #daemon: ChildProcess | undefined;
  #exit: Promise<Outcome> | undefined;
  log = "";

  constructor(path: string) {
    this.path = path;
    this.settingsPath = join(path, "service.yml");
    this.automaticPath = join(path, "exchange/T_V/Automatic");
  }

  /** @param extra further YAML lines of service.yml, indented as below automaticImport. */
  static async create(extra = ""): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), "quayside-e2e-")));
    await writeFile(
      workspace.settingsPath,
      `folder: ./exchange
server: T
virtualUnit: V
timeZone: Europe/Helsinki
store: sqlite:./var/quayside.db
users:
  - { name: batch, rights: [import, campaigns, export] }
automaticImport:
  user: batch
  settle: 100ms
  scan: 1s
  defaultCountry: FI
${extra}`,
    );
    await takeModels(join(workspace.path, "exchange"));
    return workspace;
  }

  /** Starts the daemon and waits until it watches. */
  async start(options: StartOptions = {}): Promise<void> {
    this.spawn(options);
    await until("the daemon to be ready", () => {
      if (this.#daemon?.exitCode !== null || this.#daemon.signalCode !== null) {
        throw new Error(`the daemon ended at its start:\n${this.log}`);
      }
      return this.log.includes('"service.started"');
    });
    await keepModels(join(this.path, "exchange"));
  }

  spawn(options: StartOptions = {}): void {
    const { mainPath = builtMain, through = [] } = options;
    const line = [...through, process.execPath, mainPath, "start", "--settings", this.settingsPath];
    const child = spawn(line[0] ?? "", line.slice(1), {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.log = "";
    const note = (chunk: Buffer | Error): void => {
      this.log += chunk.toString();
    };
    child.stdout.on("data", note);
    child.stderr.on("data", note);
    // One that can't be started at all is closed, too.
    child.on("error", note);
    this.#daemon = child;
    this.#exit = new Promise((resolve) => {
      // Not its exit: what it said last may still be on its way then, and would stand in the next log.
      child.on("close", (code, signal) => {
        resolve({ code, signal, stdout: this.log, stderr: "" });
      });
    });
  }

  get pid(): number {
    return this.#daemon?.pid ?? 0;
  }

  /** Resolves when the daemon has ended, by itself or not. */
  async ended(): Promise<Outcome> {
    if (!this.#exit) throw new Error("no daemon was started");
    return await this.#exit;
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Outcome> {
    this.#daemon?.kill(signal);
    return await this.ended();
  }

  /** Ends the daemon at once, where one runs. */
  async kill(): Promise<void> {
    this.#daemon?.kill("SIGKILL");
    await this.#exit;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.path, { recursive: true, force: true });
  }

  folder(type: string, ...rest: string[]): string {
    return join(this.automaticPath, type, ...rest);
  }

  /** Moves a whole file into the drop folder of `type`, with a modification time in the past. */
  async drop(type: string, name: string, content: string | Uint8Array): Promise<void> {
    await mkdir(this.folder(type), { recursive: true });
    const temporaryPath = this.folder(type, `.${name}.tmp`);
    await writeFile(temporaryPath, content);
    const past = new Date(Date.now() - 60_000);
    await utimes(temporaryPath, past, past);
    await rename(temporaryPath, this.folder(type, name));
  }

  /** Results in History of `type` for files called `name`, oldest first. */
  async results(type: string, name = ""): Promise<ResultFile[]> {
    const names = await readdir(this.folder(type, "History")).catch(() => []);
    const wanted = names.filter((file) => file.endsWith(`${name}.result`)).sort();
    return await Promise.all(
      wanted.map(async (file) => {
        const text = await readFile(this.folder(type, "History", file), "utf8");
        return JSON.parse(text) as ResultFile;
      }),
    );
  }

  /** Waits for the `.result` of the one file called `name`. */
  async result(type: string, name: string, limitMs = 180_000): Promise<ResultFile> {
    return await until(
      `${type}/${name}.result`,
      async () => (await this.results(type, name))[0],
      limitMs,
    );
  }

  async read(type: string, fileInHistory: string): Promise<string> {
    return await readFile(this.folder(type, "History", fileInHistory), "utf8");
  }

  /** Runs a command of the built program on this workspace. */
  async quayside(...args: string[]): Promise<Outcome> {
    const child = spawn(process.execPath, [builtMain, ...args, "--settings", this.settingsPath], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: this.path,
      // Where this is set, colours must still be for screens only.
      env: { ...process.env, CI: "true" },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        resolve({ code, signal, stdout, stderr });
      });
    });
  }
}
