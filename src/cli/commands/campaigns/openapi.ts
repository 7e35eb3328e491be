/** `quayside campaigns openapi` */
import type { Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

export const openApiCommand: Command = {
  name: "openapi",
  usage: "",
  summary: "the interface for diallers as an OpenAPI document",
  options: [],
  examples: ["quayside campaigns openapi > quayside-openapi.json"],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }) => {
    const document = await (await daemon()).get<object>("/v1/openapi.json");
    terminal.out(JSON.stringify(document, undefined, 2));
    return EXIT.done;
  },
};
