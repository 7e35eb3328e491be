/** The name by which a file says that it may remove more records than the shrink guard allows. */
import { extname } from "node:path";

const MARK = ".force";

/** Whether the name is `<name>.force.<extension>`. */
export function isForced(fileName: string): boolean {
  const extension = extname(fileName);
  return fileName
    .slice(0, fileName.length - extension.length)
    .toLowerCase()
    .endsWith(MARK);
}

/** `customers.csv` -> `customers.force.csv` */
export function forcedName(fileName: string): string {
  if (isForced(fileName)) return fileName;
  const extension = extname(fileName);
  return `${fileName.slice(0, fileName.length - extension.length)}${MARK}${extension}`;
}
