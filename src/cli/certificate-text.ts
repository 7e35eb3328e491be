/** How `quayside certificate` shows certificates, to people and as JSON: pure. */
import type { OwnedCertificate } from "../certificates/certificate.ts";
import { checkCertificate, daysLeft, expiryWarning } from "../certificates/check.ts";
import { shownName } from "../files/safe-name.ts";
import type { Colours } from "./terminal.ts";
import { table } from "./text.ts";

interface ShownProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
}

/** The fields of the certificate, and what `now` makes of them. */
export function certificateDocument(
  { owner, addedAt, certificate }: OwnedCertificate,
  now: Date,
): Readonly<Record<string, unknown>> {
  const days = daysLeft(certificate, now);
  return {
    owner,
    addedAt,
    ...certificate,
    daysLeft: days,
    problems: certificateProblems(certificate, now),
  };
}

/** What keeps it from being used, else whether it soon ends. */
export function certificateProblems(
  certificate: OwnedCertificate["certificate"],
  now: Date,
): readonly ShownProblem[] {
  const problems = checkCertificate(certificate, now);
  const warning = expiryWarning(certificate, now);
  if (problems.length > 0 || !warning) return problems;
  return [{ severity: "warning", code: warning.code, message: warning.message }];
}

/** One certificate, a line for each field. */
export function certificateLines(
  { owner, addedAt, certificate }: OwnedCertificate,
  now: Date,
  colours: Colours,
): readonly string[] {
  const { keyType, keyBits, notBefore, notAfter } = certificate;
  const fields = [
    ["owner", colours.bold(owner)],
    ["subject", nameText(certificate.subject)],
    ["issuer", nameText(certificate.issuer)],
    ["serial number", certificate.serialNumber],
    ["key", keyText(keyType, keyBits)],
    ["valid", `${notBefore} to ${notAfter}, ${daysText(daysLeft(certificate, now))}`],
    ["fingerprint", `SHA-256 ${certificate.fingerprint}`],
    ["added", addedAt],
  ] as const;
  return [
    ...fields.map(([name, value]) => `${name.padEnd(15)}${value}`),
    ...certificateProblems(certificate, now).map(({ severity, code, message }) => {
      const colour = severity === "error" ? colours.red : colours.yellow;
      return `${colour(severity.padEnd(15))}${code} ${message}`;
    }),
  ];
}

/** All of them, a line for each. */
export function certificateTable(all: readonly OwnedCertificate[], now: Date): readonly string[] {
  return table(
    ["owner", "subject", "key", "valid until", "days left", "problems", "fingerprint"],
    all.map(({ owner, certificate }) => [
      owner,
      nameText(certificate.subject),
      keyText(certificate.keyType, certificate.keyBits),
      certificate.notAfter.slice(0, 10),
      String(daysLeft(certificate, now)),
      certificateProblems(certificate, now)
        .map(({ code }) => code)
        .join(" "),
      `${certificate.fingerprint.slice(0, 16)}...`,
    ]),
  );
}

/** Backslashes are there already in RFC 4514, and are not to be doubled. */
function nameText(name: string): string {
  return shownName(name).replaceAll("\\\\", "\\");
}

function keyText(type: string, bits: number): string {
  return bits === 0 ? type : `${type} ${bits} bits`;
}

function daysText(days: number): string {
  if (days <= 0) return "expired";
  return days === 1 ? "1 day left" : `${days} days left`;
}
