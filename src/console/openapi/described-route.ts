/** A route with its description: what it validates requests with is what its documentation shows. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** JSON Schema, as far as draft-07 and OpenAPI 3.1 have it in common. */
export type Schema = Readonly<Record<string, unknown>>;

export interface DescribedAnswer {
  readonly description: string;
  /** Absent: the answer has no body. */
  readonly schema?: Schema;
}

export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  /** As its schema has coerced it. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Who asks. */
  readonly user: string;
  /** Aborted when the caller has gone. */
  readonly gone: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly body?: unknown;
}

export interface DescribedRoute {
  readonly method: "GET" | "POST";
  /** `/v1/campaigns/{name}` */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Schema of each parameter in the path. */
  readonly params?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** The body is a list, and one item may come without one around it. */
  readonly mayBeSingle?: boolean;
  /** By status. */
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  readonly act: (asked: Asked) => Promise<Answered>;
}

/** Bytes of a body; a thousand attempts with notes and answers fit. */
const BODY_BYTES = 8 * 1024 * 1024;

/** Adds the routes to `app`, on behalf of `user`. */
export function addRoutes(
  app: FastifyInstance,
  routes: readonly DescribedRoute[],
  user: string,
): void {
  for (const route of routes) {
    const { params, query, body } = route;
    app.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ":$1"),
      bodyLimit: BODY_BYTES,
      schema: {
        ...(params ? { params: objectOf(params) } : {}),
        querystring: { ...objectOf(query ?? {}), required: [] },
        ...(body ? { body } : {}),
      },
      ...(route.mayBeSingle === true ? { preValidation: asList } : {}),
      handler: async (request, reply) => {
        const asked = askedOf(request, { user, gone: goneOf(reply) });
        const { status, body: content } = await route.act(asked);
        void reply.code(status);
        return content === undefined ? reply.send() : content;
      },
    });
  }
}

export function objectOf(properties: Readonly<Record<string, Schema>>): Schema {
  const required = Object.keys(properties);
  return { type: "object", additionalProperties: false, properties, required };
}

async function asList(request: FastifyRequest): Promise<void> {
  const { body } = request;
  if (typeof body === "object" && body !== null && !Array.isArray(body)) request.body = [body];
}

function askedOf(
  { params, query, body }: FastifyRequest,
  caller: Pick<Asked, "user" | "gone">,
): Asked {
  return {
    params: params as Asked["params"],
    query: query as Asked["query"],
    body,
    ...caller,
  };
}

/** Aborted when the caller hangs up before the answer is out; afterwards nobody looks. */
function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const { socket } = raw;
  const abort = (): void => {
    gone.abort("the caller has gone");
  };
  // The other side's FIN comes first; what is handed out before the close would be lost on it.
  socket?.once("end", abort);
  raw.once("close", () => {
    socket?.off("end", abort);
    abort();
  });
  return gone.signal;
}
