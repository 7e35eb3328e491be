/** The HTTP interface of the service on its local socket: the adapter of fastify. */
import { chmod, mkdir, unlink } from "node:fs/promises";
import { connect } from "node:net";
import { dirname } from "node:path";
import { fastify, type FastifyInstance } from "fastify";
import { fromSystem, OperatorError, systemCode } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { ConsoleDeps } from "./deps.ts";
import { answerError, answerUnknown } from "./error-answer.ts";
import { exportRoutes } from "./routes/exports.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { mailRoutes } from "./routes/mails.ts";
import { recordRoutes } from "./routes/records.ts";
import { runRoutes } from "./routes/runs.ts";
import { serviceRoutes } from "./routes/service.ts";

export interface ConsoleServer {
  readonly socketPath: string;
  close(): Promise<void>;
}

/** All routes, not listening yet. */
export function buildConsole(deps: ConsoleDeps): FastifyInstance {
  const app = fastify({
    logger: false,
    forceCloseConnections: true,
    // Unknown parameters are refused, not dropped, so that a mistyped filter is noticed.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: "array", allErrors: true } },
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerUnknown);
  serviceRoutes(app, deps);
  runRoutes(app, deps);
  recordRoutes(app, deps);
  jobRoutes(app, deps);
  exportRoutes(app, deps);
  mailRoutes(app, deps);
  return app;
}

/**
 * Listens on a Unix socket that only the service's own user may open, or on a named pipe.
 * @throws {OperatorError} S003 when another daemon listens there, S005 without permission.
 */
export async function startConsole(
  deps: ConsoleDeps,
  options: { readonly socketPath: string; readonly log: Logger },
): Promise<ConsoleServer> {
  const { socketPath, log } = options;
  const isPipe = socketPath.startsWith("\\\\.\\pipe\\");
  const app = buildConsole(deps);
  try {
    if (!isPipe) {
      await mkdir(dirname(socketPath), { recursive: true });
      await removeStaleSocket(socketPath);
    }
    await app.listen({ path: socketPath });
    if (!isPipe) await chmod(socketPath, 0o600);
  } catch (error) {
    await app.close();
    throw fromSystem(error, `Listening on ${socketPath}`);
  }
  log.debug({ event: "console.listening", socketPath }, "local socket open");
  return {
    socketPath,
    close: async () => {
      await app.close();
    },
  };
}

/** A socket that nobody answers is what a killed daemon left behind. */
async function removeStaleSocket(socketPath: string): Promise<void> {
  if (await isAnswered(socketPath)) {
    throw new OperatorError("S003", `another daemon listens on ${socketPath}`, {
      hint: "Stop that daemon, or set console.socket to another path.",
    });
  }
  await unlink(socketPath).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
  });
}

async function isAnswered(socketPath: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", () => {
      settle(true);
    });
    socket.once("error", () => {
      settle(false);
    });
  });
}
