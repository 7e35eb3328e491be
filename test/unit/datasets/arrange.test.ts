import { describe, expect, it } from "vitest";
import type { Cell } from "../../../src/formats/rows.ts";
import { brief, feedOf } from "./memory-source.ts";

const check = async (type: string, ...rows: (readonly Cell[])[]) => await feedOf(type, [{ rows }]);

describe("user groups", () => {
  it("come after their parents, deletes last and children first", async () => {
    const { sheets } = await check(
      "UserGroup",
      ["Name", "ParentGroup", "ExternalId", "Delete"],
      ["Old", "", "", "D"],
      ["Old child", "", "", "D"],
      ["Leaf", "b-id", "", ""],
      ["A", "", "", ""],
      ["B", "a", "B-ID", ""],
    );
    expect(sheets[0]?.records.map(({ Name }) => Name)).toEqual([
      "A",
      "B",
      "Leaf",
      "Old child",
      "Old",
    ]);
    expect(sheets[0]?.numbers).toEqual([5, 6, 4, 3, 2]);
  });

  it("in a circle are refused, each of them, and only they", async () => {
    const { sheets, issues, rejected } = await check(
      "UserGroup",
      ["Name", "ParentGroup"],
      ["A", "C"],
      ["B", "A"],
      ["C", "B"],
      ["Me", "me"],
      ["D", ""],
    );
    expect(brief(issues)).toEqual([
      "R013 2 ParentGroup",
      "R013 4 ParentGroup",
      "R013 3 ParentGroup",
      "R013 5 ParentGroup",
    ]);
    expect(issues[0]?.message).toContain("A > C > B > A");
    expect(rejected).toBe(4);
    expect(sheets[0]?.records.map(({ Name }) => Name)).toEqual(["D"]);
  });

  it("may be nested very deep", async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => [`G${index}`, `G${index + 1}`]);
    const { sheets } = await check("UserGroup", ["Name", "ParentGroup"], ...rows);
    expect(sheets[0]?.records[0]?.Name).toBe("G19999");
    expect(sheets[0]?.records).toHaveLength(20_000);
  });
});

describe("calendars", () => {
  const header = [
    "Name",
    "Priority",
    "EntryType",
    "Weekdays",
    "Date",
    "StartDate",
    "EndDate",
    "StartTime",
    "EndTime",
  ];

  it("are put together from their rows", async () => {
    const { sheets, issues } = await check(
      "Calendar",
      header,
      ["Office", "10", "Weekday", "Mon-Fri", "", "", "", "08:00", "16:00"],
      ["Summer", "20", "DateRange", "", "", "2026-07-01", "2026-07-31", "", ""],
      ["office", "", "YearlyDay", "", { kind: "date", text: "2026-12-24" }, "", "", "", ""],
    );
    expect(issues).toEqual([]);
    expect(sheets[0]?.numbers).toEqual([2, 3]);
    expect(sheets[0]?.records[0]).toEqual({
      Name: "Office",
      Priority: 10,
      $key: "office",
      $entries: [
        {
          row: 2,
          values: [
            "Weekday",
            ["Mon", "Tue", "Wed", "Thu", "Fri"],
            null,
            null,
            null,
            "08:00",
            "16:00",
            null,
            null,
            null,
          ],
        },
        { row: 4, values: ["YearlyDay", null, "12-24", null, null, null, null, null, null, null] },
      ],
    });
  });

  it("are refused as a whole when one row is wrong", async () => {
    const { sheets, issues, rejected } = await check(
      "Calendar",
      header,
      ["Office", "10", "Weekday", "Mon-Fri", "", "", "", "", ""],
      ["Office", "", "DateRange", "", "", "2026-07-31", "2026-07-01", "", ""],
      ["Other", "20", "Weekday", "Sat", "", "", "", "", ""],
    );
    expect(brief(issues)).toEqual(["R003 3 EndDate", "R021 2 -"]);
    expect(issues[1]?.message).toContain("Row 3");
    expect(rejected).toBe(2);
    expect(sheets[0]?.records.map(({ Name }) => Name)).toEqual(["Other"]);
  });

  it("say the same priority and key in all rows", async () => {
    const { issues, rejected } = await check(
      "Calendar",
      ["ExternalId", ...header],
      ["x", "Office", "10", "Weekday", "Mon"],
      ["x", "Office", "11", "Weekday", "Tue"],
      ["y", "Home", "12", "Weekday", "Mon"],
      ["z", "Home", "12", "Weekday", "Mon"],
    );
    expect(brief(issues)).toEqual(["R003 3 Priority", "R021 2 -", "R011 5 ExternalId", "R021 4 -"]);
    expect(rejected).toBe(4);
  });

  it("need in each row what its type of entry asks for", async () => {
    const { issues } = await check(
      "Calendar",
      header,
      ["A", "1", "Weekday", "", "", "", "", "", ""],
      ["B", "2", "Date", "", "12-24", "", "", "", ""],
      ["C", "3", "DateRange", "", "", "2026-07-01", "", "", ""],
      ["D", "4", "", "", "", "", "", "", ""],
      ["E", "5", "Never", "", "", "", "", "", ""],
      ["F", "6", "Weekday", "Mon", "", "", "", "08:00", ""],
    );
    expect(brief(issues)).toEqual([
      "R001 2 Weekdays",
      "R002 3 Date",
      "R001 4 EndDate",
      "R001 5 EntryType",
      "R003 6 EntryType",
      "R001 7 EndTime",
    ]);
  });

  it("keep their entries when a file has none of their columns", async () => {
    const { sheets } = await check("Calendar", ["Name", "Priority"], ["Office", "11"]);
    expect(sheets[0]?.records).toEqual([{ Name: "Office", Priority: 11, $key: "office" }]);
    expect(sheets[0]?.columns).toContain("$entries");
  });

  it("are deleted by a row without an entry", async () => {
    const { sheets, issues } = await check(
      "Calendar",
      ["Name", "EntryType", "Delete"],
      ["Office", "", "D"],
    );
    expect(issues).toEqual([]);
    expect(sheets[0]?.records[0]).toMatchObject({ Name: "Office", $delete: "D" });
  });
});

describe("scripts", () => {
  const header = [
    "ScriptName",
    "ScriptType",
    "QuestionId",
    "Order",
    "Question",
    "AnswerType",
    "Answers",
    "NextQuestion",
    "CallResult",
  ];
  const script = async (...rows: (readonly string[])[]) =>
    await check("Scripts", header, ...rows.map((row) => ["S", "Interactive", ...row]));

  it("may branch over the answers of a choice", async () => {
    const { issues, sheets } = await script(
      ["q1", "1", "Go on?", "YesNo", "", "no=END;yes=Q3", "Yes=Successful"],
      ["q2", "2", "Why?", "Text", "", "", ""],
      ["q3", "3", "Which?", "SingleChoice", "A;B", "A=END;B=END", ""],
    );
    expect(issues).toEqual([]);
    expect(sheets[0]?.records).toHaveLength(1);
  });

  it("want each QuestionId and Order once", async () => {
    const { issues } = await script(
      ["q1", "1", "?", "Text", "", "", ""],
      ["Q1", "2", "?", "Text", "", "", ""],
      ["q2", "1", "?", "Text", "", "", ""],
    );
    expect(brief(issues)).toEqual(["R008 3 QuestionId", "R008 4 Order", "R021 2 -"]);
  });

  it("want answers that fit the question", async () => {
    const { issues } = await script(
      ["q1", "1", "?", "SingleChoice", "", "", ""],
      ["q2", "2", "?", "SingleChoice", "A", "", ""],
      ["q3", "3", "?", "SingleChoice", "A;B", "C=END", ""],
      ["q4", "4", "?", "Text", "", "A=END", ""],
      ["4q", "5", "?", "Text", "", "", ""],
    );
    expect(brief(issues)).toEqual([
      "R001 2 Answers",
      "R003 3 Answers",
      "R003 4 NextQuestion",
      "R003 5 NextQuestion",
      "R002 6 QuestionId",
    ]);
  });

  it("lead to questions that exist", async () => {
    const { issues } = await script(
      ["q1", "1", "?", "YesNo", "", "Yes=q9", ""],
      ["q2", "2", "?", "Text", "", "", ""],
    );
    expect(brief(issues)).toEqual(["R012 2 NextQuestion", "R021 3 -"]);
  });

  it("have no loop, not even through questions that just go on", async () => {
    const { issues } = await script(
      ["q1", "1", "?", "Text", "", "", ""],
      ["q2", "2", "?", "YesNo", "", "No=q1;Yes=END", ""],
      ["q3", "3", "?", "Text", "", "", ""],
    );
    expect(brief(issues)).toEqual(["R013 2 NextQuestion", "R013 3 NextQuestion", "R021 4 -"]);
    expect(issues[0]?.message).toContain("q1 > q2 > q1");
  });

  it("branch only when they are interactive", async () => {
    const { issues } = await check("Scripts", header, [
      "S",
      "Statistics",
      "q1",
      "1",
      "?",
      "YesNo",
      "",
      "Yes=END",
      "",
    ]);
    expect(brief(issues)).toEqual(["R003 2 NextQuestion"]);
  });
});
