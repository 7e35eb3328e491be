import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { RowIssue } from "../../../src/core/issue.ts";
import { writeRejectedFile } from "../../../src/drop/rejected.ts";
import { openRows } from "../../../src/formats/open-rows.ts";
import { issue, reading, reject, type RejectOptions, typeOf } from "../../helpers/rejecting.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

async function rejectedText(
  name: string,
  content: string,
  issues: readonly RowIssue[],
  options?: RejectOptions,
) {
  await writeFile(inFolder(name), content);
  const written = await reject(inFolder(name), issues, options);
  return written && (await readFile(inFolder(written.name), "utf8"));
}

describe("writeRejected from a csv file", () => {
  test("gives the wrong rows back with code, message and row", async () => {
    const text = await rejectedText("skills.csv", "Name,Description\nEnglish,a\n,b\nGerman,c\n", [
      issue(3, { code: "R001", message: "Name is missing." }),
    ]);
    expect(text).toBe(
      "\ufeffName,Description,ErrorCode,ErrorMessage,SourceRow\r\n" +
        ",b,R001,Name is missing.,3\r\n",
    );
  });

  test("keeps the delimiter, the spelling and order of the header, and the text of the cells", async () => {
    const text = await rejectedText(
      "numbers.csv",
      'phone 1;"external_ID";Note\n00358401;0012;"a ""b""; c"\n',
      [issue(2)],
    );
    expect(text).toBe(
      "\ufeffphone 1;external_ID;Note;ErrorCode;ErrorMessage;SourceRow\r\n" +
        '00358401;0012;"a ""b""; c";R002;is wrong;2\r\n',
    );
  });

  test("joins the issues of a row and names each column once", async () => {
    const text = await rejectedText("a.csv", "Name\tDescription\nx\ty\n", [
      issue(2, { column: "Name", message: "Name is taken." }),
      issue(2, { column: "Description", message: "is too long", code: "R004" }),
      issue(2, { message: "is strange" }),
    ]);
    expect(text?.split("\r\n")[1]).toBe(
      "x\ty\tR002;R004\tName is taken. | Description: is too long | is strange\t2",
    );
  });

  test("leaves rows out that have only warnings, and issues that mean no row", async () => {
    const issues = [issue(0), issue(2, { severity: "warning" }), issue(3)];
    const text = await rejectedText("a.csv", "Name\na\nb\n", issues);
    expect(text?.split("\r\n").slice(1)).toEqual(["b,R002,is wrong,3", ""]);
  });

  test("gives all rows back where nothing of the file was imported", async () => {
    const text = await rejectedText("a.csv", "Name\na\nb\nc\n", [issue(3)], { isWhole: true });
    expect(text?.split("\r\n").slice(1)).toEqual(["a,,,2", "b,R002,is wrong,3", "c,,,4", ""]);
  });

  test("writes no file where no row is wrong", async () => {
    const text = await rejectedText("a.csv", "Name\na\n", [issue(2, { severity: "warning" })]);
    expect(text).toBeUndefined();
    expect(await readdir(inFolder())).toEqual(["a.csv"]);
  });

  test("replaces the three columns of a rejected file that came back", async () => {
    const text = await rejectedText(
      "a.csv",
      "Name,errorcode,Error Message,SourceRow,Description\na,R001,old,17,d\n",
      [issue(2)],
    );
    expect(text).toBe(
      "\ufeffName,Description,ErrorCode,ErrorMessage,SourceRow\r\na,d,R002,is wrong,2\r\n",
    );
  });

  test("loses no cell of a row that is longer than the header", async () => {
    const text = await rejectedText("a.csv", "Name,Description\na,b,c,d\n", [
      issue(2, { code: "R017" }),
    ]);
    expect(text?.split("\r\n")[1]).toBe("a,b,R017,is wrong,2,c,d");
  });

  test("blanks secret columns under any of their spellings", async () => {
    const text = await rejectedText(
      "Configuration Users.csv",
      "Login,initial password,FirstName\na,hunter-2,x\n",
      [issue(2)],
      { type: "Configuration" },
    );
    expect(text?.split("\r\n")[1]).toBe("a,,x,R002,is wrong,2");
  });

  test("shows nothing of a row in which a secret may have slipped into another column", async () => {
    const text = await rejectedText(
      "Configuration Users.csv",
      "Login,InitialPassword,FirstName\na,x,hunter-2,y\n",
      [issue(2, { code: "R017" })],
      { type: "Configuration" },
    );
    expect(text).not.toContain("hunter-2");
    expect(text?.split("\r\n")[1]).toBe(",,,R017,is wrong,2");
  });

  test("gives a plain list of numbers a header", async () => {
    const text = await rejectedText("list.txt", "+442079460901\n12\n+442079460902\n", [issue(2)], {
      type: "BlockedNumbers",
    });
    expect(text).toBe("\ufeffNumber,ErrorCode,ErrorMessage,SourceRow\r\n12,R002,is wrong,2\r\n");
  });

  test("finds a few rows among many, and stops after the last one", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `Skill ${i + 2},d`);
    const rows = [2, 3, 9_999, 10_000, 20_001];
    const content = `Name,Description\n${lines.join("\n")}\n`;
    const text = await rejectedText(
      "a.csv",
      content,
      rows.map((row) => issue(row)),
    );
    const names = text
      ?.trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(",")[0]);
    expect(names).toEqual(rows.map((row) => `Skill ${row}`));
  });

  test("can be dropped again: the reader finds the same cells", async () => {
    const note = 'two\nlines, "quoted"; and\ttabs ';
    const content = `Name,Description\nx,"${note.replaceAll('"', '""')}"\n`;
    await rejectedText("a.csv", content, [issue(2)]);
    await using source = await openRows(inFolder("a.csv.rejected.csv"), reading);
    const rows = [];
    for await (const batch of source.read(0).batches) rows.push(...batch);
    expect(rows[1]?.cells.slice(0, 2)).toEqual(["x", note]);
  });
});

describe("writeRejected from files that name their fields", () => {
  test("has all fields of a jsonl file, also those that come later", async () => {
    const content = [
      '{"Name":"a","Level":12345678901234567890}',
      '{"Name":"b"}',
      '{"Name":"c","Late":true,"Nested":{"x":1}}',
    ];
    const text = await rejectedText("a.jsonl", content.join("\n"), [issue(1), issue(3)]);
    expect(text?.split("\r\n")).toEqual([
      "\ufeffName,Level,Late,Nested,ErrorCode,ErrorMessage,SourceRow",
      "a,12345678901234567890,,,R002,is wrong,1",
      'c,,TRUE,"{""x"":1}",R002,is wrong,3',
      "",
    ]);
  });

  test("counts the records of an xml file", async () => {
    const text = await rejectedText(
      "a.xml",
      "<rows><row><Name>a</Name></row><row><Name>b</Name><Description>&lt;d&gt;</Description></row></rows>",
      [issue(2)],
    );
    expect(text?.split("\r\n").slice(1)).toEqual(["b,<d>,R002,is wrong,2", ""]);
  });
});

describe("writeRejected from a flat campaign file", () => {
  test("takes the campaign from the first row for rows that leave it out", async () => {
    const text = await rejectedText(
      "calls.csv",
      "Campaign,Queue,ImportType,ExternalId,Phone1\nSpring,Sales Line,CreateNew,1,x\n,,,2,y\n",
      [issue(3)],
      { type: "OutboundCampaign", addTo: "calls" },
    );
    expect(text?.split("\r\n").slice(1)).toEqual(["Spring,,AddToExisting,2,y,R002,is wrong,3", ""]);
  });

  test("adds the campaign's name and AddToExisting where the file has no such columns", async () => {
    const text = await rejectedText("calls.csv", "ExternalId,Phone1\n1,x\n2,y\n", [issue(3)], {
      type: "OutboundCampaign",
      addTo: "calls",
    });
    expect(text).toBe(
      "\ufeffExternalId,Phone1,Campaign,ImportType,ErrorCode,ErrorMessage,SourceRow\r\n" +
        "2,y,calls,AddToExisting,R002,is wrong,3\r\n",
    );
  });
});

test("writeRejectedFile reads the issues from JSON Lines and names the campaign after the dropped file", async () => {
  await writeFile(inFolder("in.csv"), "ExternalId,Phone1\n1,x\n2,y\n");
  const lines = [issue(2), issue(3, { severity: "warning" })];
  await writeFile(
    inFolder("issues.jsonl"),
    lines.map((each) => `${JSON.stringify(each)}\n`).join(""),
  );
  const written = await writeRejectedFile({
    kind: "rejected",
    sourcePath: inFolder("in.csv"),
    file: "Spring.csv",
    type: typeOf("OutboundCampaign"),
    reading,
    issuesPath: inFolder("issues.jsonl"),
    stemPath: inFolder("20261120_101500_Spring.csv"),
    isApplied: true,
  });
  expect(written).toEqual({ name: "20261120_101500_Spring.csv.rejected.csv", rows: 1 });
  expect(existsSync(inFolder("20261120_101500_Spring.csv.rejected.csv"))).toBe(true);
  const text = await readFile(inFolder("20261120_101500_Spring.csv.rejected.csv"), "utf8");
  expect(text.split("\r\n")[1]).toBe("1,x,Spring,AddToExisting,R002,is wrong,2");
});
