/** A line of CSV (RFC 4180) from values at hand: headers and fixed rows. */

export function csvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(cellText).join(",")}\r\n`;
}

function cellText(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
