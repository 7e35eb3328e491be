/** Keeps secrets out of the logs: by the name of a field, and passwords inside of URLs. */

const SECRET_NAME = /passw|secret|passphrase|privatekey|token|authorization|credential/i;
const DEPTH = 4;

/** A copy of the fields without secrets. Errors pass as they are. */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(fields, DEPTH);
}

function redactObject(
  fields: Readonly<Record<string, unknown>>,
  depth: number,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) ? "[secret]" : redactValue(value, depth),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return hideCredentials(value);
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, depth - 1));
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? redactObject(value as Record<string, unknown>, depth - 1) : value;
}

/** The text with the password of every URL in it replaced: `smtp://user:[secret]@host`. */
export function hideCredentials(text: string): string {
  return text.replace(/(\w+:\/\/[^\s:/@"]*):[^\s/"]*@/g, "$1:[secret]@");
}
