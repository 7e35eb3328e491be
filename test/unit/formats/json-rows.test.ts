/** The JSON readers: where records are, how values become cells, and what is refused. */
import { describe, expect, it } from "vitest";
import { readBack, texts } from "../../helpers/read-rows.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

const json = (content: string, settings = {}) => readBack(inFolder("f.json"), content, settings);
const lines = (content: string, settings = {}) => readBack(inFolder("f.jsonl"), content, settings);

describe("a JSON file", () => {
  it("gives the objects of a list, with fields in order of appearance", async () => {
    const sheet = await json('[{"Id":"1","Name":"A"},{"Name":"","Phone":null,"Vip":true}]');
    expect(sheet.names).toEqual(["Id", "Name", "Phone", "Vip"]);
    expect(texts(sheet.rows)).toEqual([
      ["1", "A"],
      [null, "", "null:", "boolean:TRUE"],
    ]);
    expect(sheet.rows.map((row) => row.number)).toEqual([1, 2]);
  });

  it("finds the list that is a property of an object, beside plain values", async () => {
    const sheet = await json('{"version":1,"people":[{"a":"1"},{"a":"2"}],"count":2}');
    expect(texts(sheet.rows)).toEqual([["1"], ["2"]]);
  });

  it("keeps a mark like that of UTF-8 which stands within a text", async () => {
    const mark = "\ufeff";
    const text = `${mark}a${mark}"${mark}b${mark}`;
    const sheet = await json(JSON.stringify([{ a: text, b: mark }]));
    expect(texts(sheet.rows)).toEqual([[text, mark]]);
  });

  it("keeps the digits of numbers", async () => {
    const sheet = await json('[{"a":12345678901234567890,"b":1.50,"c":-0,"d":1e3}]');
    expect(texts(sheet.rows)).toEqual([
      ["number:12345678901234567890", "number:1.50", "number:-0", "number:1e3"],
    ]);
  });

  it("keeps nested values as JSON text", async () => {
    const sheet = await json('[{"a":{"b":[1, "x\\n",{}],"c":{"d":null}},"e":[[],[2]],"f":"end"}]');
    expect(texts(sheet.rows)).toEqual([
      ['json:{"b":[1,"x\\n",{}],"c":{"d":null}}', "json:[[],[2]]", "end"],
    ]);
  });

  it("takes __proto__ for a field like any other", async () => {
    const sheet = await json('[{"__proto__":"x","constructor":"y","a":"z"}]');
    expect(sheet.names).toEqual(["__proto__", "constructor", "a"]);
    expect(texts(sheet.rows)).toEqual([["x", "y", "z"]]);
  });

  it("makes a faulty row of a field that stands twice and of a record that is no object", async () => {
    const sheet = await json('[{"a":"1","a":"2"},5,[1,{"b":2}],{"a":"3"}]');
    expect(texts(sheet.rows)).toEqual([["1", "!R002"], ["!R002"], ["!R002"], ["3"]]);
    expect(sheet.names).toEqual(["a"]);
  });

  it("leaves blank records out and refuses half surrogate pairs in a row", async () => {
    const sheet = await json('[{"a":""},{},{"a":"\\ud83d"},{"a":"\\ud83d\\ude00"}]');
    expect(sheet.rows.map((row) => [row.number, row.fault?.code])).toEqual([
      [3, "R002"],
      [4, undefined],
    ]);
  });

  it.each([
    ["that is cut off", '[{"a":1},{"a"', "ends"],
    ["with two lists", '{"a":[],"b":[]}', "only list"],
    ["without a list", '{"a":1}', "only list"],
    ["that is a text", '"a"', "only list"],
    ["with a missing comma", '[{"a":1}{"a":2}]', "found { where a comma"],
    ["with text behind it", "[] x", "not valid JSON"],
    ["with a comma too many", '[{"a":1},]', "found ] where a value"],
    ["nested deeply", `[{"a":${"[".repeat(100_000)}`, "deeper than 64"],
  ])("%s is corrupt", async (_, content, message) => {
    await expect(json(content)).rejects.toMatchObject({ code: "F010" });
    await expect(json(content)).rejects.toThrow(message);
  });

  it("stops at the limits", async () => {
    const content = '[{"a":"123456"},{"b":"1"}]';
    for (const limits of [{ rows: 1 }, { cellChars: 5 }, { headerColumns: 1 }]) {
      await expect(json(content, { limits })).rejects.toMatchObject({ code: "F009" });
    }
  });
});

describe("a JSON Lines file", () => {
  it("gives a record a line and numbers it by its line", async () => {
    const sheet = await lines('{"a":"1"}\r\n\n{"a":"2","b":3}\n');
    expect(texts(sheet.rows)).toEqual([["1"], ["2", "number:3"]]);
    expect(sheet.rows.map((row) => row.number)).toEqual([1, 3]);
  });

  it("goes on after a line that is no object", async () => {
    const content =
      '{"a":"1"\n{"a":"2"}\n{"a":"3"} {"a":"4"}\n[1]\n"x"\n{"a":"tab\tin"}\n{"a":"5"}';
    const sheet = await lines(content);
    expect(sheet.rows.map((row) => row.fault?.code ?? row.cells[0])).toEqual([
      "R002",
      "2",
      "R002",
      "R002",
      "R002",
      "R002",
      "5",
    ]);
    expect(sheet.rows.map((row) => row.number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("stops at a line that is longer than memory allows", async () => {
    const reading = lines(`{"a":"1"}\n{"a":"${"x".repeat(17 * 1024 * 1024)}`);
    await expect(reading).rejects.toMatchObject({ code: "F009" });
    await expect(reading).rejects.toThrow("line 2");
  });

  it("reads lines that chunks cut", async () => {
    const content = Array.from({ length: 30_000 }, (_, i) => `{"a":"ä${i}","b":${i}}`).join("\n");
    const sheet = await lines(content);
    expect(texts(sheet.rows).at(-1)).toEqual(["ä29999", "number:29999"]);
    expect(sheet.rows).toHaveLength(30_000);
  });
});
