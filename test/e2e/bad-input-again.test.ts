/** Files that come again, and rows that go back: in the drop folder of a real daemon. */
import ExcelJS from "exceljs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkInvariants, type Dropped } from "../helpers/invariants.ts";
import { workbookOf } from "../helpers/ooxml.ts";
import { people } from "../helpers/people.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

describe("a file that comes again", () => {
  it("D1: the same bytes under another name, other bytes under the same name - imported, the first with F012", async () => {
    const first = people("p.csv", "a", 3).dropped;
    const again = { ...first, name: "again.csv" };
    const other = people("p.csv", "b", 2).dropped;
    await workspace.start();
    await workspace.drop("Directory", first.name, first.content);
    const { run } = await workspace.result("Directory", "p.csv");
    await workspace.drop("Directory", again.name, again.content);
    const second = await workspace.result("Directory", "again.csv");
    expect([second.status, second.codes, second.rows["unchanged"]]).toEqual([
      "Succeeded",
      { F012: 1 },
      3,
    ]);
    expect(await workspace.read("Directory", second.files["log"] ?? "")).toContain(run);
    await workspace.drop("Directory", other.name, other.content);
    const records = [...people("", "a", 3).records, ...people("", "b", 2).records];
    await checkInvariants(workspace, {
      dropped: [first, again, other],
      tables: { Directory: records },
    });
  });

  it("D1: dropped again after a failure, as it was and then mended - Failed again, then it goes in", async () => {
    const bad = people("p.csv", "a", 0, 2).dropped;
    const mended: Dropped = {
      ...bad,
      content: String(bad.content).replaceAll("not a number", "+358401234567"),
      status: "Succeeded",
    };
    await workspace.start();
    for (const count of [1, 2]) {
      await workspace.drop("Directory", bad.name, bad.content);
      await until(
        "its result",
        async () => (await workspace.results("Directory")).length === count,
      );
    }
    await workspace.drop("Directory", mended.name, mended.content);
    const records = ["a-bad-0", "a-bad-1"].map((ExternalId) => ({
      ExternalId,
      PhoneWork: "+358401234567",
    }));
    await checkInvariants(workspace, {
      dropped: [bad, bad, mended],
      tables: { Directory: records },
    });
  });
});

describe("the rejected rows", () => {
  const formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(A1)"];

  it("N1: texts like formulas - come back from a CSV file as they were, so that it can be dropped again", async () => {
    const rows = formulas.map((text, i) => `${i},${text},12x`);
    await workspace.start();
    await workspace.drop(
      "Directory",
      "f.csv",
      `ExternalId,LastName,PhoneWork\n${rows.join("\n")}\n`,
    );
    const { files } = await workspace.result("Directory", "f.csv");
    const rejected = await workspace.read("Directory", files["rejected"] ?? "");
    for (const row of rows) expect(rejected).toContain(`\n${row},R005`);
    await workspace.drop("Directory", "g.csv", rejected.replaceAll("12x", "+358401234567"));
    expect((await workspace.result("Directory", "g.csv")).rows["created"]).toBe(formulas.length);
    const { stdout } = await workspace.quayside("records", "Directory", "--format", "jsonl");
    for (const text of formulas) expect(stdout).toContain(JSON.stringify(text));
  });

  it("N1: texts like formulas - come back from a workbook as texts, not as formulas", async () => {
    const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
    const row = (...texts: string[]): string => `<row>${texts.map(cell).join("")}</row>`;
    const rows = formulas.map((text, i) => row(String(i), text, "12x")).join("");
    const head = row("ExternalId", "LastName", "PhoneWork");
    await workspace.start();
    await workspace.drop(
      "Directory",
      "f.xlsx",
      workbookOf({ sheets: { Data: `<sheetData>${head}${rows}</sheetData>` } }),
    );
    const { files } = await workspace.result("Directory", "f.xlsx");
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(workspace.folder("Directory", "History", files["rejected"] ?? ""));
    const values = formulas.map((_, i) => workbook.worksheets[0]?.getCell(i + 2, 2).value);
    expect(values).toEqual(formulas);
  });
});
