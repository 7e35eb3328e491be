/** XML out, record by record, in the form that the reader (xml.ts) and other systems' connectors know. */

/** What stands before the records, and after them. */
export const XML_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<dataroot>\n';
export const XML_TAIL = "</dataroot>\n";

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // A parser makes line feeds of bare carriage returns (XML 1.0, section 2.11).
  "\r": "&#13;",
};

/** What no document of XML 1.0 may hold, not even by a reference (section 2.2). */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;

/** Whether a column of this name can be an element: names of ASCII without a colon, to be safe. */
export function isXmlName(name: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(name) && !/^xml/i.test(name);
}

export interface XmlRecord {
  /** The attribute ACTION. */
  readonly action?: string;
  /** Element name and text; null leaves the element out. Names were checked by `isXmlName`. */
  readonly fields: readonly (readonly [string, string | number | null])[];
}

/** `<RECORD ACTION="D"><ENTITY_ID>1</ENTITY_ID></RECORD>` and a line feed; undefined: XML can't hold it. */
export function xmlRecord({ action, fields }: XmlRecord): string | undefined {
  let text = action === undefined ? "<RECORD>" : `<RECORD ACTION="${escaped(action)}">`;
  for (const [name, value] of fields) {
    if (value === null) continue;
    if (typeof value === "string" && FORBIDDEN.test(value)) return undefined;
    text += `<${name}>${escaped(String(value))}</${name}>`;
  }
  return `${text}</RECORD>\n`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => REFERENCES[character] ?? character);
}
