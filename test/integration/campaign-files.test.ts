/** The files of a campaign in other programs: openpyxl, LibreOffice, Python's parser of HTML. */
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildFiles } from "../../src/campaigns/export/build.ts";
import { exportNames, type FileRole } from "../../src/campaigns/export/file-names.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  madeAttempt,
  madeCustomer,
  madeRecord,
  QUESTIONS,
  sourceOf,
} from "../helpers/made-campaign.ts";
import { missingOffice, missingPython } from "../helpers/spreadsheet-programs.ts";

const run = promisify(execFile);
const python = await missingPython();
const END = new Date("2026-11-20T14:00:00.000Z");
const HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", '=HYPERLINK("x")', "'=1", 'a;b"c\nd'];

let folder = "";
let names: Readonly<Partial<Record<FileRole, string>>> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-files-"));
  const customers = HOSTILE.map((text, index) =>
    madeCustomer(17 * (index + 1), {
      id: index + 1,
      input: [
        ["Phone1", "+358 40 123"],
        ["Hostile", text],
        ["Long", "x".repeat(40_000)],
      ],
      note: text,
      answers: { Offer: index % 2 === 0 ? "Yes" : "No", Remark: text },
    }),
  );
  const attempts = Array.from({ length: 40 }, (_, index) => madeAttempt(index + 1));
  const record = madeRecord({ name: 'Spring <offers> & "more"' });
  const source = sourceOf(customers, attempts, { campaign: record });
  const target = { folder, names: exportNames(record, END), at: END };
  names = await buildFiles(source, target, {
    ...{ kinds: ["csv", "xlsx", "report"], delimiter: ";", guardPhones: false },
    reportTemplate: await readFile("templates/campaign-report.html", "utf8"),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ask<T>(program: string, ...args: readonly string[]): Promise<T> {
  const { stdout } = await run("/usr/bin/python3", ["-c", program, ...args]);
  return JSON.parse(stdout) as T;
}

const READ = `
import sys, json, zipfile
from openpyxl import load_workbook
path = sys.argv[1]
wb = load_workbook(path)
sheets = {ws.title: [[[c.data_type, c.number_format, c.value] for c in row] for row in ws.iter_rows()] for ws in wb}
charts = [[len(s.idx is not None and s.val.numRef.numCache.pt or []), s.val.numRef.f, s.cat.strRef.f] for c in wb["Summary"]._charts for s in c.series]
with zipfile.ZipFile(path) as z: bad = z.testzip()
print(json.dumps({"sheets": sheets, "charts": charts, "bad": bad}))
`;

interface Read {
  readonly sheets: Readonly<
    Record<string, readonly (readonly (readonly [string, string, string | number | null])[])[]>
  >;
  readonly charts: readonly (readonly [number, string, string])[];
  readonly bad: string | null;
}

describe.skipIf(python !== undefined)("the workbook of a campaign, read by openpyxl", () => {
  it("has its sheets, text and numbers of their own types, and no formula anywhere", async () => {
    const { sheets, bad } = await ask<Read>(READ, join(folder, names.workbook ?? ""));
    expect(bad).toBeNull();
    expect(Object.keys(sheets)).toEqual(["Customers", "Attempts", "ScriptResults", "Summary"]);
    const cells = Object.values(sheets).flat(2);
    expect(cells.filter(([type]) => type === "f")).toEqual([]);
    const [head = [], first = []] = sheets["Customers"] ?? [];
    const typed: unknown = Object.fromEntries(head.map(([, , name], at) => [name, first[at]]));
    expect(typed).toMatchObject({
      Phone1: ["s", "@", "+358 40 123"],
      Phone1Normalized: ["s", "@", "+358401000017"],
      Attempts: ["n", "General", 2],
      TalkTime: ["n", "General", 45],
      FirstCallTime: ["s", "@", "2026-11-20T09:17:00.000+02:00"],
    });
    const column = head.findIndex(([, , name]) => name === "Hostile");
    const values = (sheets["Customers"] ?? []).slice(1).map((row) => row[column]?.[2]);
    expect(values).toEqual(HOSTILE);
    const long = head.findIndex(([, , name]) => name === "Long");
    expect(first[long]?.[2]).toHaveLength(32_767);
    expect(sheets["Attempts"]).toHaveLength(41);
    const answers = (sheets["ScriptResults"] ?? []).slice(1).map((row) => row[3]?.[2]);
    expect(answers.filter((id) => id === "Offer")).toHaveLength(HOSTILE.length);
  });

  it("has charts of the rows that they name", async () => {
    const { sheets, charts } = await ask<Read>(READ, join(folder, names.workbook ?? ""));
    expect(charts).toHaveLength(2);
    const rows = sheets["Summary"] ?? [];
    const named = charts.map(([, values, bars]) => {
      const [from = 0, to = 0] = [...values.matchAll(/\$C\$(\d+)/g)].map(([, row]) => Number(row));
      expect(bars).toBe(values.replaceAll("$C$", "$B$"));
      return rows.slice(from - 1, to).map((row) => [row[0]?.[2], row[1]?.[2], row[2]?.[0]]);
    });
    expect(named[0]?.map(([section, item]) => [section, item])).toEqual([
      ["Customers", "Handled"],
      ["Customers", "MaxCalls"],
      ["Customers", "NotHandled"],
      ["Customers", "InCall"],
      ["Customers", "Blocked"],
      ["Customers", "Filtered"],
    ]);
    expect(new Set(named[1]?.map(([section]) => section))).toEqual(new Set(["Call results"]));
    expect(named.flat().every(([, , type]) => type === "n")).toBe(true);
  });
});

describe.skipIf(missingOffice() !== undefined)("the files of a campaign in LibreOffice", () => {
  it("are opened without a formula being calculated, and phones keep their plus", async () => {
    const out = join(folder, "office");
    await mkdir(out);
    const base = ["--headless", `-env:UserInstallation=file://${folder}/profile`];
    // Separator ;, quote ", UTF-8, from line 1, no column types, no detection; formulas may be evaluated.
    const filter = "--infilter=CSV:59,34,76,1,,0,false,false,false,false,false,-1,true";
    const target = ["--convert-to", "xlsx", "--outdir", out];
    await run("soffice", [...base, filter, ...target, join(folder, names.customers ?? "")]);
    const name = (names.customers ?? "").replace(".csv", ".xlsx");
    const read = `
import sys, json
from openpyxl import load_workbook
wb = load_workbook(sys.argv[1])
print(json.dumps([[[c.data_type, str(c.value)] for c in row] for row in wb.worksheets[0].iter_rows()]))`;
    const rows = await ask<readonly (readonly (readonly [string, string])[])[]>(
      read,
      join(out, name),
    );
    expect(rows.flat().filter(([type]) => type === "f")).toEqual([]);
    const hostile = rows[0]?.findIndex(([, text]) => text === "Hostile") ?? -1;
    expect(rows.slice(1, 4).map((row) => row[hostile]?.[1])).toEqual(["'=1+1", "'+1+1", "'-1+1"]);
    const phone = rows[0]?.findIndex(([, text]) => text === "Phone1") ?? -1;
    expect(rows[1]?.[phone]).toEqual(["s", "+358 40 123"]);
  });
});

const PARSE = `
import sys, json
from html.parser import HTMLParser
VOID = {"meta", "link", "img", "br", "hr", "input"}
problems, stack, refs, counts = [], [], [], {}
class P(HTMLParser):
    def handle_starttag(self, tag, attrs):
        counts[tag] = counts.get(tag, 0) + 1
        refs.extend([k + "=" + (v or "") for k, v in attrs if k in ("src", "href", "action", "data", "style", "onload", "onclick")])
        if tag not in VOID: stack.append(tag)
    def handle_startendtag(self, tag, attrs): counts[tag] = counts.get(tag, 0) + 1
    def handle_endtag(self, tag):
        if not stack or stack[-1] != tag: problems.append("unexpected </%s> in %s" % (tag, stack[-3:]))
        else: stack.pop()
p = P()
p.feed(open(sys.argv[1], encoding="utf-8").read())
p.close()
print(json.dumps({"problems": problems, "open": stack, "refs": refs, "counts": counts}))
`;

describe.skipIf(python !== undefined)("the report of a campaign, read by a parser", () => {
  it("is well formed, refers to nothing, and has a table beside each plot", async () => {
    const path = join(folder, names.report ?? "");
    const found = await ask<{
      readonly problems: readonly string[];
      readonly open: readonly string[];
      readonly refs: readonly string[];
      readonly counts: Readonly<Record<string, number>>;
    }>(PARSE, path);
    expect(found).toMatchObject({ problems: [], open: [], refs: [] });
    const plots = 4 + QUESTIONS.filter(({ answers }) => answers.length > 0).length;
    expect(found.counts).toMatchObject({ svg: plots, table: plots, caption: plots, h1: 1 });
    expect(found.counts["script"]).toBeUndefined();
    const urls = (await readFile(path, "utf8")).match(/url\([^)]*\)/g) ?? [];
    expect(urls.filter((url) => !/^url\("?#/.test(url))).toEqual([]);
  });
});
