import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { compileSchema } from "../../../src/core/json-schema.ts";
import { RECORD_SCHEMAS, loadRecordSchemas } from "../../../src/export/record-schemas.ts";
import type { SchemaName } from "../../../src/export/select.ts";
import { schemasPath } from "../../../src/service/program.ts";
import type { ColumnKind, ColumnSpec } from "../../../src/store/dataset-spec.ts";
import { typeOf } from "../../helpers/rejecting.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const schemas = await loadRecordSchemas(schemasPath);
const KINDS = Object.entries(RECORD_SCHEMAS) as [SchemaName, string][];

interface Field {
  readonly type: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly enum?: readonly number[];
  readonly description: string;
}

interface RecordSchema {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, Field>>;
}

function schemaOf(name: SchemaName): RecordSchema {
  return JSON.parse(schemas[name]) as RecordSchema;
}

function columnsOf(dataset: string): readonly ColumnSpec[] {
  return typeOf(dataset).sheets[0]!.dataset.columns;
}

/** How the kinds of columns read in a schema; all others are plain text. */
const FIELDS: Partial<Record<ColumnKind, Omit<Field, "description">>> = {
  int: { type: "integer" },
  json: { type: "object" },
  int64: { type: "string", format: "int64" },
  datetime: { type: "string", format: "date-time" },
  base64: { type: "string", contentEncoding: "base64" },
};

describe.each(KINDS)("the schema of %s records", (name, dataset) => {
  it("has the fields of the import type, of the same kind and in the same order", () => {
    const fields = Object.entries(schemaOf(name).properties).map(
      ([field, { description: _description, enum: _values, ...rest }]) => [field, rest] as const,
    );
    expect(fields).toEqual(
      columnsOf(dataset).map(({ name: field, kind }) => [
        field,
        FIELDS[kind] ?? { type: "string" },
      ]),
    );
  });

  it("asks for nothing that the import does not ask for", () => {
    const required = columnsOf(dataset).filter((column) => column.required);
    const names = required.map((column) => column.name);
    expect(names).toEqual(expect.arrayContaining([...(schemaOf(name).required ?? [])]));
  });

  it("explains every field", () => {
    for (const { description } of Object.values(schemaOf(name).properties)) {
      expect(description).toMatch(/^\S.*\.$/);
    }
  });

  it("takes fields that it does not name", () => {
    const check = compileSchema(schemaOf(name));
    const keys = Object.fromEntries((schemaOf(name).required ?? []).map((key) => [key, "1"]));
    expect(check({ ...keys, Anything: { goes: true } })).toEqual([]);
  });
});

describe("the record schemas", () => {
  it("ask for the key of interactions and contacts alone", () => {
    expect(KINDS.map(([name]) => schemaOf(name).required ?? [])).toEqual([
      ["IXNID"],
      [],
      ["CONTACTID"],
      [],
    ]);
  });

  it("list the values that are known, and the import takes no others", () => {
    const listed = KINDS.flatMap(([name]) =>
      Object.entries(schemaOf(name).properties).flatMap(([field, { enum: values }]) =>
        values ? [`${name}.${field}: ${values.join(" ")}`] : [],
      ),
    );
    expect(listed).toEqual([
      "interaction.STATUS: 0 1 2 3",
      "interaction.ENTITYTYPEID: 0 1 2 3 5 6 7",
      "document.ENTITYTYPEID: 0 1 2 3 5 6 7",
    ]);
    const spec = (dataset: string, field: string): unknown =>
      columnsOf(dataset).find((column) => column.name === field);
    expect(spec("Interaction", "STATUS")).toMatchObject({ minimum: 0, maximum: 3 });
    const entityType = { minimum: 0, maximum: 7, check: "entityType" };
    expect(spec("Interaction", "ENTITYTYPEID")).toMatchObject(entityType);
    expect(spec("Document", "ENTITYTYPEID")).toMatchObject(entityType);
  });

  it("are refused where one is missing or no JSON", async () => {
    await expect(loadRecordSchemas(at())).rejects.toMatchObject({
      name: "ConfigError",
      code: "C004",
    });
    await mkdir(at("export"));
    for (const [name] of KINDS) await writeFile(at("export", `${name}.json`), "{}");
    await loadRecordSchemas(at());
    await writeFile(at("export", "contact.json"), "{");
    await expect(loadRecordSchemas(at())).rejects.toThrow("contact.json");
  });
});
