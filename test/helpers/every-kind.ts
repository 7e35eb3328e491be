/** Records of the contact history with every kind of value that a client may have to get back unchanged. */
import { createCipheriv } from "node:crypto";

export type Made = Readonly<Record<string, unknown>>;

/** What JSON can hold and other notations stumble over. Other control characters are refused at import. */
const TEXTS = [
  "plain",
  'quotes " and "" and \'',
  "back\\slash \\n \\u0041 C:\\new",
  "line 1\nline 2\r\nline 3\ttab",
  "\ttabs\t\r\n\r\n",
  "separators \u2028 \u2029 \u0085",
  "ÄÖÅ äöå ß ñ é",
  "decomposed e\u0301 A\u030a",
  "日本語 العربية עברית हिन्दी",
  "🙂👨‍👩‍👧 \u{10FFFF}",
  '{"not":"json"} [1,2] null',
  "=1+1",
  "0012,50; 1.234",
  "x".repeat(20_000),
];

/** Milliseconds on both sides of a month's end. */
export const BOUND = "2026-04-01T00:00:00.000Z";
const DATES = ["2026-03-31T23:59:59.999Z", BOUND, "2026-04-01T00:00:00.001Z"];

const ATTRIBUTES: readonly Made[] = [
  {},
  { Language: "fi" },
  { a: { b: { c: { d: [1, 2, { e: "f" }] } } }, empty: {}, list: [] },
  { 'key "quoted"': "v", "ä\n": "line\nbreak", "": "no name" },
  { whole: 9_007_199_254_740_991, negative: -1, fraction: 0.1, small: 1e-7, large: 1e21 },
  { yes: true, no: false },
];

export const MEDIA = ["email", "chat", "voice"] as const;

/** Interactions that between them hold every text, date and attribute; `MEDIA` in turn. */
export function interactionsOfEveryKind(): readonly Made[] {
  return Array.from({ length: 42 }, (_, index) => ({
    IXNID: `IXN${String(index).padStart(13, "0")}`,
    STATUS: index % 4,
    ENTITYTYPEID: [0, 1, 2, 3, 5, 6, 7][index % 7],
    MEDIATYPEID: MEDIA[index % MEDIA.length],
    CONTACTID: `CONTACT${String(index % 5)}`,
    STARTDATE: DATES[index % DATES.length],
    MODIFIEDDATE: DATES[(index + 1) % DATES.length],
    TIMESHIFT: -120,
    SUBJECT: TEXTS[index % TEXTS.length],
    TEXT: TEXTS[(index + 5) % TEXTS.length],
    TENANTID: index === 0 ? 0 : 2_147_483_647,
    THREADHASH: -999_999_999_999_999 + index,
    ALLATTRIBUTES: ATTRIBUTES[index % ATTRIBUTES.length],
    STRATTRIBUTE1: `00${index}`,
    INTATTRIBUTE1: index - 20,
    CONTENT: Buffer.from(`${index}\u0000\u0001\u001b\u007f`).toString("base64"),
  }));
}

export function contactsOfEveryKind(): readonly Made[] {
  return Array.from({ length: 5 }, (_, index) => ({
    CONTACTID: `CONTACT${index}`,
    TENANTID: 101,
    ISEXTERNALRESOURCE: index % 2,
    STRATTRIBUTE1: TEXTS[index * 2],
    DATEATTRIBUTE1: ["9223372036854775807", "-9223372036854775808", "0", "1767225600000", "7"][
      index
    ],
    CREATEDDATE: DATES[0],
    MODIFIEDDATE: DATES[index % DATES.length],
  }));
}

export function contactAttributesOfEveryKind(): readonly Made[] {
  return TEXTS.map((text, index) => ({
    ID: `ATTRIBUTE${index}`,
    CONTACTID: `CONTACT${index % 5}`,
    ATTRIBUTENAME: `Name${index}`,
    STRVALUE: text,
    BINVALUE: Buffer.from(text).toString("base64"),
    DATEVALUE: DATES[index % DATES.length],
    ISPRIMARY: index % 2,
  }));
}

/** Interactions of their own medium, each with a document of random bytes, which no program can pack. */
export function bulk(
  count: number,
  { documentBytes, seed }: { readonly documentBytes: number; readonly seed: number },
): { readonly interactions: readonly Made[]; readonly documents: readonly Made[] } {
  const interactions = Array.from({ length: count }, (_, index) => ({
    IXNID: `BULK${String(index).padStart(12, "0")}`,
    STATUS: 3,
    ENTITYTYPEID: 0,
    MEDIATYPEID: "bulk",
    STARTDATE: "2020-01-01T00:00:00.000Z",
    MODIFIEDDATE: "2020-01-01T00:00:00.000Z",
  }));
  const random = randomBytes(seed);
  const documents = interactions.map(({ IXNID }) => ({
    ID: `D${IXNID}`,
    MIMETYPE: "application/octet-stream",
    THENAME: "random.bin",
    THESIZE: documentBytes,
    CONTENT: random(documentBytes).toString("base64"),
    DOCUMENTID: `D${IXNID}`,
    ENTITYID: IXNID,
    ENTITYTYPEID: 0,
  }));
  return { interactions, documents };
}

/** The same bytes for the same seed, at gigabytes a second: AES of zeros. */
export function randomBytes(seed: number): (count: number) => Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(seed);
  const cipher = createCipheriv("aes-128-ctr", key, Buffer.alloc(16));
  return (count) => cipher.update(Buffer.alloc(count));
}

export function jsonLines(records: readonly Made[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
