/** Constants in SQL. */

export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function literal(value: string | number): string {
  return typeof value === "number" ? String(value) : textLiteral(value);
}
