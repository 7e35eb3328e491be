/** The round trip of a correction: the rejected file, mended, is dropped as it is and goes in. */
import { readFile, writeFile } from "node:fs/promises";
import ExcelJS from "exceljs";
import { describe, expect, test } from "vitest";
import { type Importer, openImporter } from "../helpers/importing.ts";
import { reject, typeOf } from "../helpers/rejecting.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

interface Trip {
  readonly type: string;
  readonly file: string;
  /** Text of a cell that is wrong, and what an operator puts in its place. */
  readonly mend: readonly [string, string];
}

/** Imports the file, mends its rejected rows and imports those; answers both verdicts. */
async function roundTrip(importer: Importer, { type, file, mend }: Trip) {
  const spec = typeOf(type);
  const first = await importer.importFile(spec, inFolder(file), file);
  const rejected = await reject(inFolder(file), first.issues, {
    type,
    ...(first.verdict.status === "Failed" ? {} : { addTo: file.replace(/\.\w+$/, "") }),
  });
  const name = rejected!.name;
  await (name.endsWith(".xlsx") ? mendWorkbook : mendText)(inFolder(name), mend);
  const second = await importer.importFile(spec, inFolder(name), name);
  return { first: first.verdict, second: second.verdict, issues: second.issues };
}

async function mendText(path: string, [wrong, right]: Trip["mend"]): Promise<void> {
  const text = await readFile(path, "utf8");
  expect(text).toContain(wrong);
  await writeFile(path, text.replaceAll(wrong, right));
}

async function mendWorkbook(path: string, [wrong, right]: Trip["mend"]): Promise<void> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  let mended = 0;
  workbook.eachSheet((sheet) => {
    sheet.eachRow((row) => {
      row.eachCell((cell) => {
        if (cell.value !== wrong) return;
        cell.value = right;
        mended++;
      });
    });
  });
  expect(mended).toBe(1);
  await workbook.xlsx.writeFile(path);
}

async function withQueue(): Promise<Importer> {
  const importer = await openImporter(inFolder("work"));
  await writeFile(inFolder("q.csv"), "Name,Channel,Address\nSales Line,Phone,7100\n");
  await importer.importFile(typeOf("Queues"), inFolder("q.csv"), "q.csv");
  return importer;
}

async function workbook(name: string, sheets: Record<string, string[][]>): Promise<void> {
  const written = new ExcelJS.Workbook();
  for (const [sheet, rows] of Object.entries(sheets)) written.addWorksheet(sheet).addRows(rows);
  await written.xlsx.writeFile(inFolder(name));
}

describe("a mended rejected file", () => {
  test("of a csv file brings in just the rows that were wrong", async () => {
    await using importer = await openImporter(inFolder("work"));
    const rows = [
      "ExternalId;Company;PhoneWork;PostalCode",
      "1;A;+442079460201;00100",
      "2;B;12x;007",
    ];
    await writeFile(inFolder("people.csv"), rows.join("\n"));
    const trip = { type: "Directory", file: "people.csv", mend: ["12x", "+442079460202"] } as const;
    const { first, second, issues } = await roundTrip(importer, trip);
    expect(first.status).toBe("PartiallySucceeded");
    expect(issues).toEqual([]);
    expect(second.rows).toMatchObject({ total: 1, created: 1 });
    const codes = (await importer.records("Directory")).map((record) => record["PostalCode"]);
    expect(codes).toEqual(["00100", "007"]);
  });

  test("of a plain list of numbers is no plain list any more, and goes in", async () => {
    await using importer = await openImporter(inFolder("work"));
    await writeFile(inFolder("list.txt"), "+442079460901\n12\n");
    const trip = {
      type: "BlockedNumbers",
      file: "list.txt",
      mend: ["12,", "+442079460902,"],
    } as const;
    const { first, second, issues } = await roundTrip(importer, trip);
    expect(first.rows).toMatchObject({ created: 1, rejected: 1 });
    expect(issues).toEqual([]);
    expect(second.rows).toMatchObject({ total: 1, created: 1 });
  });

  test("of a campaign's workbook adds the customers to the campaign", async () => {
    await using importer = await withQueue();
    await workbook("Spring.xlsx", {
      Campaign: [["Queue"], ["Sales Line"]],
      Customers: [
        ["ExternalId", "Phone1", "Contract"],
        ["1", "+442079460201", "0001"],
        ["2", "12x", "0002"],
      ],
    });
    const trip = {
      type: "OutboundCampaign",
      file: "Spring.xlsx",
      mend: ["12x", "+442079460202"],
    } as const;
    const { first, second, issues } = await roundTrip(importer, trip);
    expect(first.status).toBe("PartiallySucceeded");
    expect(issues).toEqual([]);
    expect(second.status).toBe("Succeeded");
    expect(await importer.records("OutboundCampaign")).toHaveLength(1);
    expect(await importer.records("Customer")).toHaveLength(2);
  });

  test("of a flat campaign file named after its campaign adds the customers to it", async () => {
    await using importer = await withQueue();
    const rows = ["Queue,ExternalId,Phone1", "Sales Line,1,+442079460201", ",2,12x"];
    await writeFile(inFolder("Autumn.csv"), rows.join("\n"));
    const trip = {
      type: "OutboundCampaign",
      file: "Autumn.csv",
      mend: ["12x,", "+442079460202,"],
    } as const;
    const { first, second, issues } = await roundTrip(importer, trip);
    expect(first.status).toBe("PartiallySucceeded");
    expect(issues).toEqual([]);
    expect(second.status).toBe("Succeeded");
    const campaigns = (await importer.records("OutboundCampaign")).map((each) => each["Campaign"]);
    expect(campaigns).toEqual(["Autumn"]);
    expect(await importer.records("Customer")).toHaveLength(2);
  });
});
