import ExcelJS from "exceljs";
import { describe, expect, test } from "vitest";
import { WorkbookStream } from "../../../src/formats/excel-writer.ts";
import { issue, reject } from "../../helpers/rejecting.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

/** Sheets of a workbook as rows of texts, and those that are not text cells. */
async function sheetsOf(name: string): Promise<Record<string, (string | null)[][]>> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(inFolder(name));
  const sheets = workbook.worksheets.map((sheet) => {
    const rows: (string | null)[][] = [];
    sheet.eachRow((row) => {
      const cells = Array.from({ length: sheet.columnCount }, (_, i) => row.getCell(i + 1));
      for (const cell of cells) expect(["string", "object"]).toContain(typeof cell.value);
      rows.push(cells.map((cell) => (cell.value === null ? null : cell.text)));
    });
    return [sheet.name, rows] as const;
  });
  return Object.fromEntries(sheets);
}

describe("writeRejected from a workbook", () => {
  async function workbook(name: string, sheets: Record<string, (string | null)[][]>) {
    await using stream = new WorkbookStream(inFolder(name));
    for (const [sheet, [header, ...rows]] of Object.entries(sheets)) {
      await stream.beginSheet(sheet, header as string[]);
      for (const row of rows) await stream.write(row);
    }
    await stream.finish();
    return inFolder(name);
  }

  test("keeps the names of the sheets and leaves out those without a wrong row", async () => {
    const path = await workbook("a.xlsx", {
      Skills: [["Name"], ["English"]],
      Users: [
        ["Login", "InitialPassword"],
        ["a", "hunter-2"],
        ["b", null],
      ],
      Calendars: [["Name"], ["Office"]],
    });
    const issues = [issue(2, { sheet: "Calendars" }), issue(2, { sheet: "Users" })];
    expect(await reject(path, issues, { type: "Configuration" })).toEqual({
      name: "a.xlsx.rejected.xlsx",
      rows: 2,
    });
    expect(await sheetsOf("a.xlsx.rejected.xlsx")).toEqual({
      Calendars: [
        ["Name", "ErrorCode", "ErrorMessage", "SourceRow"],
        ["Office", "R002", "is wrong", "2"],
      ],
      Users: [
        ["Login", "InitialPassword", "ErrorCode", "ErrorMessage", "SourceRow"],
        ["a", null, "R002", "is wrong", "2"],
      ],
    });
  });

  test("writes numbers and dates as text, so that no digit is lost", async () => {
    const source = new ExcelJS.Workbook();
    const sheet = source.addWorksheet("Numbers");
    sheet.addRow(["Number", "ValidUntil", "Reason"]);
    sheet.addRow([358401234567, new Date("2030-12-31T00:00:00Z"), true]);
    sheet.getCell("B2").numFmt = "yyyy-mm-dd";
    await source.xlsx.writeFile(inFolder("a.xlsx"));
    await reject(inFolder("a.xlsx"), [issue(2, { sheet: "Numbers" })], { type: "BlockedNumbers" });
    const rows = (await sheetsOf("a.xlsx.rejected.xlsx"))["Numbers"];
    expect(rows?.[1]).toEqual(["358401234567", "2030-12-31", "TRUE", "R002", "is wrong", "2"]);
  });

  const campaign = {
    Campaign: [
      ["Campaign", "ImportType", "Queue"],
      ["Spring", "CreateNew", "Sales Line"],
    ],
    Customers: [
      ["ExternalId", "Phone1"],
      ["1", "+442079460201"],
      ["2", "12"],
    ],
  };

  test("of a campaign that exists now repeats the campaign and adds to it", async () => {
    const path = await workbook("Spring.xlsx", campaign);
    const issues = [issue(3, { sheet: "Customers" })];
    await reject(path, issues, { type: "OutboundCampaign", addTo: "Spring" });
    expect(await sheetsOf("Spring.xlsx.rejected.xlsx")).toEqual({
      Campaign: [
        ["Campaign", "ImportType", "Queue"],
        ["Spring", "AddToExisting", "Sales Line"],
      ],
      Customers: [
        ["ExternalId", "Phone1", "ErrorCode", "ErrorMessage", "SourceRow"],
        ["2", "12", "R002", "is wrong", "3"],
      ],
    });
  });

  test("names the campaign that had its name from the file", async () => {
    const path = await workbook("Spring.xlsx", {
      Campaign: [["Queue"], ["Sales Line"]],
      Customers: campaign.Customers,
    });
    const issues = [issue(3, { sheet: "Customers" })];
    await reject(path, issues, { type: "OutboundCampaign", addTo: "Spring" });
    expect((await sheetsOf("Spring.xlsx.rejected.xlsx"))["Campaign"]).toEqual([
      ["Queue", "Campaign", "ImportType"],
      ["Sales Line", "Spring", "AddToExisting"],
    ]);
  });

  test("of a campaign that was refused holds the wrong rows only", async () => {
    const path = await workbook("Spring.xlsx", campaign);
    await reject(path, [issue(2, { sheet: "Campaign" })], { type: "OutboundCampaign" });
    expect(await sheetsOf("Spring.xlsx.rejected.xlsx")).toEqual({
      Campaign: [
        ["Campaign", "ImportType", "Queue", "ErrorCode", "ErrorMessage", "SourceRow"],
        ["Spring", "CreateNew", "Sales Line", "R002", "is wrong", "2"],
      ],
    });
  });
});
