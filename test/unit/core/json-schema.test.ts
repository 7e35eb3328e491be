/** The schemas that are shipped are schemas: the adapter does not look, so that nothing waits for it. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { checkRequests, compileSchema } from "../../../src/core/json-schema.ts";

const folder = fileURLToPath(new URL("../../../schemas", import.meta.url));
const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".json"),
);

it.each(names)("%s satisfies the schema of draft-07", (name) => {
  const schema = JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as object;
  const ajv = new Ajv();
  void ajv.validateSchema(schema);
  expect(ajv.errors ?? []).toEqual([]);
});

it("names every problem of a value with its place", () => {
  const check = compileSchema({
    type: "object",
    required: ["a"],
    properties: { a: {}, b: { type: "integer" } },
  });
  expect(check({ b: "x" }).map(({ path, keyword }) => `${path} ${keyword}`)).toEqual([
    " required",
    "/b type",
  ]);
});

it("refuses a schema with a word that it does not know", () => {
  expect(() => compileSchema({ type: "object", propertys: {} })).toThrow("propertys");
});

it("reads the texts of a request as its schema says, and refuses what is unknown", () => {
  const check = checkRequests({
    type: "object",
    additionalProperties: false,
    properties: { limit: { type: "integer", default: 50 }, states: { type: "array" } },
  });
  const asked = { states: "Failed" };
  expect(check(asked)).toBe(true);
  expect([asked, check.errors]).toEqual([{ states: ["Failed"], limit: 50 }, null]);
  expect(check({ limit: "7" })).toBe(true);
  expect(check({ limti: "7" })).toBe(false);
  expect(check.errors).toMatchObject([{ keyword: "additionalProperties" }]);
});
