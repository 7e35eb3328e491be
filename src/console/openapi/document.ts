/** The OpenAPI 3.1 document of described routes: pure. */
import type { DescribedRoute, Schema } from "./described-route.ts";

export interface DocumentParts {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly routes: readonly DescribedRoute[];
  /** What routes refer to as `#/components/schemas/<name>`. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** https://spec.openapis.org/oas/v3.1.1.html */
export function openApiDocument(parts: DocumentParts): Schema {
  const { title, description, version, routes, schemas } = parts;
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.1",
    info: { title, description, version },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  };
}

function operationOf(route: DescribedRoute): Schema {
  const { operationId, summary, params = {}, query = {}, body, answers } = route;
  const parameters = [
    ...Object.entries(params).map(([name, schema]) => ({
      ...{ name, in: "path", required: true, schema },
    })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: "query", schema })),
  ];
  return {
    operationId,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body ? { requestBody: { required: true, content: json(bodyOf(route, body)) } } : {}),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, { description, schema }]) => [
        status,
        { description, ...(schema ? { content: json(schema) } : {}) },
      ]),
    ),
  };
}

function bodyOf({ mayBeSingle }: DescribedRoute, body: Schema): Schema {
  return mayBeSingle === true ? { oneOf: [body["items"], body] } : body;
}

function json(schema: Schema): Schema {
  return { "application/json": { schema } };
}
