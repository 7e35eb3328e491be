/** Talks to the daemon over its local socket. */
import { Agent, request } from "node:http";
import { isErrorCode } from "../core/codes.ts";
import {
  AppError,
  InputError,
  OperatorError,
  systemCode,
  TransientError,
  UsageError,
} from "../core/errors.ts";

export interface DaemonClient {
  /** @throws {OperatorError} S007 no daemon; else the error that the daemon answered. */
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
}

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

const PATIENCE_MS = 60_000;

export function createDaemonClient(socketPath: string): DaemonClient {
  // Idle connections keep no process alive.
  const agent = new Agent({ keepAlive: true });
  const call = async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
    const answer = await exchange(socketPath, { method, path, body, agent });
    // A service that is not well answers 503 with its report.
    // 204: nothing is to be said.
    if (answer.status === 204) return undefined as T;
    if (answer.status < 300 || path === "/v1/health") return JSON.parse(answer.body) as T;
    throw errorOf(answer);
  };
  return {
    get: (path, query = {}) => call("GET", `${path}${queryText(query)}`),
    post: (path, body) => call("POST", path, body),
    delete: (path) => call("DELETE", path),
  };
}

function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value ?? []].flat()) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

type Method = "GET" | "POST" | "DELETE";

interface Question {
  readonly method: Method;
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly agent: Agent;
}

async function exchange(
  socketPath: string,
  { method, path, body, agent }: Question,
): Promise<Answer> {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  return await new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(connectionError(error, socketPath));
    };
    const call = request({ socketPath, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", fail);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 500, body: Buffer.concat(chunks).toString() });
      });
    });
    call.setTimeout(PATIENCE_MS, () => {
      call.destroy(new TransientError("S008", `the daemon did not answer ${path}`));
    });
    call.on("error", fail);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const ABSENT = ["ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE"];

function connectionError(error: Error, socketPath: string): Error {
  if (error instanceof AppError) return error;
  const code = systemCode(error) ?? "";
  if (ABSENT.includes(code)) {
    return new OperatorError("S007", `no daemon answers on ${socketPath}`, {
      hint: "Start it with `quayside start`, or name its settings with --settings.",
      cause: error,
    });
  }
  return new OperatorError("S005", `the socket ${socketPath} can't be used: ${error.message}`, {
    hint: "Run the command as the user of the daemon.",
    cause: error,
  });
}

/** The daemon's error, of the class that its status stands for. */
function errorOf({ status, body }: Answer): AppError {
  const { code = "S001", message = body, hint } = parsed(body);
  const known = isErrorCode(code) ? code : "S001";
  const extras = hint === undefined ? {} : { hint };
  if (status === 404 || status === 400) return new UsageError(known, message, extras);
  if (status === 422) return new InputError(known, message, extras);
  if (status === 503) {
    const isPassing = known === "S004" || known === "S006";
    return isPassing
      ? new TransientError(known, message, extras)
      : new OperatorError(known, message, extras);
  }
  return new AppError(known, message, extras);
}

interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
}

function parsed(body: string): ErrorBody {
  try {
    return JSON.parse(body) as ErrorBody;
  } catch {
    return {};
  }
}
