/** Text files that are hostile, damaged or ambiguous in their form: each has its outcome. */
import { describe, expect, it } from "vitest";
import { type Outcome, refused, taken, useStores } from "../helpers/outcomes.ts";

const tellBy = useStores();
const tell = tellBy();

describe("an XML file", () => {
  const ENTITY = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
  const LAUGHS = `<!DOCTYPE r [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${"bcdefghij"[i] ?? ""} "${`&${"abcdefghi"[i] ?? ""};`.repeat(10)}">`).join("")}]>`;
  const rows = (inside: string): string => `<rows><r><Name>A</Name></r>${inside}</rows>`;
  const cases: readonly (readonly [string, string, Outcome])[] = [
    ["a DTD", `<!DOCTYPE rows>${rows("")}`, refused("F010")],
    ["an external entity", `${ENTITY}${rows("<r><Name>&e;</Name></r>")}`, refused("F010")],
    ["a billion laughs", `${LAUGHS}${rows("<r><Name>&j;</Name></r>")}`, refused("F010")],
    ["a DTD of 20 MB", `<!DOCTYPE r [${"<!-- x -->".repeat(2_000_000)}]>`, refused("F009")],
    ["an unknown entity", rows("<r><Name>&e;</Name></r>"), refused("F010")],
    ["elements 100,000 deep", rows("<a>".repeat(100_000)), refused("F010")],
    [
      "a record with 100,000 attributes",
      rows(`<r ${Array.from({ length: 100_000 }, (_, i) => `a${i}="x"`).join(" ")}/>`),
      refused("F009"),
    ],
    ["a text of 20 MB", rows(`<r><Name>${"x".repeat(20e6)}</Name></r>`), refused("F009")],
    [
      "a text of 90 MB in pieces",
      rows(`<r><Name>${`<![CDATA[${"x".repeat(30_000)}]]><!-- -->`.repeat(3_000)}</Name></r>`),
      refused("F009"),
    ],
    ["a comment of 20 MB", rows(`<!--${"x".repeat(20e6)}-->`), refused("F009")],
    [
      "the field __proto__",
      rows("<r><Name>B</Name><__proto__>x</__proto__><constructor>y</constructor></r>"),
      ["Succeeded", "F018", 2],
    ],
    ["an instruction to include another file", rows('<?include file="/etc/passwd"?>'), taken(1)],
    ["a second root", `${rows("")}<rows/>`, refused("F010")],
  ];

  for (const [what, content, outcome] of cases) {
    it(`X3: an XML file with ${what} - ${outcome[1] || "taken"}`, async () => {
      expect((await tell("Skills", "s.xml", content)).outcome).toEqual(outcome);
    });
  }
});

describe("a JSON file", () => {
  const list = (inside: string): string => `[{"Name":"A"},${inside}]`;
  const cases: readonly (readonly [string, string, string, Outcome])[] = [
    ["lists 100,000 deep", "s.json", "[".repeat(100_000), refused("F010")],
    [
      "a value 100,000 deep",
      "s.json",
      list(`{"Name":"B","x":${"[".repeat(100_000)}`),
      refused("F010"),
    ],
    [
      "the fields __proto__ and constructor",
      "s.json",
      list('{"Name":"B","__proto__":{"Description":"x"},"constructor":"y"}'),
      ["Succeeded", "F018", 2],
    ],
    [
      "a nested value of 30 MB",
      "s.json",
      list(`{"Name":"B","x":[${"1,".repeat(15_000_000)}1]}`),
      refused("F009"),
    ],
    ["a field name of 1 MB", "s.json", list(`{"${"x".repeat(1e6)}":"B"}`), refused("F009")],
    [
      "10,000 different fields",
      "s.json",
      list(`{${Array.from({ length: 10_000 }, (_, i) => `"f${i}":1`).join(",")}}`),
      refused("F009"),
    ],
    [
      "a field that stands twice",
      "s.json",
      list('{"Name":"B","Name":"C"}'),
      ["PartiallySucceeded", "R002", 1],
    ],
    [
      "half a surrogate pair",
      "s.json",
      list('{"Name":"\\ud800"}'),
      ["PartiallySucceeded", "R002", 1],
    ],
    ["a NUL", "s.json", list('{"Name":"a\\u0000"}'), ["PartiallySucceeded", "R002", 1]],
    ["no end", "s.json", '[{"Name":"A"}', refused("F010")],
    ["something behind its end", "s.json", '[{"Name":"A"}] x', refused("F010")],
    [
      "a line that is longer than memory allows",
      "s.jsonl",
      `{"Name":"A"}\n{"Name":"${"x".repeat(20e6)}"}`,
      refused("F009"),
    ],
    [
      "two objects in a line",
      "s.jsonl",
      '{"Name":"A"}\n{"Name":"B"}{"Name":"C"}',
      ["PartiallySucceeded", "R002", 1],
    ],
    [
      "a line that is cut off",
      "s.jsonl",
      '{"Name":"A"}\n{"Name":"B',
      ["PartiallySucceeded", "R002", 1],
    ],
  ];

  for (const [what, name, content, outcome] of cases) {
    it(`X4: a ${name.slice(2)} file with ${what} - ${outcome[1] || "taken"}`, async () => {
      expect((await tell("Skills", name, content)).outcome).toEqual(outcome);
    });
  }

  it("X4: half a surrogate pair or a NUL within a nested list - rejected with R002", async () => {
    const content =
      '[{"Name":"A","Roles":["a"]},{"Name":"B","Roles":["\\ud800"]},{"Name":"C","Roles":["\\u0000"]}]';
    expect((await tell("UserGroup", "g.json", content)).outcome).toEqual([
      "PartiallySucceeded",
      "R002",
      1,
    ]);
  });
});

describe("a CSV file", () => {
  const cases: readonly (readonly [string, string | Buffer, Outcome])[] = [
    ["only delimiters", ";;;\n;;;\n", refused("F006")],
    [
      "100,000 columns",
      `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(",")}\n`,
      refused("F009"),
    ],
    [
      "a row of 100,000 columns",
      `Name,Description\nA,\nB${",x".repeat(100_000)}\nC,\n`,
      ["PartiallySucceeded", "R017", 2],
    ],
    [
      "a million delimiters in a row",
      `Name,Description\nA,\n${",".repeat(1_000_000)}\nC,\n`,
      refused("F009"),
    ],
    ["a header of 20 MB without a line break", `Name,${"x".repeat(20e6)}`, refused("F009")],
    ["ragged rows", "Name,Description\nA\nB,x\nC,x,y\nD,,\n", ["PartiallySucceeded", "R017", 2]],
    ["a NUL in a row", "Name,Description\nA,x\nB\0,y\n", ["PartiallySucceeded", "R002", 1]],
    ["nothing but NULs", Buffer.alloc(100_000), refused("F010")],
    [
      "a quote that is never closed",
      'Name,Description\nA,x\nB,"y\nC,z\n',
      ["PartiallySucceeded", "R017", 2],
    ],
    ["a header only", "Name,Description\n", refused("F013")],
    ["blanks only", " \n\t\n", refused("F002")],
    ["nothing", "", refused("F002")],
    ["a strange letter as its delimiter", "sep=\u00e9\nName\u00e9Description\n", refused("F006")],
    ["another delimiter in each line", "Name,Description;x\nA,1;2\nB;2\n", refused("F006")],
  ];

  for (const [what, content, outcome] of cases) {
    it(`X4: a CSV file with ${what} - ${outcome[1] || "taken"}`, async () => {
      expect((await tell("Skills", "s.csv", content)).outcome).toEqual(outcome);
    });
  }

  it("X4: an unclosed quote costs its own row, and the row number is that of the line", async () => {
    const { issues } = await tell("Skills", "s.csv", 'Name\nA\n"B\nC\n');
    expect(issues).toMatchObject([
      { code: "R017", row: 3, message: expect.stringContaining("line 3") as string },
    ]);
  });

  it("X4: rows over the limit - refused with F009, which names the setting", async () => {
    const content = `Name\n${Array.from({ length: 11 }, (_, i) => `S${i}`).join("\n")}`;
    const { outcome } = await tellBy({ limits: { rows: 10 } })("Skills", "s.csv", content);
    expect(outcome).toEqual(refused("F009"));
  });
});
