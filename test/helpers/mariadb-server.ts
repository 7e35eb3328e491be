/** A MariaDB server of its own on a free port of 127.0.0.1, for the tests of one file. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { asUser, demand, idOf } from "./database-user.ts";
import { freePort } from "./free-port.ts";
import { makeTlsKey } from "./made-certificates.ts";
import { until } from "./until.ts";

const SERVER = "/usr/sbin/mariadbd";
const PASSWORD = "Maria Ä 1";

/** What is missing; undefined: nothing. Where servers are required, nothing may be. */
export const mariadbMissing = demand(SERVER, "mariadb-server");

export interface MariadbServer extends AsyncDisposable {
  readonly port: number;
  /** PEM of its certificate, which names localhost alone. */
  readonly caPath: string;
  /** With the password in it, of the database `crm`. */
  url(user?: string, password?: string): string;
  /** Runs SQL as the owner. */
  sql(text: string): string;
  kill(): Promise<void>;
}

/** @param folder an empty or missing folder that other users may enter. */
export async function startMariadb(folder: string): Promise<MariadbServer> {
  const data = join(folder, "data");
  const socket = join(folder, "s");
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const owner = idOf("mysql");
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const install = [
    "mariadb-install-db",
    "--no-defaults",
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  ];
  execFileSync(...asUser("mysql", install), { stdio: "ignore" });
  const caPath = join(folder, "server.pem");
  const keyPath = join(folder, "server.key");
  makeTlsKey(caPath, keyPath, "DNS:localhost");
  if (owner) for (const path of [caPath, keyPath]) chownSync(path, owner.uid, owner.gid);
  const port = await freePort();
  const options = [
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    `--pid-file=${join(folder, "pid")}`,
    "--skip-name-resolve",
    `--ssl-cert=${caPath}`,
    `--ssl-key=${keyPath}`,
    "--innodb-flush-log-at-trx-commit=0",
  ];
  const [command, args] = asUser("mysql", [SERVER, "--no-defaults", ...options]);
  const child: ChildProcess = spawn(command, args, { stdio: "ignore" });
  const sql = (text: string): string =>
    execFileSync("mariadb", ["--no-defaults", "-u", "root", "-S", socket, "-N", "-B"], {
      input: text,
      encoding: "utf8",
      stdio: ["pipe", "pipe", "ignore"],
    });
  await until("MariaDB", () => {
    try {
      return sql("SELECT 1").trim() === "1";
    } catch {
      return false;
    }
  });
  sql(`CREATE DATABASE crm CHARACTER SET utf8mb4;
    CREATE USER owner@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'; GRANT ALL ON crm.* TO owner@'127.0.0.1';`);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    port,
    caPath,
    url: (user = "owner", password = PASSWORD) =>
      `mysql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/crm`,
    sql,
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
