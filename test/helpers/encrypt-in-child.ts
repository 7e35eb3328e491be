/**
 * A process that encrypts so many bytes to a certificate, throws the envelope away or writes it, and
 * tells how much memory it took. Arguments: bytes, certificate, form, path of the envelope or none.
 */
import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { readCertificate } from "../../src/certificates/read-certificate.ts";
import type { EnvelopeForm } from "../../src/packaging/envelope-cipher.ts";
import { encrypt } from "../../src/packaging/envelope.ts";

const [bytes = "0", certificatePath = "", form = "", path] = process.argv.slice(2);

async function* content(length: number): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(131_072, "quayside sample \n");
  for (let left = length; left > 0; left -= chunk.length) {
    yield left < chunk.length ? chunk.subarray(0, left) : chunk;
  }
}

const recipients = [readCertificate(readFileSync(certificatePath), certificatePath)];
const options = { recipients, encryption: form as EnvelopeForm };
const file = path === undefined ? undefined : await open(path, "w");
let encrypted = 0;
for await (const part of encrypt(content(Number(bytes)), options)) {
  encrypted += part.length;
  await file?.writeFile(part);
}
await file?.close();
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ encrypted, peakMiB }));
