/** Records as `quayside records` writes them. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordWriter } from "../../../src/cli/record-writers.ts";
import { recorder } from "./recorder.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-records-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("records in each format", () => {
  const records = [
    { Id: 1, Name: 'Ann "A"', Note: null },
    { Id: 2, Name: "Bo;b", Note: "x\ny" },
  ];

  async function written(format: string, path?: string): Promise<string> {
    const { terminal, out } = recorder();
    const target = { terminal, path, title: "Users" };
    await using writer = await recordWriter(format, target, ["Id", "Name", "Note"]);
    for (const record of records) await writer.write(record);
    await writer.finish();
    return out.join("");
  }

  it("are csv with a header, in RFC 4180", async () => {
    expect(await written("csv")).toBe('Id,Name,Note\r\n1,"Ann ""A""",\r\n2,Bo;b,"x\ny"\r\n');
  });

  it("are JSON Lines, or one JSON document", async () => {
    const lines = (await written("jsonl")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(records);
    expect(JSON.parse(await written("json"))).toEqual({ records });
  });

  it("are a table for people, without line breaks in cells", async () => {
    expect(await written("table")).toBe('Id  Name     Note\n1   Ann "A"\n2   Bo;b     x y\n');
  });

  it("are written to a file that appears whole, with the mark that Excel needs", async () => {
    const path = join(folder, "records.csv");
    expect(await written("csv", path)).toBe("");
    expect(await readFile(path, "utf8")).toMatch(/^\ufeffId,Name,Note\r\n/);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("are a workbook only in a file", async () => {
    await expect(written("xlsx")).rejects.toMatchObject({ code: "S010" });
    const path = join(folder, "records.xlsx");
    await written("xlsx", path);
    expect((await readFile(path)).subarray(0, 2).toString()).toBe("PK");
    expect(await readdir(folder)).toEqual(["records.xlsx"]);
  });

  it("are refused in a format that there is not", async () => {
    await expect(written("yaml")).rejects.toMatchObject({ code: "S010" });
  });
});
