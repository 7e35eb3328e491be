/** A recipient's certificate, as far as exports need it. */

export interface Certificate {
  /** Hex, upper case, SHA-256 of the DER form. */
  readonly fingerprint: string;
  /** RFC 4514, for people. */
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly keyType: string;
  readonly keyBits: number;
  /** Undefined: the certificate says nothing of key usage. */
  readonly allowsKeyEncipherment: boolean | undefined;
  readonly pem: string;
}

/** A certificate that an owner uses. */
export interface OwnedCertificate {
  /** Name by which jobs refer to it; `default` where nothing is said. */
  readonly owner: string;
  readonly certificate: Certificate;
  /** ISO 8601, UTC. */
  readonly addedAt: string;
}

/** Why a certificate can't be used to encrypt at a moment, or what is to be warned of. */
export interface CertificateProblem {
  readonly severity: "error" | "warning";
  readonly code: "E001" | "E002" | "E003" | "E004" | "E005" | "E006";
  readonly message: string;
}
