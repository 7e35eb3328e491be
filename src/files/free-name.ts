/** The name that a dropped file gets in History; pure. */
const NAME_BYTES = 255;
/** What Quayside writes beside the file, the longest last. Of further `.err` none stands without the first. */
export const SIDECARS = [".log", ".err", ".result", ".rejected.csv", ".rejected.xlsx"];
const FURTHER_ERRORS = Array.from({ length: 38 }, (_, index) => `.${index + 2}.err`);
const LONGEST_SIDECAR = ".rejected.xlsx".length;
const LONGEST_EXTENSION = 20;
/** What any of them, or several, may end in. */
const ENDINGS = /(?:\.log|(?:\.\d{1,2})?\.err|\.result|\.rejected\.(?:csv|xlsx)|\.\d{1,2})+$/;
const UNSAFE = /[/\\\u0000-\u001f\u007f]/g;

/**
 * `yyyyMMdd_hhmmss_file.ext`, and where that or a name beside it is taken
 * `yyyyMMdd_hhmmss_2_file.ext` and so on. The name and each sidecar's fit into 255 bytes: a longer
 * stem is cut at a character, the extension stays.
 * @param stamp `yyyyMMdd_hhmmss` (core/zone.ts historyStamp).
 * @param isTaken whether a name, or one that may come to stand beside it, is another file's.
 */
export function historyName(
  stamp: string,
  file: string,
  isTaken: (name: string) => boolean,
): string {
  const safe = file.replace(UNSAFE, "_");
  for (let n = 1; ; n++) {
    const head = n === 1 ? `${stamp}_` : `${stamp}_${n}_`;
    const name = head + shorten(safe, NAME_BYTES - LONGEST_SIDECAR - Buffer.byteLength(head));
    if (!isTaken(name)) return name;
  }
}

/** All names that may come to stand beside the file of that name. */
export function namesBeside(name: string): readonly string[] {
  return [...SIDECARS, ...FURTHER_ERRORS].map((suffix) => name + suffix);
}

/** The same for all names whose files, or those beside them, could ever have one name; others may share it. */
export function rootOf(name: string): string {
  return name.replace(ENDINGS, "");
}

/** Whether a file of one name, or one beside it, would have the name of the other's. */
export function doClash(a: string, b: string): boolean {
  const namesOfA = new Set([a, ...namesBeside(a)]);
  return [b, ...namesBeside(b)].some((name) => namesOfA.has(name));
}

/** Cuts the stem of `file` so that all of it takes at most `bytes`. */
function shorten(file: string, bytes: number): string {
  if (Buffer.byteLength(file) <= bytes) return file;
  const extension = extensionOf(file);
  let room = bytes - Buffer.byteLength(extension);
  let stem = "";
  for (const { segment } of new Intl.Segmenter().segment(file)) {
    room -= Buffer.byteLength(segment);
    if (room < 0) break;
    stem += segment;
  }
  return stem.replace(/[. ]+$/, "") + extension;
}

function extensionOf(file: string): string {
  const extension = /[^.](\.[^.]+)$/u.exec(file)?.[1] ?? "";
  return Buffer.byteLength(extension) <= LONGEST_EXTENSION ? extension : "";
}
