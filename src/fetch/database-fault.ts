/** What the refusals of a client's database mean: who must act. */
import type { AppError } from "../core/errors.ts";
import { OperatorError, TransientError } from "../core/errors.ts";

/** busy: passes by itself. login, trust, missing, query: a person must act. */
export type FaultKind = "busy" | "login" | "trust" | "missing" | "query";

const CODES = { login: "P004", trust: "P003", missing: "P011", query: "P012" } as const;

const HINTS = {
  login: "Check the url that urlFile of the source in service.yml holds.",
  trust: "Check the TLS parameters of the url, and the server's certificate.",
  missing: "Correct Table or Query of the job, or let the database's owner grant SELECT.",
  query: "Correct Query of the job; try it with the database's own client. It may only read.",
} as const;

export interface Refusal {
  /** Of the source. */
  readonly name: string;
  /** Without a password in it. */
  readonly text: string;
  readonly cause: unknown;
  /** What to do, where there is more to say than for all of its kind. */
  readonly hint?: string;
}

export function databaseFault(kind: FaultKind, { name, text, cause, hint }: Refusal): AppError {
  if (kind === "busy") return new TransientError("P001", `${name}: ${text}`, { cause });
  return new OperatorError(CODES[kind], `${name}: ${text}`, {
    cause,
    hint: hint ?? HINTS[kind],
  });
}

/** Refusals of the TLS library (nodejs.org/api/tls.html, X509 certificate error codes). */
export function isTrustFault(code: string): boolean {
  return /CERT|SELF_SIGNED|^ERR_TLS|^ERR_SSL|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH/.test(code);
}

/** A type that holds bytes: as text they would be neither. */
export function bytesColumn(source: string, column: string, type: string): OperatorError {
  const message = `${source}: the column ${column} is of type ${type}, which holds bytes`;
  return new OperatorError("P013", message, {
    hint: "Leave it out, or make it text in a Query: encode(column, 'hex'), hex(column).",
  });
}
