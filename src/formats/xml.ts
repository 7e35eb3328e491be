/** The XML reader: the children of the root are the records, whatever their names. */
import { NULL_CELL } from "./cell-text.ts";
import { corrupt } from "./faults.ts";
import type { RecordBuilder } from "./named-rows.ts";
import type { Cell, Row } from "./rows.ts";
import { localName, openXml, type Attributes, type XmlSink } from "./sax.ts";

/** Reads `<rows><row Id="1"><Name>..</Name></row></rows>`. @throws {InputError} F009 F010 */
export async function* xmlRows(
  texts: AsyncIterable<string>,
  builder: RecordBuilder,
): AsyncGenerator<readonly Row[]> {
  const parser = openXml("the file", new XmlRecords(builder));
  for await (const text of texts) {
    parser.write(text);
    yield* builder.take();
  }
  parser.end();
  yield* builder.take();
}

const ROOT = 0;
const RECORD = 1;
const FIELD = 2;

class XmlRecords implements XmlSink {
  readonly #builder: RecordBuilder;
  /** How many elements are open. */
  #depth = 0;
  #recordName: string | undefined;
  #position = 0;
  #field = "";
  #text = "";
  #isNil = false;

  constructor(builder: RecordBuilder) {
    this.#builder = builder;
  }

  open(name: string, attributes: Attributes): void {
    const depth = this.#depth++;
    if (depth === RECORD) this.#openRecord(name, attributes);
    else if (depth === FIELD) this.#openField(name, attributes);
    else if (depth > FIELD) this.#builder.fail(`the element <${name}> stands within a field`);
    else if (depth === ROOT) this.#text = "";
  }

  #openRecord(name: string, attributes: Attributes): void {
    this.#recordName ??= name;
    if (name !== this.#recordName) {
      this.#builder.fail(`expected the element <${this.#recordName}>, found <${name}>`);
    }
    for (const [attribute, value] of Object.entries(attributes)) {
      if (!isTechnical(attribute)) this.#builder.set(localName(attribute), value);
    }
  }

  #openField(name: string, attributes: Attributes): void {
    this.#text = "";
    this.#field = name;
    this.#isNil = false;
    for (const [attribute, value] of Object.entries(attributes)) {
      if (localName(attribute) === "nil" && isTechnical(attribute)) {
        this.#isNil = value === "true" || value === "1";
      } else if (!isTechnical(attribute)) {
        this.#builder.fail(`the field <${name}> has the attribute ${attribute}, which is not read`);
      }
    }
  }

  text(text: string): void {
    if (this.#depth > FIELD) {
      this.#builder.assertFits(this.#field, this.#text.length + text.length);
      this.#text += text;
    } else if (text.trim() !== "") {
      if (this.#depth < FIELD) throw corrupt("text stands between the records");
      this.#builder.fail("text stands between the fields of the record");
    }
  }

  close(name: string): void {
    const depth = --this.#depth;
    if (depth === RECORD) this.#builder.end(++this.#position);
    else if (depth === FIELD) this.#builder.set(name, this.#fieldText());
  }

  /** Blanks around line breaks are the file's layout where the field holds nothing else. */
  #fieldText(): Cell {
    if (this.#isNil) return NULL_CELL;
    return /^\s*[\r\n]\s*$/.test(this.#text) ? "" : this.#text;
  }
}

/** Namespaces, and attributes of other vocabularies (`xsi:type`, `xml:space`): no data. */
function isTechnical(attribute: string): boolean {
  return /^(?:xmlns(?:$|:)|xml:|xsi:)/.test(attribute);
}
