import { describe, expect, it } from "vitest";
import type { Certificate } from "../../../src/certificates/certificate.ts";
import {
  checkCertificate,
  checkRecipients,
  daysLeft,
  expiryWarning,
} from "../../../src/certificates/check.ts";

const GOOD: Certificate = {
  fingerprint: "AB",
  subject: "CN=client",
  issuer: "CN=client",
  serialNumber: "01",
  notBefore: "2026-01-01T00:00:00.000Z",
  notAfter: "2027-01-01T00:00:00.000Z",
  keyType: "rsa",
  keyBits: 2048,
  allowsKeyEncipherment: undefined,
  pem: "",
};
const NOW = "2026-06-01T00:00:00.000Z";

function problemsOf(change: Partial<Certificate>, now = NOW): string[] {
  return checkCertificate({ ...GOOD, ...change }, new Date(now)).map(
    ({ severity, code, message }) => `${severity} ${code} ${message}`,
  );
}

describe("a certificate", () => {
  it.each<[string, Partial<Certificate>, string]>([
    ["that is good", {}, NOW],
    ["that allows key encipherment", { allowsKeyEncipherment: true }, NOW],
    ["with a longer key", { keyBits: 4096 }, NOW],
    ["in its first instant", {}, GOOD.notBefore],
    ["in its last instant", {}, GOOD.notAfter],
  ])("%s can be used", (_, change, now) => {
    expect(problemsOf(change, now)).toEqual([]);
  });

  it.each<[Partial<Certificate>, string, string]>([
    [
      {},
      "2027-01-01T00:00:00.001Z",
      "error E002 the certificate of CN=client expired on 2027-01-01T00:00:00.000Z",
    ],
    [
      {},
      "2025-12-31T23:59:59.999Z",
      "error E003 the certificate of CN=client is not valid before 2026-01-01T00:00:00.000Z",
    ],
    [
      { keyBits: 2047 },
      NOW,
      "error E004 the certificate of CN=client has an RSA key of 2047 bits; 2048 or more are needed",
    ],
    [
      { keyType: "ec", keyBits: 256 },
      NOW,
      "error E005 the certificate of CN=client has a key of type ec; an RSA key of 2048 bits or more is needed",
    ],
    [
      { keyType: "rsa-pss" },
      NOW,
      "error E005 the certificate of CN=client has a key of type rsa-pss; an RSA key of 2048 bits or more is needed",
    ],
    [
      { allowsKeyEncipherment: false },
      NOW,
      "error E006 the certificate of CN=client has a key usage without keyEncipherment",
    ],
    [
      { keyType: "ec", keyBits: 256, subject: "" },
      NOW,
      "error E005 the certificate of (no subject) has a key of type ec; an RSA key of 2048 bits or more is needed",
    ],
  ])("%j at %s can't", (change, now, expected) => {
    expect(problemsOf(change, now)).toEqual([expected]);
  });

  it("tells all that is wrong at once", () => {
    const codes = checkCertificate(
      { ...GOOD, keyBits: 1024, allowsKeyEncipherment: false },
      new Date("2028-01-01"),
    ).map(({ code }) => code);
    expect(codes).toEqual(["E002", "E004", "E006"]);
  });
});

describe("the certificates of an owner", () => {
  const old = { ...GOOD, notAfter: "2026-05-01T00:00:00.000Z" };
  const now = new Date(NOW);

  it("are an error when there is none", () => {
    expect(checkRecipients("north", [], now)).toEqual({
      usable: [],
      problems: [
        {
          severity: "error",
          code: "E001",
          message: "there is no certificate of north to encrypt to",
        },
      ],
    });
  });

  it("may hold an old one beside a good one, which is only a warning", () => {
    const { usable, problems } = checkRecipients("north", [old, GOOD], now);
    expect(usable).toEqual([GOOD]);
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(["warning E002"]);
  });

  it("are an error when none of them is good", () => {
    const { usable, problems } = checkRecipients("north", [old, { ...GOOD, keyBits: 1024 }], now);
    expect(usable).toEqual([]);
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "error E002",
      "error E004",
    ]);
  });
});

describe("the warning before the end", () => {
  it.each([
    ["2026-12-01T23:59:59.000Z", undefined, 31],
    ["2026-12-02T00:00:00.000Z", 30, 30],
    ["2026-12-17T23:59:59.000Z", 30, 15],
    ["2026-12-18T00:00:00.000Z", 14, 14],
    ["2026-12-24T23:59:59.000Z", 14, 8],
    ["2026-12-25T00:00:00.000Z", 7, 7],
    ["2026-12-30T23:59:59.000Z", 7, 2],
    ["2026-12-31T00:00:00.000Z", 1, 1],
    ["2027-01-01T00:00:00.000Z", 1, 0],
    ["2027-01-01T00:00:00.001Z", undefined, 0],
    ["2027-01-03T00:00:00.000Z", undefined, -2],
  ])("at %s is step %s with %d days left", (now, step, days) => {
    expect(expiryWarning(GOOD, new Date(now))?.step).toBe(step);
    expect(daysLeft(GOOD, new Date(now)) + 0).toBe(days);
  });

  it("says when", () => {
    expect(expiryWarning(GOOD, new Date("2026-12-20T12:00:00Z"))).toEqual({
      code: "E012",
      step: 14,
      daysLeft: 12,
      message: "the certificate of CN=client expires in 12 days, on 2027-01-01T00:00:00.000Z",
    });
  });
});
