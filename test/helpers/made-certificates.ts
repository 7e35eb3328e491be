/** Certificates as clients make them, by openssl. */
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../../src/certificates/certificate.ts";
import { readCertificate } from "../../src/certificates/read-certificate.ts";

export interface MadeCertificate {
  readonly certificate: Certificate;
  readonly certificatePath: string;
  readonly keyPath: string;
}

export interface Making {
  /** Of `openssl req -newkey`. */
  readonly key?: string;
  /** More arguments of `openssl req -x509`. */
  readonly more?: readonly string[];
}

/** Makes `<folder>/<name>.pem` and `<name>.key`. */
export function makeCertificate(
  folder: string,
  name: string,
  making: Making = {},
): MadeCertificate {
  const { key = "rsa:2048", more = ["-subj", `/CN=${name}`] } = making;
  const certificatePath = join(folder, `${name}.pem`);
  const keyPath = join(folder, `${name}.key`);
  const request = ["req", "-x509", "-newkey", ...key.split(" "), "-nodes", "-days", "90"];
  openssl([...request, "-keyout", keyPath, "-out", certificatePath, ...more]);
  const certificate = readCertificate(readFileSync(certificatePath), certificatePath);
  return { certificate, certificatePath, keyPath };
}

/**
 * Makes the certificate of a server, which is its own issuer, and its key for the server's user alone.
 * @param names `DNS:localhost,IP:127.0.0.1`
 */
export function makeTlsKey(certificatePath: string, keyPath: string, names: string): void {
  openssl([
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=server"],
    ...["-addext", `subjectAltName=${names}`, "-keyout", keyPath, "-out", certificatePath],
  ]);
  chmodSync(keyPath, 0o600);
}

/** Standard output of openssl; its errors are thrown with what it said. */
export function openssl(args: readonly string[], input?: Buffer): Buffer {
  return execFileSync("openssl", args, {
    ...(input === undefined ? {} : { input }),
    stdio: ["pipe", "pipe", "pipe"],
    maxBuffer: 1_073_741_824,
  });
}
