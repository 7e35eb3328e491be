/** How the service is, and what it works on now. */
import type { FastifyInstance } from "fastify";
import type { ConsoleDeps, StatusAnswer } from "../deps.ts";

export function serviceRoutes(app: FastifyInstance, deps: ConsoleDeps): void {
  app.get("/v1/health", async (_request, reply) => {
    const health = await deps.health();
    void reply.code(health.ok ? 200 : 503);
    return health;
  });

  app.get("/v1/status", async (): Promise<StatusAnswer> => {
    const health = await deps.health();
    return { ...deps.about, uptimeMs: deps.uptimeMs(), health, drop: deps.dropStatus() };
  });

  app.post("/v1/scan", async (_request, reply) => {
    await deps.scanNow();
    void reply.code(202);
    return { scanned: true };
  });
}
