/** Certificates that nobody may be encrypted to, made by openssl. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./exporting.ts";

/** What `openssl ca` wants to know: it alone sets both dates in OpenSSL 3.0. */
const CONFIG = `[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = policy
[policy]
commonName = supplied
`;

/** @param times `YYYYMMDDHHMMSSZ`. */
export async function makeDated(
  folder: string,
  name: string,
  times: { readonly start: string; readonly end: string },
): Promise<string> {
  const cwd = join(folder, `ca-${name}`);
  await mkdir(cwd);
  await writeFile(join(cwd, "ca.cnf"), CONFIG);
  await writeFile(join(cwd, "index.txt"), "");
  await writeFile(join(cwd, "serial"), "01\n");
  const request = ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", `/CN=${name}`];
  await run("openssl", [...request, "-keyout", "key.pem", "-out", "request.pem"], { cwd });
  const path = join(folder, `${name}.pem`);
  const sign = ["ca", "-batch", "-notext", "-selfsign", "-config", "ca.cnf", "-keyfile", "key.pem"];
  const dates = ["-startdate", times.start, "-enddate", times.end];
  await run("openssl", [...sign, "-in", "request.pem", "-out", path, ...dates], { cwd });
  return path;
}

/** @param options of `openssl req -x509`, the kind of key among them. */
export async function makeUnfit(
  folder: string,
  name: string,
  ...options: readonly string[]
): Promise<string> {
  const path = join(folder, `${name}.pem`);
  const request = ["req", "-x509", "-nodes", "-days", "90", "-subj", `/CN=${name}`];
  await run("openssl", [...request, ...options, "-keyout", `${path}.key`, "-out", path]);
  return path;
}
