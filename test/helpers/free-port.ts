/** Ports of 127.0.0.1 for the servers of tests. */
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give out by themselves: no connection takes one while its server is down. */
const FIRST = 12_000;
/** Each worker has its own: two never choose the same before either listens. */
const OF_A_WORKER = 2_000;
const WORKERS = 10;

/** Runs at the same time on one machine begin at different places. */
let chosen = process.pid;

/** A port on which nobody listens, and not one that was given before. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env["VITEST_POOL_ID"] ?? 0) % WORKERS;
  for (;;) {
    chosen += 1;
    const port = FIRST + worker * OF_A_WORKER + (chosen % OF_A_WORKER);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
