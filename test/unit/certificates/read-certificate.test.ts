import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { issuerAndSerialNumber } from "../../../src/certificates/certificate-fields.ts";
import { createSelfSigned, type SelfSigned } from "../../../src/certificates/forge.ts";
import { readCertificate } from "../../../src/certificates/read-certificate.ts";

const NOW = new Date("2026-06-01T12:00:00.000Z");

let made: SelfSigned;
let der: Buffer;

beforeAll(async () => {
  made = await createSelfSigned({ commonName: "Käse, Brot + Co", days: 30, now: NOW });
  der = new X509Certificate(made.certificatePem).raw;
});

function refusal(content: string | Buffer): string {
  try {
    readCertificate(Buffer.from(content), "client.pem");
  } catch (error) {
    expect(error).toMatchObject({ name: "InputError", code: "E007" });
    return (error as Error).message.replace(
      /^client\.pem is not a certificate that can be used: /,
      "",
    );
  }
  return "read";
}

describe("a certificate file", () => {
  it("gives what exports need, from PEM or DER", () => {
    const certificate = readCertificate(Buffer.from(made.certificatePem), "client.pem");
    const node = new X509Certificate(made.certificatePem);
    expect(certificate).toEqual({
      fingerprint: node.fingerprint256.replaceAll(":", ""),
      subject: "CN=Käse\\, Brot \\+ Co",
      issuer: "CN=Käse\\, Brot \\+ Co",
      serialNumber: node.serialNumber,
      notBefore: "2026-06-01T12:00:00.000Z",
      notAfter: "2026-07-01T12:00:00.000Z",
      keyType: "rsa",
      keyBits: 2048,
      allowsKeyEncipherment: true,
      pem: node.toString(),
    });
    expect(readCertificate(der, "client.crt")).toEqual(certificate);
  });

  it.each([
    ["a byte order mark before it", (pem: string) => `\ufeff${pem}`],
    ["line ends of Windows", (pem: string) => pem.replace(/\r?\n/g, "\r\n")],
    ["text around it", (pem: string) => `Certificate:\n  Data: 1\n${pem}\nthat was it\n`],
  ])("may have %s", (_, change) => {
    expect(refusal(change(made.certificatePem))).toBe("read");
  });

  it("must hold one certificate and nothing else", () => {
    const key = "it holds a private key, which must stay with the client; delete this copy";
    expect(refusal(made.keyPem)).toBe(key);
    expect(refusal(made.certificatePem + made.keyPem)).toBe(key);
    expect(refusal(made.certificatePem + made.certificatePem)).toBe(
      "it holds a bundle of 2 certificates",
    );
    const cut = made.certificatePem.slice(0, 400);
    expect(refusal(cut)).toBe("its PEM is cut off or damaged");
    const broken = Buffer.from(made.certificatePem.replace(/\n.{20}/, "\nAAAAAAAAAAAAAAAAAAAA"));
    expect(refusal(broken)).toBe("it holds neither PEM nor DER");
    expect(refusal("")).toBe("it is empty");
    expect(refusal("hello")).toBe("it holds neither PEM nor DER");
    expect(refusal(Buffer.concat([der, Buffer.from([0])]))).toBe("it holds neither PEM nor DER");
  });

  it.each(["pkcs1", "pkcs8"] as const)("is told from a key in %s, PEM and DER", (type) => {
    const key = "it holds a private key, which must stay with the client; delete this copy";
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    expect(refusal(privateKey.export({ type, format: "pem" }))).toBe(key);
    expect(refusal(privateKey.export({ type, format: "der" }))).toBe(key);
  });

  it("is told from other keys", () => {
    const key = "it holds a private key, which must stay with the client; delete this copy";
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const locked = { type: "pkcs8", cipher: "aes-256-cbc", passphrase: "x" } as const;
    expect(refusal(privateKey.export({ ...locked, format: "pem" }))).toBe(key);
    expect(refusal(privateKey.export({ ...locked, format: "der" }))).toBe(key);
    expect(refusal(privateKey.export({ type: "sec1", format: "der" }))).toBe(key);
    const open = "it holds a public key without a certificate";
    expect(refusal(publicKey.export({ type: "spki", format: "pem" }))).toBe(open);
    expect(refusal(publicKey.export({ type: "spki", format: "der" }))).toBe(open);
    expect(refusal("ssh-rsa AAAAB3NzaC1yc2E= q@host\n")).toBe("it holds an OpenSSH public key");
  });
});

describe("issuer and serial number", () => {
  it("are the bytes of the certificate", () => {
    const certificate = readCertificate(der, "client.crt");
    const [issuer, serial] = issuerAndSerialNumber(certificate);
    expect(der.includes(issuer)).toBe(true);
    expect(serial.toString("hex")).toBe(`0210${certificate.serialNumber.toLowerCase()}`);
  });
});
