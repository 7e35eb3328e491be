/** The XML reader: records, fields, and what is refused. */
import { describe, expect, it } from "vitest";
import { readBack, texts } from "../../helpers/read-rows.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

const xml = (content: string | Buffer, settings = {}) =>
  readBack(inFolder("f.xml"), content, settings);

describe("an XML file", () => {
  it("takes the children of the root for records, their elements and attributes for fields", async () => {
    const sheet = await xml(
      '<?xml version="1.0"?><rows><row ACTION="D" Id="1"><Name>A &amp; B</Name></row>\n' +
        "<row><!-- no --><Name><![CDATA[<x>]]> y</Name><Phone/></row></rows>",
    );
    expect(sheet.names).toEqual(["ACTION", "Id", "Name", "Phone"]);
    expect(texts(sheet.rows)).toEqual([
      ["D", "1", "A & B"],
      [null, null, "<x> y", ""],
    ]);
    expect(sheet.rows.map((row) => row.number)).toEqual([1, 2]);
  });

  it("drops prefixes and technical attributes", async () => {
    const sheet = await xml(
      '<p:r xmlns:p="urn:x" xmlns:xsi="urn:i"><p:c><p:N xml:space="preserve"> a </p:N>' +
        '<p:M xsi:nil="true">x</p:M></p:c></p:r>',
    );
    expect(sheet.names).toEqual(["N", "M"]);
    expect(texts(sheet.rows)).toEqual([[" a ", "null:"]]);
  });

  it("makes a faulty row of what is no flat record", async () => {
    const sheet = await xml(
      "<r><c><N>1<b>x</b></N></c><c>text<N>2</N></c><c><N>3</N><N>4</N></c>" +
        '<d><N>5</N></d><c><N lang="fi">6</N></c><c><N>7</N></c></r>',
    );
    expect(sheet.rows.map((row) => row.fault?.code)).toEqual([
      "R002",
      "R002",
      "R002",
      "R002",
      "R002",
      undefined,
    ]);
    expect(sheet.rows[0]?.fault?.message).toContain("<b> stands within a field");
  });

  it("leaves blank records out and counts them", async () => {
    const sheet = await xml("<r><c/><c><N>\n  </N></c><c><N>1</N></c></r>");
    expect(sheet.rows.map((row) => [row.number, ...row.cells])).toEqual([[3, "1"]]);
  });

  it("reads the encoding that it declares", async () => {
    const head = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><r><c><N>');
    const sheet = await xml(
      Buffer.concat([head, Buffer.from([0xe4]), Buffer.from("</N></c></r>")]),
    );
    expect(texts(sheet.rows)).toEqual([["ä"]]);
    const other = xml('<?xml version="1.0" encoding="koi8-r"?><r><c><N>1</N></c></r>');
    await expect(other).rejects.toMatchObject({ code: "F004" });
  });

  it.each([
    ["a document type", '<!DOCTYPE r [<!ENTITY a "b">]><r><c><N>&a;</N></c></r>', "DOCTYPE"],
    ["an external entity", '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', "DOCTYPE"],
    ["an entity that nobody defines", "<r><c><N>&a;</N></c></r>", "line 1"],
    ["elements that do not match", "<r><c><N>1</c></r>", "not valid XML"],
    ["no end", "<r><c><N>1</N></c>", "not valid XML"],
    ["text between records", "<r>x<c/></r>", "between the records"],
    ["elements a thousand deep", "<r>".repeat(1000), "nested deeper"],
  ])("with %s is corrupt", async (_, content, message) => {
    await expect(xml(content)).rejects.toMatchObject({ code: "F010" });
    await expect(xml(content)).rejects.toThrow(message);
  });

  it.each([
    ["a text without end", `<r><c><N>${"x".repeat(18_000_000)}`],
    ["an attribute without end", `<r><c a="${"x".repeat(18_000_000)}`],
  ])("stops at %s before it fills the memory", async (_, content) => {
    await expect(xml(content)).rejects.toMatchObject({ code: "F009" });
  });

  it("stops at the limits", async () => {
    const content = "<r><c><N>123456</N></c><c><M>1</M></c></r>";
    for (const limits of [{ rows: 1 }, { cellChars: 5 }, { headerColumns: 1 }]) {
      await expect(xml(content, { limits })).rejects.toMatchObject({ code: "F009" });
    }
  });
});
