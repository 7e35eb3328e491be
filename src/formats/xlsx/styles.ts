/** The styles part: the number format of every cell style. */
import type { Attributes, XmlSink } from "../sax.ts";
import type { ZipParts } from "../zip-parts.ts";
import { builtinFormat, customFormat, PLAIN, type NumberFormat } from "./number-format.ts";
import { parseWhole } from "./part-text.ts";

/** Number formats by the index that cells name as `s`. */
export async function readStyles(
  parts: ZipParts,
  part: string | undefined,
): Promise<readonly NumberFormat[]> {
  const styles = new Styles();
  if (part !== undefined) await parseWhole(parts, part, styles);
  return styles.formats;
}

class Styles implements XmlSink {
  readonly formats: NumberFormat[] = [];
  readonly #custom = new Map<number, NumberFormat>();
  /** Named styles (cellStyleXfs) have the same elements, and do not count. */
  #isCellFormats = false;

  open(name: string, attributes: Attributes): void {
    if (name === "numFmt") {
      this.#custom.set(
        Number(attributes["numFmtId"]),
        customFormat(attributes["formatCode"] ?? ""),
      );
    } else if (name === "cellXfs") {
      this.#isCellFormats = true;
    } else if (name === "xf" && this.#isCellFormats) {
      const id = Number(attributes["numFmtId"] ?? 0);
      this.formats.push(this.#custom.get(id) ?? (Number.isNaN(id) ? PLAIN : builtinFormat(id)));
    }
  }

  close(name: string): void {
    if (name === "cellXfs") this.#isCellFormats = false;
  }

  text(): void {
    // Styles hold no text.
  }
}
