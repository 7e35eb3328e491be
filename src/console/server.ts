/** The HTTP interface of the service on its local socket: the adapter of fastify. */
import { chmod, mkdir, unlink } from "node:fs/promises";
import { connect } from "node:net";
import { dirname } from "node:path";
import { fastify, type FastifyInstance, type FastifyServerFactory } from "fastify";
import { fromSystem, OperatorError, systemCode } from "../core/errors.ts";
import { checkRequests } from "../core/json-schema.ts";
import type { Logger } from "../core/log.ts";
import type { Secret } from "../core/secret.ts";
import { accessCheck } from "./access.ts";
import type { CampaignConsoleDeps, ConsoleDeps } from "./deps.ts";
import { answerError, answerUnknown } from "./error-answer.ts";
import { campaignDocument } from "./openapi/campaign-document.ts";
import { addRoutes } from "./openapi/described-route.ts";
import { campaignRoutes } from "./routes/campaigns.ts";
import { exportRoutes } from "./routes/exports.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { mailRoutes } from "./routes/mails.ts";
import { recordRoutes } from "./routes/records.ts";
import { runRoutes } from "./routes/runs.ts";
import { serviceRoutes } from "./routes/service.ts";
import type { TlsServers } from "./tls.ts";

export interface ConsoleServer {
  readonly socketPath: string;
  close(): Promise<void>;
}

/** Who asks over the local socket: whoever may open it. */
const OPERATOR = "operator";

/** All routes, not listening yet. */
export function buildConsole(deps: ConsoleDeps): FastifyInstance {
  const app = createApp();
  serviceRoutes(app, deps);
  runRoutes(app, deps);
  recordRoutes(app, deps);
  jobRoutes(app, deps);
  exportRoutes(app, deps);
  mailRoutes(app, deps);
  addCampaigns(app, deps, OPERATOR);
  return app;
}

export interface DiallerServerOptions {
  readonly host: string;
  readonly port: number;
  /** Undefined: only programs on this machine may ask. */
  readonly token: Secret | undefined;
  /** Undefined: http. */
  readonly tls?: TlsServers | undefined;
  /** In whose name requests are. */
  readonly user: string;
}

/** What diallers may do, and nothing else, not listening yet. */
export function buildDiallerServer(
  deps: CampaignConsoleDeps,
  { token, user, tls }: Pick<DiallerServerOptions, "token" | "user" | "tls">,
): FastifyInstance {
  const app = createApp(tls);
  app.addHook("onRequest", accessCheck(token));
  addCampaigns(app, deps, user);
  return app;
}

/** Listens by TCP. @throws {OperatorError} S005 S006 when the address can't be used. */
export async function startDiallerServer(
  deps: CampaignConsoleDeps,
  options: DiallerServerOptions & { readonly log: Logger },
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const { host, port, log, tls } = options;
  const app = buildDiallerServer(deps, options);
  try {
    const url = await app.listen({ host, port });
    // fastify does not ask what kind of server it was given.
    const address = tls ? url.replace(/^http:/, "https:") : url;
    log.info({ event: "console.listening", address }, "diallers may connect");
    return {
      address,
      close: async () => {
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw listenFault(error, `${host}:${port}`);
  }
}

function listenFault(error: unknown, address: string): unknown {
  const reason = LISTEN_FAULTS[systemCode(error) ?? ""];
  if (reason === undefined) return fromSystem(error, `Listening on ${address}`);
  return new OperatorError("S005", `console.listen: ${address} ${reason}`, {
    hint: "Set console.listen to an address and port of this machine that is free.",
    cause: error,
  });
}

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: "is used by another program",
  EADDRNOTAVAIL: "is no address of this machine",
  ENOTFOUND: "is no address of this machine",
  EACCES: "is not allowed to this user",
};

function addCampaigns(
  app: FastifyInstance,
  { campaigns, about }: CampaignConsoleDeps,
  user: string,
): void {
  const routes = campaignRoutes(campaigns);
  addRoutes(app, routes, user);
  app.get("/v1/openapi.json", async () => campaignDocument(routes, about.version));
}

/** Parts of a path: their schemas say what is too long, as of every other value; without this it would be 404. */
const ROUTER = { maxParamLength: 1_000 } as const;

function createApp(tls?: TlsServers): FastifyInstance {
  const plain = { logger: false, forceCloseConnections: true, routerOptions: ROUTER } as const;
  const secured = (open: TlsServers["open"]): FastifyServerFactory => {
    return (handler) => open(handler);
  };
  const app = tls ? fastify({ ...plain, serverFactory: secured(tls.open) }) : fastify(plain);
  app.setValidatorCompiler(({ schema }) => checkRequests(schema as object));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerUnknown);
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
