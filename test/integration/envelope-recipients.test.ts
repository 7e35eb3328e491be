/** Certificates as they come from clients: names of every kind, and files that are something else. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issuerAndSerialNumber } from "../../src/certificates/certificate-fields.ts";
import { checkCertificate } from "../../src/certificates/check.ts";
import { readCertificate } from "../../src/certificates/read-certificate.ts";
import { encrypt } from "../../src/packaging/envelope.ts";
import {
  makeCertificate,
  openssl,
  type Making,
  type MadeCertificate,
} from "../helpers/made-certificates.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "quayside-recipients-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

/** A configuration of `openssl req` in which strings are of this type. */
function withStrings(mask: string): readonly string[] {
  const path = at(`${mask.replace(":", "-")}.cnf`);
  writeFileSync(
    path,
    `[req]\ndistinguished_name = dn\nstring_mask = ${mask}\nprompt = no\n[dn]\nCN = Z\u00fcrich\nO = x\n`,
  );
  return ["-config", path, "-utf8"];
}

function derOf({ certificatePath }: MadeCertificate): Buffer {
  return openssl(["x509", "-in", certificatePath, "-outform", "DER"]);
}

async function opens(made: MadeCertificate): Promise<void> {
  const content = Buffer.from("content");
  async function* once(): AsyncGenerator<Buffer> {
    yield content;
  }
  const recipients = [made.certificate];
  const parts: Buffer[] = [];
  for await (const part of encrypt(once(), { recipients, encryption: "smime-aes256-cbc" })) {
    parts.push(part);
  }
  const keys = ["-inkey", made.keyPath, "-recip", made.certificatePath];
  const opened = openssl(["smime", "-decrypt", "-binary", ...keys], Buffer.concat(parts));
  expect(opened.equals(content)).toBe(true);
}

const NAMES: readonly (readonly [string, () => Making])[] = [
  ["in UTF-8", () => ({ more: withStrings("utf8only") })],
  ["in BMP strings", () => ({ more: withStrings("MASK:0x800") })],
  ["in T61 strings", () => ({ more: withStrings("MASK:0x4") })],
  [
    "with two values in one part",
    () => ({ more: ["-multivalue-rdn", "-subj", "/O=x/CN=a+UID=b"] }),
  ],
  ["with commas and quotes", () => ({ more: ["-subj", '/O=a, b "c"/CN=d\\/e;f'] })],
  ["that is empty", () => ({ more: ["-subj", "/"] })],
  ["with an e-mail address", () => ({ more: ["-subj", "/CN=a/emailAddress=a@example.com"] })],
  [
    "and a serial number of 20 bytes",
    () => ({ more: ["-subj", "/CN=a", "-set_serial", `0x7f${"ab".repeat(19)}`] }),
  ],
  [
    "and a serial number with its first bit set",
    () => ({ more: ["-subj", "/CN=a", "-set_serial", "0x80"] }),
  ],
  ["and the serial number 0", () => ({ more: ["-subj", "/CN=a", "-set_serial", "0"] })],
];

describe("a certificate with a name", () => {
  it.each(NAMES)("%s keeps its bytes and opens what was encrypted to it", async (_, making) => {
    const made = makeCertificate(folder, "named", making());
    const der = derOf(made);
    const [issuer, serial] = issuerAndSerialNumber(made.certificate);
    expect(der.includes(serial)).toBe(true);
    expect(der.includes(issuer)).toBe(true);
    await opens(made);
  });
});

describe("a certificate", () => {
  // Tomorrow: openssl makes them valid from this second on.
  const now = new Date(Date.now() + 86_400_000);
  const codesOf = (making: Making): string[] => {
    const { certificate } = makeCertificate(folder, "checked", making);
    return checkCertificate(certificate, now).map(({ code }) => code);
  };

  it("made by the command of the README can be used", async () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const command = readme.split("\n").find((line) => line.startsWith("openssl req -x509"));
    execFileSync("sh", ["-c", command ?? "false"], { cwd: folder, stdio: "pipe" });
    const certificate = readCertificate(readFileSync(at("client.pem")), "client.pem");
    expect(checkCertificate(certificate, now)).toEqual([]);
    await opens({ certificate, keyPath: at("client.key"), certificatePath: at("client.pem") });
  });

  it.each<[Making, string[]]>([
    [{ key: "rsa:1024" }, ["E004"]],
    [{ key: "ec -pkeyopt ec_paramgen_curve:prime256v1" }, ["E005"]],
    [{ key: "ed25519" }, ["E005"]],
    [{ key: "rsa-pss -pkeyopt rsa_keygen_bits:2048" }, ["E005"]],
    [{ more: ["-subj", "/CN=a", "-addext", "keyUsage=digitalSignature"] }, ["E006"]],
    [{ more: ["-subj", "/CN=a", "-addext", "keyUsage=critical,keyCertSign,cRLSign"] }, ["E006"]],
    [{ more: ["-subj", "/CN=a", "-addext", "keyUsage=digitalSignature,keyEncipherment"] }, []],
    [{ more: ["-subj", "/CN=a", "-addext", "keyUsage=keyEncipherment,decipherOnly"] }, []],
    [{ more: ["-subj", "/CN=a", "-addext", "extendedKeyUsage=emailProtection"] }, []],
  ])("of %j has the problems %j", (making, codes) => {
    expect(codesOf(making)).toEqual(codes);
  });

  it("with a key that can't encrypt is refused by the envelope as well", async () => {
    const { certificate } = makeCertificate(folder, "ec", {
      key: "ec -pkeyopt ec_paramgen_curve:prime256v1",
    });
    async function* none(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(0);
    }
    const options = { recipients: [certificate], encryption: "smime-aes256-cbc" } as const;
    await expect(encrypt(none(), options).next()).rejects.toMatchObject({
      name: "OperatorError",
      code: "E005",
    });
  });
});

describe("a file that is no certificate", () => {
  it("is told by what it is", () => {
    const { keyPath, certificatePath } = makeCertificate(folder, "other");
    const forms: readonly (readonly [readonly string[], string])[] = [
      [["req", "-new", "-key", keyPath, "-subj", "/CN=a"], "a certificate request"],
      [
        ["req", "-new", "-key", keyPath, "-subj", "/CN=a", "-outform", "DER"],
        "a certificate request",
      ],
      [["crl2pkcs7", "-nocrl", "-certfile", certificatePath], "a bundle (PKCS #7)"],
      [
        ["crl2pkcs7", "-nocrl", "-certfile", certificatePath, "-outform", "DER"],
        "a bundle (PKCS #7)",
      ],
      [
        ["pkcs12", "-export", "-inkey", keyPath, "-in", certificatePath, "-passout", "pass:x"],
        "a PKCS #12 bundle with a private key",
      ],
      [["rsa", "-in", keyPath, "-traditional"], "a private key"],
      [["rsa", "-in", keyPath, "-pubout", "-outform", "DER"], "a public key"],
      [["x509", "-in", certificatePath, "-trustout"], "a TRUSTED CERTIFICATE"],
    ];
    for (const [args, what] of forms) {
      const bytes = openssl(args);
      expect(() => readCertificate(bytes, "given.pem")).toThrow(
        `given.pem is not a certificate that can be used: it holds ${what}`,
      );
    }
  });
});
