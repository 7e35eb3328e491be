/** The content of one file of an archive, unpacked and checked against its size and CRC-32. */
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { AppError, systemCode } from "../../core/errors.ts";
import { damaged } from "./faults.ts";
import type { JoinedVolumes } from "./joined-volumes.ts";
import type { ZipEntry } from "./zip-directory.ts";

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const CHUNK_BYTES = 262_144;

/** It is right only when it has ended. @throws {InputError} E009 that names the file */
export async function* zipContent(archive: JoinedVolumes, entry: ZipEntry): AsyncGenerator<Buffer> {
  const { name, sizeBytes, isDeflated } = entry;
  const packed = archive.stream(await contentPosition(archive, entry), entry.packedBytes);
  let length = 0;
  let checksum = 0;
  for await (const bytes of isDeflated ? inflated(packed, entry) : packed) {
    length += bytes.length;
    if (length > sizeBytes) {
      throw damaged(`${name} is damaged: it has more than the ${sizeBytes} bytes that it should`);
    }
    checksum = crc32(bytes, checksum);
    yield bytes;
  }
  if (length !== sizeBytes) {
    throw damaged(`${name} is damaged: it has ${length} bytes instead of ${sizeBytes}`);
  }
  if (checksum !== entry.crc32) throw damaged(`${name} is damaged: its CRC-32 is wrong`);
}

/** Behind the local header, whose name must be the one of the directory. */
async function contentPosition(archive: JoinedVolumes, entry: ZipEntry): Promise<number> {
  const { name, nameBytes, position } = entry;
  const header = await archive.bytes(position, LOCAL_BYTES);
  const isLocal = header.readUInt32LE(0) === LOCAL;
  const isMethod = header.readUInt16LE(8) === (entry.isDeflated ? 8 : 0);
  const length = header.readUInt16LE(26);
  const isSame =
    isLocal &&
    isMethod &&
    length === nameBytes.length &&
    (await archive.bytes(position + LOCAL_BYTES, length)).equals(nameBytes);
  if (!isSame) throw damaged(`${name} is damaged: its header in the archive is another one`);
  return position + LOCAL_BYTES + length + header.readUInt16LE(28);
}

async function* inflated(
  packed: AsyncIterable<Buffer>,
  { name, packedBytes }: ZipEntry,
): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  // What goes wrong comes out of the loop below, too; unheard here, it would end the process. It
  // is not waited for: zlib takes no more input when there is some behind the end.
  pipeline(packed, inflate).catch(() => undefined);
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } catch (error) {
    // zlib's own: Z_DATA_ERROR, Z_BUF_ERROR.
    if (error instanceof AppError || systemCode(error)?.startsWith("Z_") !== true) throw error;
    throw damaged(`${name} is damaged: its packed content can't be unpacked`, error);
  } finally {
    inflate.destroy();
  }
  if (inflate.bytesWritten !== packedBytes) {
    throw damaged(`${name} is damaged: there is more in the archive than its content`);
  }
}
