/** The documentation of the interface for diallers, as OpenAPI. */
import { COMPONENTS } from "./campaign-answers.ts";
import type { DescribedRoute, Schema } from "./described-route.ts";
import { openApiDocument } from "./document.ts";

const DESCRIPTION = `How a dialler takes its work and hands in what came of it.

1. \`POST /v1/campaigns/next\`: customers on loan, each with the number to call.
2. \`POST /v1/calls/{lease}/begin\`, right before dialling: only after 204 may the number be dialled.
3. \`POST /v1/campaigns/attempts\`: what came of the call. Told twice it counts once, so repeat it until it is answered.

Of whom nothing is heard until \`leaseUntil\`, they go back to those who wait.`;

export function campaignDocument(routes: readonly DescribedRoute[], version: string): Schema {
  return openApiDocument({
    title: "Quayside: campaigns",
    description: DESCRIPTION,
    version,
    routes,
    schemas: COMPONENTS,
  });
}
