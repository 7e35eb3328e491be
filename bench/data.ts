/** Inputs of the benchmark, generated once from a fixed seed into bench/data (not in the repository). */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("data/", import.meta.url));

export const COLUMNS = [
  "ExternalId",
  "FirstName",
  "LastName",
  "Title",
  "Department",
  "Company",
  "PhoneWork",
  "Email",
  "Street",
  "PostalCode",
  "City",
  "Note",
] as const;

/** A small generator with a fixed seed: the same rows on every machine (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const WORDS = "amber birch cedar delta ember fjord grove harbor island jasper kelp lumen".split(
  " ",
);

function* rows(count: number): Generator<readonly string[]> {
  const next = random(count);
  const word = (): string => WORDS[Math.floor(next() * WORDS.length)] ?? "word";
  for (let i = 0; i < count; i++) {
    const first = word();
    const last = `${word()}${i}`;
    yield [
      `P-${String(i).padStart(8, "0")}`,
      first,
      last,
      `Title ${Math.floor(next() * 50)}`,
      `Department ${word()}`,
      `Company ${Math.floor(next() * 5_000)}`,
      `+35840${String(1_000_000 + (i % 9_000_000))}`,
      `${first}.${last}@example.com`,
      `${word()} street ${Math.floor(next() * 200)}`,
      String(10_000 + Math.floor(next() * 89_999)),
      word(),
      `note ${word()} ${word()} ${word()}`,
    ];
  }
}

/** A csv of the directory with `count` rows of 12 columns; its path and size. */
export async function directoryCsv(count: number): Promise<{ path: string; bytes: number }> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `directory-${count}.csv`);
  if (!existsSync(path)) {
    const out = createWriteStream(`${path}.tmp`);
    let text = `${COLUMNS.join(",")}\n`;
    for (const row of rows(count)) {
      text += `${row.join(",")}\n`;
      if (text.length > 1 << 20) {
        if (!out.write(text)) await once(out, "drain");
        text = "";
      }
    }
    out.end(text);
    await finished(out);
    renameSync(`${path}.tmp`, path);
  }
  return { path, bytes: statSync(path).size };
}

/** The same rows as a workbook, written by XlsxWriter. */
export async function directoryWorkbook(count: number): Promise<{ path: string; bytes: number }> {
  const csv = await directoryCsv(count);
  const path = join(folder, `directory-${count}.xlsx`);
  if (!existsSync(path)) {
    const script = `
import csv, sys, xlsxwriter
book = xlsxwriter.Workbook(sys.argv[2])
sheet = book.add_worksheet("Directory")
for r, row in enumerate(csv.reader(open(sys.argv[1], encoding="utf-8"))):
    for c, value in enumerate(row):
        sheet.write_string(r, c, value)
book.close()
`;
    execFileSync("/usr/bin/python3", ["-c", script, csv.path, `${path}.tmp.xlsx`]);
    renameSync(`${path}.tmp.xlsx`, path);
  }
  return { path, bytes: statSync(path).size };
}

/** A contact history of `count` interactions of about 1 kB as JSON Lines: path and bytes. */
export async function interactions(
  count: number,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const path = join(folder, `interactions-${count}.jsonl`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const out = createWriteStream(`${path}.part`);
    for (const text of interactionPages(count)) {
      if (!out.write(text)) await once(out, "drain");
    }
    out.end();
    await finished(out);
    renameSync(`${path}.part`, path);
  }
  return { path, bytes: statSync(path).size };
}

function* interactionPages(count: number): Generator<string> {
  const next = random(count);
  const words = (number: number): string =>
    Array.from({ length: number }, () => {
      return `${WORDS[Math.floor(next() * WORDS.length)] ?? ""}${Math.floor(next() * 1_000)}`;
    }).join(" ");
  let page = "";
  for (let number = 0; number < count; number++) {
    const at = new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString();
    page += `${JSON.stringify({
      IXNID: `IXN${String(number).padStart(13, "0")}`,
      STATUS: 3,
      ENTITYTYPEID: number % 4,
      MEDIATYPEID: number % 2 === 0 ? "email" : "chat",
      TYPEID: "Inbound",
      SUBTYPEID: "InboundNew",
      OWNERID: 100 + (number % 50),
      CONTACTID: `C${String(number % 100_000).padStart(15, "0")}`,
      STARTDATE: at,
      MODIFIEDDATE: at,
      ENDDATE: at,
      SUBJECT: words(6),
      TEXT: words(60),
      TENANTID: 101,
      QUEUENAME: `queue ${number % 20}`,
      ALLATTRIBUTES: { Language: "fi", Segment: words(3), Priority: number % 10 },
    })}\n`;
    if (page.length < 1_000_000) continue;
    yield page;
    page = "";
  }
  yield page;
}
