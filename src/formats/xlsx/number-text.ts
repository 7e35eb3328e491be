/** Numbers as the file has them, free of what binary fractions add. */

/**
 * The number as its author would write it: `0.1` for `0.10000000000000001`, `441000000000` for
 * `4.41E+11`. More than 15 digits keep the file's own text, which says what is lost.
 */
export function canonicalNumber(raw: string): string {
  const text = raw.trim();
  if (/^-?\d{1,15}$/.test(text)) return text;
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) return text;
  if (Number.isInteger(value)) return Math.abs(value) < 1e15 ? plainZero(value) : text;
  return String(value);
}

/** A share as a percentage, by moving the decimal point: `15%` for `0.15`. */
export function percentText(raw: string): string {
  const text = canonicalNumber(raw);
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === "") return text;
  const digits = `${whole}${fraction.padEnd(2, "0")}`;
  const point = whole.length + 2;
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, "");
  const right = digits.slice(point);
  return `${sign}${left}${right === "" ? "" : `.${right}`}%`;
}

/** Leading zeros up to `digits`, for whole numbers that are not negative. */
export function paddedText(raw: string, digits: number): string {
  const text = canonicalNumber(raw);
  return /^\d+$/.test(text) ? text.padStart(digits, "0") : text;
}

function plainZero(value: number): string {
  return value === 0 ? "0" : String(value);
}
