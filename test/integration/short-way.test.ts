/** The short way of plain csv records against the long one: the same records, counts and issues. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { databaseOf, typesOf } from "../helpers/database-files.ts";
import { campaign } from "../helpers/hostile-files.ts";
import { OneThreadStore, type Outcome } from "../helpers/short-way.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { typeNamed } from "../unit/datasets/memory-source.ts";

const inFolder = useTemporaryFolder();

const TEXTS = [
  ...["", "", "", "a", "Virtanen", "Åsa Öberg", " padded ", "in side", "tab\tin", "\tx", "x\u00a0"],
  ...["\u00a0", "~", " ~ ", "~x", "#REF!", "#1", "#N/A", "4.41E+11", "1E+5", "12E5", "1,5", "a+12"],
  ...["\u0001", "a\u007f", "a\u0085", "\u{1f600}", "'x", "=1", "x".repeat(63), "x".repeat(64)],
  ...["é".repeat(63), "x".repeat(200), "y".repeat(2_000), "null", "0", "-1", "1", "3", "9", "007"],
];
const PHONES = ["", "+358401234567", "+358 40 1234567", "0401234567", "123", "12", "x", "+1", "~"];
const MAILS = ["", "a@b.example", "a@b", " a@b.example", "ä@b.example", `${"x".repeat(255)}@b.ex`];
const KEYS = ["", "1", "2", "3", "A-1", "a-1", " 1", "1E+5", "ä", "~", "12345678901234567890"];
const TIMES = ["", "2026-11-20T10:15:00+02:00", "2026-11-20 10:15", "2026-02-30", "3.4.2026", "x"];
const BOOLS = ["", "TRUE", "no", "maybe", "1"];

const DIRECTORY = {
  ExternalId: KEYS,
  FirstName: TEXTS,
  LastName: TEXTS,
  Company: TEXTS,
  PhoneWork: PHONES,
  PhoneHome: PHONES,
  Email: MAILS,
  Vip: BOOLS,
  Country: ["", "FI", "fi", "Finland"],
  Note: TEXTS,
};
const CLIENTS = databaseOf(`
name: clients
key: [ExternalId]
columns:
  - { name: ExternalId, type: text, length: 30 }
  - { name: LastName, type: text, required: true }
  - { name: Note, type: text, length: 64 }
  - { name: Vip, type: boolean }
  - { name: Score, type: integer }
  - { name: Rate, type: decimal }
  - { name: Born, type: date }
  - { name: Seen, type: datetime }
  - { name: Big, type: int64 }
importer: { enabled: true, mode: append, onDuplicate: error }
updater: { enabled: true }
`);

const NUMBERS = ["", "1", "-2", "2.50", "1e3", "x", "12345678901234567890", " 3 ", "\\N"];

const SHAPES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Directory: DIRECTORY,
  "Directory with Id": { Id: ["", "", "1", "x"], ...DIRECTORY },
  "Directory with Delete": { Delete: ["", "", "", "D"], ...DIRECTORY },
  "Directory with a heading that is not known": { Whatever: TEXTS, ...DIRECTORY },
  Interaction: { IXNID: KEYS, STATUS: TEXTS, OWNERID: TEXTS, STARTDATE: TIMES, TEXT: TEXTS },
  clients: {
    ExternalId: [...KEYS, " ", "\\N"],
    LastName: [...TEXTS, "\\N", "\\U", "\\x"],
    Note: [...TEXTS, "\\N", "\\U"],
    Vip: BOOLS,
    Score: NUMBERS,
    Rate: NUMBERS,
    Born: ["", "2026-11-20", " 2026-11-20", "3.4.2026", "\\N"],
    Seen: TIMES,
    Big: NUMBERS,
  },
  ContactAttribute: { ID: KEYS, CONTACTID: KEYS, NAME: TEXTS, STRVALUE: TEXTS },
};

const quoted = (text: string): string =>
  /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Mostly sound rows with a few of everything else, so that both ways take turns. */
function fileOf(columns: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string> {
  const names = Object.keys(columns);
  const odd = fc.tuple(...Object.values(columns).map((values) => fc.constantFrom(...values)));
  const sound = fc.nat(400).map((n) =>
    names.map((name) => {
      if (["ExternalId", "IXNID", "ID"].includes(name)) return `K${n}`;
      if (["LastName", "CONTACTID", "NAME", "FirstName"].includes(name)) return `Name ${n}`;
      return name === "PhoneWork" ? `+3584012345${String(n).padStart(2, "0").slice(-2)}` : "";
    }),
  );
  const line = fc.oneof(
    { weight: 6, arbitrary: sound.map((cells) => cells.join(",")) },
    { weight: 3, arbitrary: odd.map((cells) => cells.map(quoted).join(",")) },
    { weight: 1, arbitrary: fc.constantFrom("", ",,", "a", '"', '"a"b,c', "x,".repeat(40)) },
  );
  const end = fc.constantFrom("\n", "\r\n");
  return fc
    .tuple(fc.array(line, { maxLength: 120 }), end)
    .map(([lines, lineEnd]) => [names.join(","), ...lines, ""].join(lineEnd));
}

describe("the short way", () => {
  it.each(Object.entries(SHAPES))("of %s does what the long one does", async (shape, columns) => {
    const [name = ""] = shape.split(" ");
    const type = name === "clients" ? typesOf(CLIENTS).importer : await typeNamed(name);
    const files = fc.array(fileOf(columns), { minLength: 1, maxLength: 3 });
    const policy = fc.constantFrom("error" as const, "skip" as const, "last" as const);
    let packed = 0;
    await fc.assert(
      fc.asyncProperty(
        files,
        policy,
        fc.integer({ min: 50, max: 4_000 }),
        async (texts, ...how) => {
          const [onDuplicate, chunkBytes] = how;
          const spec = { ...type, onDuplicate };
          const outcomes = async (isShort: boolean): Promise<readonly Outcome[]> => {
            const store = new OneThreadStore([spec], inFolder("."));
            const all: Outcome[] = [];
            for (const text of texts) {
              all.push(await store.import(spec, text, { isShort, chunkBytes }));
            }
            store.close();
            return all;
          };
          const [short, long] = [await outcomes(true), await outcomes(false)];
          packed += short.reduce((sum, outcome) => sum + outcome.packed, 0);
          expect(short.map((outcome) => ({ ...outcome, packed: 0 }))).toEqual(long);
        },
      ),
      campaign(40),
    );
    expect(packed).toBeGreaterThan(0);
  });
});
