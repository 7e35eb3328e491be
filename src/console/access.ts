/** Who may use the address that diallers talk to: whoever has the token; without one, programs on this machine. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { UsageError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** A check for each request, before its body is read. @throws {UsageError} A002 */
export function accessCheck(token: Secret | undefined): Check {
  return token === undefined ? fromThisMachine : withToken(digest(token.reveal()));
}

function withToken(expected: Buffer): Check {
  return async ({ headers }, reply) => {
    const [, given] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
    // Digests have one length, so that the comparison takes the same time for every token.
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    void reply.header("www-authenticate", "Bearer");
    throw refused("the request has no valid token");
  };
}

/**
 * A web page in a browser of this machine reaches its addresses as well, under its own name (DNS
 * rebinding) or blindly (forged requests): its requests have an Origin, or another Host.
 */
const fromThisMachine: Check = async ({ headers, hostname }) => {
  const isOurs = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(hostname);
  if (headers.origin === undefined && isOurs) return;
  throw refused("the request comes from a web page, or names another host");
};

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function refused(message: string): UsageError {
  return new UsageError("A002", message, {
    hint: "Send the token of console.tokenFile: Authorization: Bearer <token>.",
  });
}
