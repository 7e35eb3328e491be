/** Workbooks built from XML by hand, for what no program writes on request. */
import { crc32, deflateRawSync } from "node:zlib";

/** Names of parts to their content, in the order of the archive. */
export type Parts = Readonly<Record<string, string | Buffer>>;

/** A zip archive of the parts, packed with deflate. */
export function zipOf(parts: Parts): Buffer {
  const blocks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const entry = { name: Buffer.from(name), packed, bytes: bytes.length, crc: crc32(bytes) };
    blocks.push(headOf(0x04034b50, entry), entry.name, packed);
    directory.push(headOf(0x02014b50, entry, offset), entry.name);
    offset = blocks.reduce((sum, block) => sum + block.length, 0);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length / 2, 8);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...blocks, central, end]);
}

interface ZipEntry {
  readonly name: Buffer;
  readonly packed: Buffer;
  readonly bytes: number;
  readonly crc: number;
}

/** A local header, or with `offset` the entry of the directory, without the name. */
function headOf(signature: number, entry: ZipEntry, offset?: number): Buffer {
  const isCentral = offset !== undefined;
  const head = Buffer.alloc(isCentral ? 46 : 30);
  head.writeUInt32LE(signature, 0);
  const at = isCentral ? 6 : 4;
  head.writeUInt16LE(20, at); // version
  head.writeUInt16LE(8, at + 4); // deflate
  head.writeUInt16LE(0x21, at + 8); // 1980-01-01
  head.writeUInt32LE(entry.crc, at + 10);
  head.writeUInt32LE(entry.packed.length, at + 14);
  head.writeUInt32LE(entry.bytes, at + 18);
  head.writeUInt16LE(entry.name.length, at + 22);
  if (isCentral) head.writeUInt32LE(offset, 42);
  return head;
}

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";

export interface WorkbookXml {
  /** What stands within `<worksheet>`, by the name of the sheet. */
  readonly sheets: Readonly<Record<string, string>>;
  /** What stands within `<sst>`. */
  readonly strings?: string;
  /** What stands within `<styleSheet>`. */
  readonly styles?: string;
  /** What stands before `<sheets>`. */
  readonly properties?: string;
}

/** The smallest workbook that readers take. */
export function workbookParts(xml: WorkbookXml): Record<string, string> {
  const names = Object.keys(xml.sheets);
  const sheets = names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i}"/>`);
  const targets = names.map((_, i) => relationship(`r${i}`, "worksheet", `worksheets/s${i}.xml`));
  if (xml.strings !== undefined) targets.push(relationship("rs", "sharedStrings", "strings.xml"));
  if (xml.styles !== undefined) targets.push(relationship("rt", "styles", "styles.xml"));
  const parts: Record<string, string> = {
    "_rels/.rels": relationships([relationship("r", "officeDocument", "xl/workbook.xml")]),
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">${xml.properties ?? ""}<sheets>${sheets.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relationships(targets),
  };
  if (xml.strings !== undefined)
    parts["xl/strings.xml"] = `<sst xmlns="${MAIN}">${xml.strings}</sst>`;
  if (xml.styles !== undefined) {
    parts["xl/styles.xml"] = `<styleSheet xmlns="${MAIN}">${xml.styles}</styleSheet>`;
  }
  names.forEach((name, i) => {
    parts[`xl/worksheets/s${i}.xml`] =
      `<worksheet xmlns="${MAIN}">${xml.sheets[name] ?? ""}</worksheet>`;
  });
  return parts;
}

export function workbookOf(xml: WorkbookXml): Buffer {
  return zipOf(workbookParts(xml));
}

export function relationship(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
}

export function relationships(items: readonly string[]): string {
  return `<Relationships xmlns="${PACKAGE}">${items.join("")}</Relationships>`;
}
