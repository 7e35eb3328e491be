/** The status as server-sent events (WHATWG HTML, section 9.2), for whoever watches the work go on. */
import type { FastifyInstance } from "fastify";
import type { ConsoleDeps, StatusAnswer } from "../deps.ts";

const PAUSE_MS = 500;
/** A comment now and then keeps the connection through idle times. */
const SILENCE_MS = 15_000;

/** GET /v1/status/events: `event: status` with the answer of /v1/status whenever it has changed. */
export function eventRoutes(
  app: FastifyInstance,
  deps: ConsoleDeps,
  status: () => Promise<StatusAnswer>,
): void {
  app.get("/v1/status/events", async (request, reply) => {
    reply.hijack();
    const { raw } = reply;
    const gone = new AbortController();
    request.raw.on("close", () => {
      gone.abort();
    });
    raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    let before = "";
    let silentMs = 0;
    while (!gone.signal.aborted && !raw.destroyed) {
      const { uptimeMs, ...told } = await status();
      const text = JSON.stringify(told);
      if (text !== before) {
        raw.write(`event: status\ndata: ${JSON.stringify({ ...told, uptimeMs })}\n\n`);
        before = text;
        silentMs = 0;
      } else if (silentMs >= SILENCE_MS) {
        raw.write(": still here\n\n");
        silentMs = 0;
      }
      silentMs += PAUSE_MS;
      await deps.clock.sleep(PAUSE_MS, gone.signal);
    }
    raw.end();
  });
}
