/** The name that a dropped file gets in History; pure. */
const NAME_BYTES = 255;
/** What Quayside writes beside the file, the longest last. */
const SIDECARS = [".log", ".err", ".result", ".rejected.csv", ".rejected.xlsx"];
const FURTHER_ERRORS = Array.from({ length: 38 }, (_, index) => `.${index + 2}.err`);
const LONGEST_SIDECAR = ".rejected.xlsx".length;
const LONGEST_EXTENSION = 20;
const UNSAFE = /[/\\\u0000-\u001f\u007f]/g;

/**
 * `yyyyMMdd_hhmmss_file.ext`, and where that or a name beside it is taken
 * `yyyyMMdd_hhmmss_2_file.ext` and so on. The name and each sidecar's fit into 255 bytes: a longer
 * stem is cut at a character, the extension stays.
 * @param stamp `yyyyMMdd_hhmmss` (core/zone.ts historyStamp).
 * @param taken whether a name exists in History; without regard to case where the disk has none.
 *   `isFurther`: it is a `.2.err` and so on, which Quayside never writes without the `.err`.
 */
export function historyName(
  stamp: string,
  file: string,
  taken: (name: string, isFurther: boolean) => boolean,
): string {
  const safe = file.replace(UNSAFE, "_");
  for (let n = 1; ; n++) {
    const head = n === 1 ? `${stamp}_` : `${stamp}_${n}_`;
    const name = head + shorten(safe, NAME_BYTES - LONGEST_SIDECAR - Buffer.byteLength(head));
    const isTaken =
      taken(name, false) ||
      SIDECARS.some((suffix) => taken(name + suffix, false)) ||
      FURTHER_ERRORS.some((suffix) => taken(name + suffix, true));
    if (!isTaken) return name;
  }
}

/** All names that may come to stand beside the file of that name. */
export function namesBeside(name: string): readonly string[] {
  return [...SIDECARS, ...FURTHER_ERRORS].map((suffix) => name + suffix);
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
