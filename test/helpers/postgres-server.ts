/** A PostgreSQL server of its own on a free port of 127.0.0.1, for the tests of one file. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asUser, demand, idOf } from "./database-user.ts";
import { freePort } from "./free-port.ts";
import { makeTlsKey } from "./made-certificates.ts";
import { until } from "./until.ts";

const VERSIONS = "/usr/lib/postgresql";
const PASSWORD = "Postgres Ä 1";

const [newest] = existsSync(VERSIONS)
  ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))
  : [];
const bin = (program: string): string => join(VERSIONS, newest ?? "", "bin", program);

/** What is missing; undefined: nothing. Where servers are required, nothing may be. */
export const postgresMissing = demand(bin("initdb"), "postgresql");

export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  /** PEM of its certificate, which names localhost alone. */
  readonly caPath: string;
  /** With the password in it; `user` and `password` other than those of the owner. */
  url(user?: string, password?: string): string;
  /** Runs SQL as the owner. */
  sql(text: string): string;
  /** Ends every process of the server at once. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** @param folder an empty or missing folder that other users may enter. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const data = join(folder, "data");
  const secret = join(folder, "secret");
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  writeFileSync(secret, PASSWORD);
  const owner = idOf("postgres");
  if (owner) for (const path of [folder, secret]) chownSync(path, owner.uid, owner.gid);
  const options = ["-U", "owner", "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "-N"];
  execFileSync(...asUser("postgres", [bin("initdb"), "-D", data, ...options]), { stdio: "ignore" });
  const caPath = join(folder, "server.pem");
  const keyPath = join(folder, "server.key");
  makeTlsKey(caPath, keyPath, "DNS:localhost");
  if (owner) for (const path of [caPath, keyPath]) chownSync(path, owner.uid, owner.gid);
  const port = await freePort();
  const url = (user = "owner", password = PASSWORD): string =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;
  const sql = (text: string): string =>
    execFileSync(bin("psql"), ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", url()], {
      input: text,
      encoding: "utf8",
      stdio: ["pipe", "pipe", "ignore"],
    });
  const start = async (): Promise<void> => {
    const settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "fsync=off",
      "ssl=on",
      `ssl_cert_file=${caPath}`,
      `ssl_key_file=${keyPath}`,
    ];
    const line = [bin("postgres"), "-D", data, ...settings.flatMap((one) => ["-c", one])];
    const [command, args] = asUser("postgres", line);
    child = spawn(command, args, { stdio: "ignore" });
    await until("PostgreSQL", () => {
      try {
        return sql("SELECT 1").trim() === "1";
      } catch {
        return false;
      }
    });
  };
  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    // The immediate shutdown of PostgreSQL: connections are cut without a goodbye.
    child.kill("SIGQUIT");
    await ended;
  };
  await start();
  return { port, caPath, url, sql, kill, start, [Symbol.asyncDispose]: kill };
}
