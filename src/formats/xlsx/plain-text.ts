/** Texts of plain elements: character data without markup. */

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
const ENTITY = /&(amp|lt|gt|quot|apos);/g;
const OTHER_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos);)/;

/** The text between two tags; undefined when it holds markup, or a reference but the five of XML. */
export function plainText(text: string): string | undefined {
  if (text.includes("<")) return undefined;
  if (!text.includes("&")) return text;
  if (OTHER_REFERENCE.test(text)) return undefined;
  return text.replace(ENTITY, (_, name: string) => ENTITIES[name] ?? "");
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
