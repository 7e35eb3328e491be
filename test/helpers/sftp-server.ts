/** A real OpenSSH server of the machine's own user on a free port of 127.0.0.1, for one test. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { SftpDestination } from "../../src/transfer/destination.ts";
import { freePort } from "./free-port.ts";
import { SSHD } from "./openssh.ts";
import { fingerprintOf, makeKey, publicKeyOf } from "./ssh-keys.ts";
import { until } from "./until.ts";

export interface SftpServer extends AsyncDisposable {
  readonly port: number;
  /** Folder that is published to. */
  readonly root: string;
  readonly hostKey: string;
  /** For a login with the key that it knows. */
  readonly settings: SftpDestination;
  /** Processes of the server, those of connections among them. */
  pids(): readonly number[];
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Of internal-sftp: `-P posix-rename` denies a request, `-R` all that write. */
  readonly sftpArguments?: string;
  readonly hostKeyTypes?: readonly ("ed25519" | "rsa")[];
}

/** @param folder an empty or missing folder of the test. */
export async function startSftpServer(
  folder: string,
  { sftpArguments = "", hostKeyTypes = ["ed25519"] }: ServerOptions = {},
): Promise<SftpServer> {
  const root = join(folder, "share");
  mkdirSync(root, { recursive: true });
  // Where sshd is not a service, nobody has made the empty folder that it wants.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const hostKeys = hostKeyTypes.map((type) => join(folder, `host_${type}`));
  hostKeys.forEach((path, index) => {
    makeKey(path, { type: hostKeyTypes[index]! });
  });
  const userKey = join(folder, "user");
  makeKey(userKey);
  writeFileSync(join(folder, "authorized_keys"), publicKeyOf(userKey));
  const port = await freePort();
  const config = join(folder, "sshd_config");
  writeFileSync(config, configText({ folder, port, hostKeys, sftpArguments }));
  const daemon = new Daemon(config, port);
  await daemon.start();
  const hostKey = fingerprintOf(hostKeys[0]!);
  return {
    port,
    root,
    hostKey,
    settings: {
      type: "sftp",
      name: "client",
      host: "127.0.0.1",
      port,
      username: userInfo().username,
      path: root,
      privateKeyPath: userKey,
      hostKeys: [hostKey],
    },
    pids: () => daemon.pids(),
    restart: async () => {
      await daemon.stop();
      await daemon.start();
    },
    stop: () => daemon.stop(),
    [Symbol.asyncDispose]: () => daemon.stop(),
  };
}

function configText(server: {
  readonly folder: string;
  readonly port: number;
  readonly hostKeys: readonly string[];
  readonly sftpArguments: string;
}): string {
  return `
Port ${server.port}
ListenAddress 127.0.0.1
${server.hostKeys.map((path) => `HostKey ${path}`).join("\n")}
AuthorizedKeysFile ${join(server.folder, "authorized_keys")}
PidFile none
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
LogLevel FATAL
Subsystem sftp internal-sftp ${server.sftpArguments}
`;
}

class Daemon {
  readonly #config: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor(config: string, port: number) {
    this.#config = config;
    this.#port = port;
  }

  async start(): Promise<void> {
    const child = spawn(SSHD, ["-D", "-e", "-f", this.#config], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    this.#child = child;
    await until("sshd to listen", () => {
      const end = child.exitCode ?? child.signalCode;
      if (end !== null) throw new Error(`sshd ended with ${end}`);
      return isListening(this.#port);
    });
  }

  pids(): readonly number[] {
    const main = this.#child?.pid;
    return main === undefined ? [] : [main, ...childrenOf(main)];
  }

  /** Ends the server and its connections, also those that stand still. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    // It stands still first: what it starts between the list and the kill would be left over.
    child.kill("SIGSTOP");
    for (const pid of [child.pid!, ...childrenOf(child.pid!)]) kill(pid);
    await ended;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It ended by itself in between.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function childrenOf(parent: number): readonly number[] {
  const table = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (pid: number): number[] =>
    rows.filter((row) => row[1] === pid).flatMap((row) => [row[0]!, ...below(row[0]!)]);
  return below(parent);
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
