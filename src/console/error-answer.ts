/** Errors as answers: `{ code, message, hint }` with a fitting status. */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import {
  AppError,
  ConfigError,
  fromSystem,
  InputError,
  OperatorError,
  TransientError,
  UsageError,
} from "../core/errors.ts";

export interface ErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Turns what a route threw into its answer. */
export async function answerError(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<ErrorAnswer> {
  // The framework's own complaints about a request: parameters, body, size.
  if (!(error instanceof AppError) && (error.statusCode ?? 500) < 500) {
    void reply.code(error.statusCode ?? 400);
    return { code: "S010", message: error.message };
  }
  const cause = fromSystem(error, "Answering a request");
  void reply.code(statusOf(cause));
  if (!(cause instanceof AppError)) {
    return { code: "S001", message: "a fault of Quayside; its log has the details" };
  }
  const { code, message, hint } = cause;
  return hint === undefined ? { code, message } : { code, message, hint };
}

/** The answer for an address that there is not. */
export async function answerUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ErrorAnswer> {
  void reply.code(404);
  return { code: "S009", message: `there is no ${request.method} ${request.url}` };
}

/** What the caller did wrong, where it is not the request itself. */
const USAGE_STATUS: Readonly<Record<string, number>> = { A002: 401, S009: 404 };

function statusOf(error: unknown): number {
  if (error instanceof UsageError) return USAGE_STATUS[error.code] ?? 400;
  if (error instanceof InputError) return 422;
  if (error instanceof TransientError || error instanceof OperatorError) return 503;
  if (error instanceof ConfigError) return 409;
  return 500;
}
