/** The certificate and key of `console.listen`, as their files have them now. */
import { readFile } from "node:fs/promises";
import { serverCertificate, type ServerCertificate } from "../certificates/server-certificate.ts";
import { readSecret } from "../config/secrets.ts";
import type { TlsFiles } from "../config/service-config.ts";
import { ConfigError } from "../core/errors.ts";

/** @throws {ConfigError} C001 one can't be read, C003 one is not what it should be, or they do not go together. */
export async function readTlsFiles(files: TlsFiles): Promise<ServerCertificate> {
  const { certificatePath, keyPath } = files;
  const chain = await readFile(certificatePath, "utf8").catch((cause: unknown) => {
    const message = `console.certificate: the file ${certificatePath} can't be read`;
    throw new ConfigError("C001", message, {
      hint: "Check the path, and that the user of the service may read it.",
      cause,
    });
  });
  return serverCertificate(chain, await readSecret(keyPath, "console.key"), files);
}
