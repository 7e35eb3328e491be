/** Headers and sheet names: case, blanks, `_` and `-` do not count. `External ID` = `ExternalId`. */
export function foldName(text: string): string {
  return text
    .replace(/[\s_-]+/g, "")
    .normalize("NFC")
    .toLowerCase();
}
