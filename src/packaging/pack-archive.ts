/** Packs files into a zip, in one volume or in numbered ones, as a stream with bounded memory. */
import type { ArchiveFile, PackOptions, Volume } from "./archive.ts";
import { layPieces } from "./choose-layout.ts";
import { writeZip } from "./zip-writer.ts";

/**
 * The volumes of the archive, each to be read to its end before the next is asked for:
 * `for await (const { number, content } of packArchive(files, options)) await save(number, content)`.
 * The same files give the same bytes. Leaving the loop early ends everything, also the sources.
 * @throws {SplitNeeded} form "auto" and larger than expected; also whatever a content throws
 */
export async function* packArchive(
  files: AsyncIterable<ArchiveFile>,
  options: PackOptions,
): AsyncGenerator<Volume, undefined> {
  const placed = layPieces(writeZip(files, options.level), options);
  try {
    let ahead = await placed.next();
    const isAt = (volume: number): boolean => !ahead.done && ahead.value.volume === volume;
    const contentOf = async function* (volume: number): AsyncGenerator<Buffer, undefined> {
      while (!ahead.done && ahead.value.volume === volume) {
        yield ahead.value.bytes;
        ahead = await placed.next();
      }
    };
    while (!ahead.done) {
      const number = ahead.value.volume;
      yield { number, content: contentOf(number) };
      // Also after a content has failed: what was packed so far must not pass for an archive.
      if (isAt(number)) {
        throw new Error(`volume ${number} was not read to its end`);
      }
    }
  } finally {
    await placed.return(undefined);
  }
}
