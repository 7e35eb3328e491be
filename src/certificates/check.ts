/** Whether a certificate can be encrypted to at a moment, and whether it soon can't: pure. */
import type { Certificate, CertificateProblem } from "./certificate.ts";

const DAY_MS = 86_400_000;
const LEAST_RSA_BITS = 2_048;
/** Days before the end at which a warning goes out. */
const WARNING_DAYS = [1, 7, 14, 30] as const;

/** Everything that keeps this certificate from being used at `now`; empty: it can be used. */
export function checkCertificate(
  certificate: Certificate,
  now: Date,
): readonly CertificateProblem[] {
  const { notBefore, notAfter, keyType, keyBits } = certificate;
  const whose = `the certificate of ${certificate.subject || "(no subject)"}`;
  const problems: CertificateProblem[] = [];
  const add = (code: CertificateProblem["code"], message: string): void => {
    problems.push({ severity: "error", code, message });
  };
  // Both ends belong to the time of validity (RFC 5280, 4.1.2.5).
  if (now > new Date(notAfter)) add("E002", `${whose} expired on ${notAfter}`);
  if (now < new Date(notBefore)) add("E003", `${whose} is not valid before ${notBefore}`);
  if (keyType !== "rsa") {
    add("E005", `${whose} has a key of type ${keyType}; an RSA key of 2048 bits or more is needed`);
  } else if (keyBits < LEAST_RSA_BITS) {
    add("E004", `${whose} has an RSA key of ${keyBits} bits; 2048 or more are needed`);
  }
  if (certificate.allowsKeyEncipherment === false) {
    add("E006", `${whose} has a key usage without keyEncipherment`);
  }
  return problems;
}

export interface Recipients {
  /** Those that can be encrypted to. */
  readonly usable: readonly Certificate[];
  /** Errors when nothing is usable, else warnings: a rotation has two, of which one ends first. */
  readonly problems: readonly CertificateProblem[];
}

/** What a run can do with the current certificates of an owner: it needs one that is usable. */
export function checkRecipients(
  owner: string,
  certificates: readonly Certificate[],
  now: Date,
): Recipients {
  if (certificates.length === 0) {
    const message = `there is no certificate of ${owner} to encrypt to`;
    return { usable: [], problems: [{ severity: "error", code: "E001", message }] };
  }
  const usable = certificates.filter((one) => checkCertificate(one, now).length === 0);
  const severity = usable.length > 0 ? "warning" : "error";
  const problems = certificates.flatMap((one) => checkCertificate(one, now));
  return { usable, problems: problems.map((problem) => ({ ...problem, severity })) };
}

export interface ExpiryWarning {
  readonly code: "E012";
  /** The step that was reached; each is to be told once. */
  readonly step: (typeof WARNING_DAYS)[number];
  readonly daysLeft: number;
  readonly message: string;
}

/** Days until the end, rounded up; 0 or less: it has expired. */
export function daysLeft({ notAfter }: Certificate, now: Date): number {
  return Math.ceil((Date.parse(notAfter) - now.getTime()) / DAY_MS);
}

/** From 30 days before the end on; undefined before that, and when it has expired (E002 tells that). */
export function expiryWarning(certificate: Certificate, now: Date): ExpiryWarning | undefined {
  const days = daysLeft(certificate, now);
  const step = WARNING_DAYS.find((one) => days <= one);
  if (step === undefined || now > new Date(certificate.notAfter)) return undefined;
  const when = days <= 1 ? "within a day" : `in ${days} days`;
  const message = `the certificate of ${certificate.subject} expires ${when}, on ${certificate.notAfter}`;
  return { code: "E012", step, daysLeft: days, message };
}
