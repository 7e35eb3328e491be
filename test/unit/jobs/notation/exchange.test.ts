/** Jobs of the data exchange in the notation, there and back. */
import { describe, expect, it } from "vitest";
import { readDefinition } from "../../../../src/jobs/notation/read-definition.ts";
import { writeDefinition } from "../../../../src/jobs/notation/write-definition.ts";
import { readJob, refusals } from "../../../helpers/job-texts.ts";

const UPDATE = {
  Title: "Customers by night",
  Source: "data-updater",
  Database: "customers",
  Connection: "box",
  File: "in/customers_{yyyyMMdd}.xml.gz",
  Run: "daily 02:00",
};
const CONFIGURATION = { Title: "All", Source: "configuration", Run: "daily 03:00" };
const DISPLACE = {
  Title: "Customers of the morning",
  Source: "data-displacer",
  Database: "customers",
  Run: "daily 06:00",
  Timeframe: "delta",
};

describe("a job of the data exchange", () => {
  it("that fetches waits two hours and leaves the file where it is, unless it says otherwise", () => {
    expect(readJob(UPDATE)).toMatchObject({
      source: "data-updater",
      timeframe: { kind: "all" },
      exchange: {
        kind: "fetch",
        database: "customers",
        connection: "box",
        read: { kind: "file", pattern: "in/customers_{yyyyMMdd}.xml.gz" },
        deadlineMs: 7_200_000,
        afterwards: { kind: "keep" },
      },
    });
    expect(readJob({ ...UPDATE, Deadline: "90m", Afterwards: "move done" }).exchange).toMatchObject(
      { deadlineMs: 5_400_000, afterwards: { kind: "move", folder: "done" } },
    );
  });

  it("that reads a table or a query names it instead of a file", () => {
    const { File: _file, ...rest } = UPDATE;
    const table = readJob({ ...rest, Source: "data-importer", Table: "crm.customers" });
    expect(table.exchange).toMatchObject({ read: { kind: "table", table: "crm.customers" } });
    const query = readJob({ ...rest, Query: "SELECT id, name FROM people" });
    expect(query.exchange).toMatchObject({
      read: { kind: "query", query: "SELECT id, name FROM people" },
    });
  });

  it("that writes has a file name of its own, as CSV and unpacked, unless it says otherwise", () => {
    expect(readJob(DISPLACE).exchange).toEqual({
      kind: "table",
      database: "customers",
      format: "csv",
      packing: "none",
      fileName: "customers_{yyyyMMdd_HHmmss}",
    });
    const numbers = readJob({ Title: "Numbers", Source: "data-exporter", Run: "daily 07:00" });
    expect(numbers.exchange).toMatchObject({ kind: "statistics", statistics: "aggregated" });
  });

  it("of a configuration are taken in the order of an import, all of them by default", () => {
    expect(readJob(CONFIGURATION).exchange).toEqual({
      kind: "configuration",
      format: "xlsx",
      packing: "none",
      fileName: "configuration_{yyyyMMdd_HHmmss}",
    });
    const some = readJob({ ...CONFIGURATION, Sheets: "users;SKILLS" });
    expect(some.exchange).toMatchObject({ sheets: ["Skills", "Users"] });
  });

  it("takes table as the name of the displacer", () => {
    expect(readJob({ ...DISPLACE, Source: "table" }).source).toBe("data-displacer");
  });

  it.each([
    UPDATE,
    { ...UPDATE, Deadline: "1d", Afterwards: "delete", TimeZone: "Europe/Rome" },
    { ...UPDATE, File: "", Table: "people" },
    DISPLACE,
    { ...DISPLACE, Packing: "encrypted", Format: "xml", SplitSize: "1MiB" },
    { Title: "Numbers", Source: "data-exporter", Run: "daily 07:00", Statistics: "events" },
    CONFIGURATION,
    { ...CONFIGURATION, Sheets: "Skills;Users", Packing: "encrypted", FileName: "c" },
  ])("comes back from its fields as it was: %j", (fields) => {
    const definition = readJob(fields);
    expect(readDefinition(writeDefinition(definition))).toEqual({ definition });
  });

  it.each([
    [{ ...UPDATE, Database: "" }, ["Database R001"]],
    [{ ...UPDATE, Connection: "" }, ["Connection R001"]],
    [{ ...UPDATE, File: "" }, ["File R001"]],
    [{ ...UPDATE, Table: "people" }, ["Table J001"]],
    [{ ...UPDATE, File: "", Table: "people", Afterwards: "delete" }, ["Afterwards J001"]],
    [{ ...UPDATE, File: "../x.csv" }, ["File R002"]],
    [{ ...UPDATE, File: "a*/x.csv" }, ["File R002"]],
    [{ ...UPDATE, File: "x_{day}.csv" }, ["File R002"]],
    [{ ...UPDATE, File: "x_{.csv" }, ["File R002"]],
    [{ ...UPDATE, File: "", Query: "DELETE FROM people" }, ["Query R002"]],
    [{ ...UPDATE, Deadline: "8d" }, ["Deadline R003"]],
    [{ ...UPDATE, Afterwards: "burn" }, ["Afterwards R003"]],
    [{ ...UPDATE, Timeframe: "delta" }, ["Timeframe J001"]],
    [{ ...UPDATE, Type: "contact" }, ["Type J001"]],
    [{ ...UPDATE, Format: "csv" }, ["Format J001"]],
    [{ ...DISPLACE, Timeframe: "last day" }, ["Timeframe J001"]],
    [{ ...DISPLACE, FileName: "a/b" }, ["FileName R002"]],
    [{ ...DISPLACE, Packing: "zip", SplitSize: "1MiB" }, ["SplitSize J001"]],
    [{ ...DISPLACE, Connection: "box" }, ["Connection J001"]],
    [{ ...DISPLACE, Sheets: "Users" }, ["Sheets J001"]],
    [{ ...CONFIGURATION, Sheets: "Groups" }, ["Sheets R003"]],
    [{ ...CONFIGURATION, Format: "csv" }, ["Format J001"]],
    [{ ...CONFIGURATION, Timeframe: "last day" }, ["Timeframe J001"]],
  ])("%j is refused: %j", (fields, expected) => {
    expect(refusals(fields)).toEqual(expected);
  });
});
