/** schemas/job.schema.json, from which editors complete, against what is read. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { compileSchema } from "../../../src/core/json-schema.ts";
import { ACTIONS } from "../../../src/jobs/action-outcome.ts";
import { FIELDS } from "../../../src/jobs/notation/fields.ts";
import { writeDefinition } from "../../../src/jobs/notation/write-definition.ts";
import { CHATS, FACTS, readJob, refusals } from "../../helpers/job-texts.ts";

interface JobSchema {
  readonly definitions: {
    readonly job: {
      readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
    };
  };
}

const url = new URL("../../../schemas/job.schema.json", import.meta.url);
const schema = JSON.parse(await readFile(url, "utf8")) as JobSchema;
const { properties } = schema.definitions.job;
const check = compileSchema(schema);

describe("the schema of job files", () => {
  it("has the fields of the notation, the action and the id", () => {
    expect(Object.keys(properties)).toEqual(["Action", "Id", ...FIELDS]);
    expect(properties["Action"]?.enum).toEqual(ACTIONS);
  });

  it("offers only choices that are read", () => {
    for (const [field, { enum: choices = [] }] of Object.entries(properties)) {
      if (field === "Action") continue;
      for (const value of choices) {
        const wrong = refusals({ ...CHATS, [field]: value }).filter((one) => one.endsWith("R003"));
        expect(wrong, `${field}=${value}`).toEqual([]);
      }
    }
  });

  it.each([
    ["one job", CHATS],
    ["a list", [CHATS, FACTS]],
    ["lists and numbers", { ...CHATS, MediaTypes: ["chat"], SplitSize: 65_536, SkipEmpty: true }],
    ["an action", { Action: "suspend", Title: "Chats" }],
  ])("takes %s", (_what, value) => {
    expect(check(value)).toEqual([]);
  });

  it("takes what `jobs show` writes", () => {
    const { SkipEmpty, ...rest } = writeDefinition(readJob(CHATS));
    expect(check({ ...rest, SkipEmpty: SkipEmpty === "true" })).toEqual([]);
  });

  it.each([{ ...CHATS, Tilte: "x" }, { ...CHATS, Source: "x" }, [], "x"])("refuses %j", (value) => {
    expect(check(value)).not.toEqual([]);
  });
});
