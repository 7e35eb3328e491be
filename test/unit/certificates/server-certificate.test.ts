/** Certificate and key of this server: what is taken, and what is refused with which words. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { serverCertificate } from "../../../src/certificates/server-certificate.ts";
import { serverExpiry } from "../../../src/certificates/server-expiry.ts";
import { Secret } from "../../../src/core/secret.ts";
import { makeCertificate, openssl } from "../../helpers/made-certificates.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const PLACES = { certificatePath: "/srv/s.pem", keyPath: "/srv/s.key" };

function make(name: string, key?: string): { chain: string; key: string } {
  const { certificatePath, keyPath } = makeCertificate(inFolder(), name, key ? { key } : {});
  return { chain: readFileSync(certificatePath, "utf8"), key: readFileSync(keyPath, "utf8") };
}

describe("the certificate of this server", () => {
  it.each([undefined, "ec -pkeyopt ec_paramgen_curve:prime256v1"])(
    "is taken with its key, its issuers behind it (%s)",
    (kind) => {
      const own = make("own", kind);
      const { chain } = make("issuer");
      const taken = serverCertificate(own.chain + chain, new Secret(own.key), PLACES);
      expect(taken.own.subject).toBe("CN=own");
      expect(Date.parse(taken.own.notAfter)).toBeGreaterThan(Date.now() + 80 * 86_400_000);
    },
  );

  it("is refused with the key of another one, or behind that of its issuer", () => {
    const [own, other] = [make("own"), make("other")];
    const message = "console.key: /srv/s.key is not the key of the certificate in /srv/s.pem";
    const expected = expect.objectContaining({ code: "C003", message }) as Error;
    for (const chain of [other.chain, other.chain + own.chain]) {
      expect(() => serverCertificate(chain, new Secret(own.key), PLACES)).toThrow(expected);
    }
  });

  it("is refused where a file holds something else, or the key asks for a passphrase", () => {
    const own = make("own");
    const locked = openssl(
      ["pkey", "-aes256", "-passout", "pass:secret-phrase"],
      Buffer.from(own.key),
    ).toString();
    for (const key of ["no key", own.chain, locked]) {
      expect(() => serverCertificate(own.chain, new Secret(key), PLACES)).toThrow(
        "console.key: /srv/s.key holds no private key (PEM) without a passphrase",
      );
    }
    for (const chain of ["", own.key, own.chain.slice(0, 300)]) {
      expect(() => serverCertificate(chain, new Secret(own.key), PLACES)).toThrow(
        "console.certificate: /srv/s.pem does not begin with a certificate (PEM)",
      );
    }
    expect(() =>
      serverCertificate(
        own.chain + "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
        new Secret(own.key),
        PLACES,
      ),
    ).toThrow(/^console\.certificate: \/srv\/s\.pem can't be used: /);
  });
});

describe("the end of the certificate of this server", () => {
  const certificate = {
    ...{ fingerprint: "AB", subject: "CN=own", issuer: "CN=own", serialNumber: "1", pem: "" },
    ...{ keyType: "rsa", keyBits: 2048, allowsKeyEncipherment: undefined },
    ...{ notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2026-04-01T00:00:00.000Z" },
  };

  it.each([
    ["2025-12-31T23:59:59Z", "early", false],
    ["2026-03-01T00:00:00Z", undefined, undefined],
    ["2026-03-05T00:00:00Z", "30", true],
    ["2026-03-31T12:00:00Z", "1", true],
    ["2026-04-01T00:00:01Z", "expired", false],
  ])("is told at %s as %s", (now, step, isUsable) => {
    const expiry = serverExpiry(certificate, new Date(now));
    expect([expiry?.step, expiry?.isUsable]).toEqual([step, isUsable]);
  });
});
