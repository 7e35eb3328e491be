/** Texts of plain elements: character data without markup. */

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{3,6}));/g;
const OTHER_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{3,6});)/;

/** No text of XML has it. */
const UNSURE = "\0";

/** The text between two tags; undefined when it holds markup, or a reference that is not plain. */
export function plainText(text: string): string | undefined {
  if (text.includes("<")) return undefined;
  if (!text.includes("&")) return text;
  if (OTHER_REFERENCE.test(text)) return undefined;
  const plain = text.replace(REFERENCE, (_, name: string | undefined, digits: string) => {
    if (name !== undefined) return ENTITIES[name] ?? "";
    const code = Number(digits);
    // Letters beyond ASCII, as openpyxl writes them; not what XML forbids, or halves of a pair.
    return code >= 0xa0 && code < 0xd800 ? String.fromCharCode(code) : UNSURE;
  });
  return plain.includes(UNSURE) ? undefined : plain;
}

/** The first character that is to be looked at elsewhere: controls, and what XML does not allow. */
export function oddCharacter(text: string): string | undefined {
  return /[\0-\x1f\x7f-\x9f\ufffe\uffff]/.exec(text)?.[0];
}

const OPEN = "<t>";
const OPEN_SPACED = '<t xml:space="preserve">';

/** The text of the one `<t>` that fills `text` from `from` to `to`; undefined for anything else. */
export function plainRun(text: string, from: number, to: number): string | undefined {
  const open = text.startsWith(OPEN, from)
    ? OPEN
    : text.startsWith(OPEN_SPACED, from)
      ? OPEN_SPACED
      : undefined;
  if (open === undefined || !text.startsWith("</t>", to - 4)) return undefined;
  const begin = from + open.length;
  return begin > to - 4 ? undefined : plainText(text.slice(begin, to - 4));
}

const SPACE = 32;
const AMPERSAND = 38;
const LESS = 60;
const GREATER = 62;
const UNDERSCORE = 95;
const LETTER_X = 120;
const LAST_ASCII = 126;

/** Where the printable ASCII text ends that begins at `from` and means just what it says. */
export function plainBytes(bytes: Buffer, from: number): number {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < SPACE || byte === AMPERSAND || byte === LESS || byte === GREATER) break;
    // `_x000D_` stands for another character.
    if (byte > LAST_ASCII || (byte === UNDERSCORE && bytes[at + 1] === LETTER_X)) break;
  }
  return at;
}

/** Whether the bytes of `wanted` stand at `at`. */
export function standsAt(wanted: Buffer, bytes: Buffer, at: number): boolean {
  const { length } = wanted;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
