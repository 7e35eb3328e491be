/** Mails: what waits, was sent and was given up; sending again. */
import type { FastifyInstance } from "fastify";
import { MESSAGE_STATES, type MessageState } from "../../store/outbox.ts";
import type { ConsoleDeps } from "../deps.ts";
import type { MailView } from "../mails-console.ts";

interface MailsQuery {
  readonly state?: MessageState;
  readonly limit: number;
}

const MAILS_QUERY = {
  type: "object",
  additionalProperties: false,
  properties: {
    state: { enum: MESSAGE_STATES },
    limit: { type: "integer", minimum: 1, maximum: 1_000, default: 50 },
  },
};

const RETRY_BODY = {
  type: "object",
  additionalProperties: false,
  properties: { id: { type: "string", minLength: 1 } },
};

/** Answer of GET /v1/mails, newest first, and of POST /v1/mails/retry. */
export interface MailsAnswer {
  readonly mails: readonly MailView[];
}

export function mailRoutes(app: FastifyInstance, { mails }: ConsoleDeps): void {
  app.get<{ Querystring: MailsQuery }>(
    "/v1/mails",
    { schema: { querystring: MAILS_QUERY } },
    async ({ query }): Promise<MailsAnswer> => ({
      mails: await mails.list(query.state, query.limit),
    }),
  );

  app.post<{ Body: { readonly id?: string } }>(
    "/v1/mails/retry",
    { schema: { body: RETRY_BODY } },
    async ({ body }): Promise<MailsAnswer> => ({ mails: await mails.retry(body.id) }),
  );
}
