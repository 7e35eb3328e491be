/** Answers of an SFTP server that say no (draft-ietf-secsh-filexfer-02, section 7, and -13, 9.1). */

export const STATUS = {
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  noConnection: 6,
  connectionLost: 7,
  unsupported: 8,
  fileExists: 11,
  writeProtected: 12,
  noSpace: 14,
  quotaExceeded: 15,
} as const;

export class SftpStatus extends Error {
  override readonly name = "SftpStatus";
  readonly status: number;

  constructor(status: number, message: string, cause: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** The status in an error of ssh2; undefined where the connection broke instead. */
export function statusOf(error: Error): SftpStatus | undefined {
  if (!("code" in error) || typeof error.code !== "number") return undefined;
  const isAway = error.code === STATUS.noConnection || error.code === STATUS.connectionLost;
  return isAway ? undefined : new SftpStatus(error.code, error.message, error);
}

export function hasStatus(error: unknown, ...wanted: readonly number[]): boolean {
  return error instanceof SftpStatus && wanted.includes(error.status);
}
