import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { RowIssue } from "../../../src/core/issue.ts";
import { jobsOutcome, refusedRows } from "../../../src/drop/jobs-outcome.ts";
import { readJobs } from "../../../src/drop/read-jobs.ts";
import { writeRejectedJobs } from "../../../src/drop/rejected-jobs.ts";
import type { ActionOutcome } from "../../../src/jobs/action-outcome.ts";
import { readJobFile } from "../../../src/jobs/read-job-file.ts";
import { NOW, openJobBench } from "../../helpers/job-bench.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const FILE = { sha256: "ab", bytes: 7, rows: [{ row: 2, sheet: "Jobs", fields: {} }] };

function done(row: number, change: "created" | "updated" | "unchanged" | "deleted"): ActionOutcome {
  return { row, ok: true, action: "update", job: "j", title: "T", change };
}

describe("the outcome of a file of jobs", () => {
  it("counts each row once, by what became of its job", () => {
    const refused: ActionOutcome = {
      row: 6,
      ok: false,
      issues: [
        { code: "R001", field: "Run", message: "Run is missing; expected such as daily 02:00" },
        { code: "E001", value: "n", message: "No certificate", hint: "Give one." },
      ],
    };
    const changes = ["created", "updated", "unchanged", "deleted"] as const;
    const outcomes = [...changes.map((change, i) => done(i + 2, change)), refused];
    const { rows, issues, sheet } = jobsOutcome(FILE, outcomes, NOW);
    expect(rows).toEqual({
      ...{ total: 5, created: 1, updated: 1, unchanged: 1, deleted: 1 },
      ...{ skipped: 0, rejected: 1 },
    });
    expect(sheet).toBe("Jobs");
    expect(issues).toEqual([
      {
        ...{ code: "R001", severity: "error", sheet: "Jobs", row: 6, column: "Run" },
        message: "Run is missing; expected such as daily 02:00",
      },
      {
        ...{ code: "E001", severity: "error", sheet: "Jobs", row: 6, value: "n" },
        message: "No certificate. Give one.",
      },
    ]);
  });

  it("tells why a file is of no use, unless its actions were done before", () => {
    const refused = { code: "F001", message: "gone" } as const;
    const file = { ...FILE, rows: [], refused };
    expect(jobsOutcome(file, [], NOW).refused).toEqual(refused);
    expect(jobsOutcome(file, [done(2, "created")], NOW).refused).toBeUndefined();
  });

  it("refuses each row of a user without the right", () => {
    const rows = [2, 5].map((row) => ({ row, fields: {} }));
    expect(refusedRows(rows, "batch").map(({ row }) => row)).toEqual([2, 5]);
    const { issues } = jobsOutcome(FILE, refusedRows(rows, "batch"), NOW);
    expect(issues[0]).toMatchObject({ code: "A001", row: 2 });
    expect(issues[0]?.message).toMatch(/user batch .* right export.*service\.yml/);
  });
});

describe("reading a file of jobs", () => {
  it("gives its content with its rows", async () => {
    await writeFile(inFolder("a.yml"), "Title: A\n---\nTitle: B\n");
    const { rows, bytes, sha256, refused } = await readJobs(inFolder("a.yml"));
    expect(rows.map(({ fields }) => fields)).toEqual([{ Title: "A" }, { Title: "B" }]);
    expect([bytes, sha256.length, refused]).toEqual([22, 64, undefined]);
  });

  it("tells why it is of no use, with what to do", async () => {
    await writeFile(inFolder("a.csv"), "Name,Size\nA,1\n");
    const { rows, refused } = await readJobs(inFolder("a.csv"));
    expect(rows).toEqual([]);
    expect(refused).toMatchObject({ code: "F007" });
    expect(refused?.message).toMatch(/^the header row .*\. The columns are/);
  });
});

describe("rejected jobs of a document", () => {
  async function reject(name: string, text: string, rows: readonly number[]): Promise<string> {
    await writeFile(inFolder(name), text);
    const issue = (row: number): RowIssue => {
      return { code: "R003", severity: "error", row, column: "Run", message: "Run is wrong" };
    };
    const lines = rows.map((row) => `${JSON.stringify(issue(row))}\n`).join("");
    await writeFile(inFolder("issues"), lines);
    const paths = { sourcePath: inFolder(name), issuesPath: inFolder("issues") };
    const written = await writeRejectedJobs({ ...paths, stemPath: inFolder("out") });
    expect(written).toEqual({ name: "out.rejected.csv", rows: rows.length });
    return await readFile(inFolder("out.rejected.csv"), "utf8");
  }

  it("come back as a table in the flat notation", async () => {
    const text = "title: A\nRun: x\n---\nTitle: B\nMediaTypes: [email, chat]\nSkipEmpty: true\n";
    expect(await reject("a.yaml", text, [2])).toBe(
      "\ufeffTitle,MediaTypes,SkipEmpty,ErrorCode,ErrorMessage,SourceRow\r\n" +
        "B,email;chat,true,R003,Run is wrong,2\r\n",
    );
  });

  it("mean the same when they are read again, whatever the names are written like", async () => {
    const text = JSON.stringify([
      { title: "A", Notify: [], certificates: ["n", "s"], Description: 'a "b"\nc' },
      { Title: "B", "Media Types": "email", ErrorCode: "R001" },
      { Run: "daily" },
    ]);
    await reject("a.json", text, [1, 2, 3]);
    const again = await readJobFile(inFolder("out.rejected.csv"));
    expect(again.map(({ fields }) => fields)).toMatchObject([
      { title: "A", Notify: "~", certificates: "n;s", Description: 'a "b"\nc' },
      { title: "B", "Media Types": "email", ErrorCode: "R003" },
      { Run: "daily", SourceRow: "3" },
    ]);
  });

  it("have a column for the title, though none of them has one", async () => {
    const csv = await reject("a.json", '[{"Run":"daily"},7]', [1, 2]);
    expect(csv.split("\r\n")[0]).toBe("\ufeffRun,Title,ErrorCode,ErrorMessage,SourceRow");
    expect(csv.split("\r\n")).toHaveLength(4);
  });
});

describe("actions of a key", () => {
  it("are known once they are in the catalogue, also to the next process", async () => {
    const first = await openJobBench(inFolder("catalogue.json"));
    expect(first.actions.isApplied("run-1")).toBe(false);
    const outcomes = await first.apply([{ Title: "x" }], { key: "run-1" });
    expect(first.actions.isApplied("run-1")).toBe(true);
    const second = await openJobBench(inFolder("catalogue.json"));
    expect(second.actions.isApplied("run-1")).toBe(true);
    expect(await second.apply([], { key: "run-1" })).toEqual(outcomes);
  });
});
