/** How the service is, and what it works on now. */
import type { FastifyInstance } from "fastify";
import { eventRoutes } from "./events.ts";
import type { ConsoleDeps, StatusAnswer } from "../deps.ts";

export function serviceRoutes(app: FastifyInstance, deps: ConsoleDeps): void {
  app.get("/v1/health", async (_request, reply) => {
    const health = await deps.health();
    void reply.code(health.ok ? 200 : 503);
    return health;
  });

  const status = async (): Promise<StatusAnswer> => ({
    ...deps.about,
    uptimeMs: deps.uptimeMs(),
    health: await deps.health(),
    drop: deps.dropStatus(),
    exports: await deps.exports.status(),
    warnings: await deps.mails.warnings(),
    fetches: deps.exports.fetches(),
    campaigns: await deps.campaigns.active(),
  });

  app.get("/v1/status", status);
  eventRoutes(app, deps, status);

  app.post("/v1/scan", async (_request, reply) => {
    await deps.scanNow();
    void reply.code(202);
    return { scanned: true };
  });
}
