/** What is to be said of the end of this server's own certificate: pure. */
import type { Certificate } from "./certificate.ts";
import { expiryWarning } from "./check.ts";

export interface ServerExpiry {
  /** Changes when it is to be told again: days before the end, or that it can't be used. */
  readonly step: string;
  /** False: diallers that check certificates do not connect. */
  readonly isUsable: boolean;
  readonly message: string;
}

/** Undefined: it is valid, and will be for more than 30 days. */
export function serverExpiry(certificate: Certificate, now: Date): ServerExpiry | undefined {
  const { subject, notBefore, notAfter } = certificate;
  const whose = `the certificate of ${subject || "(no subject)"}`;
  if (now > new Date(notAfter)) {
    return { step: "expired", isUsable: false, message: `${whose} expired on ${notAfter}` };
  }
  if (now < new Date(notBefore)) {
    const message = `${whose} is not valid before ${notBefore}`;
    return { step: "early", isUsable: false, message };
  }
  const warning = expiryWarning(certificate, now);
  return warning && { step: String(warning.step), isUsable: true, message: warning.message };
}
