/** What an error of the file system means for a folder that is a destination. */
import { AppError, OperatorError, systemCode, TransientError } from "../core/errors.ts";

const NO_SPACE = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const NO_ACCESS = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "EROFS", "EISDIR", "EEXIST"]);
/** What passes by itself: mostly of network shares. */
const AWAY = new Set([
  ...["EIO", "EBUSY", "ETIMEDOUT", "ESTALE", "EHOSTDOWN", "EHOSTUNREACH", "ECONNRESET"],
  ...["ENOTCONN", "EAGAIN", "EMFILE", "ENFILE", "ENOMEM", "ENODEV", "ENXIO"],
]);

/** P001, P002 or P005 by the system's own code; errors that are ours, or nobody's, pass unchanged. */
export function folderFault(error: unknown, place: string, doing: string): unknown {
  if (error instanceof AppError && !error.code.startsWith("S")) return error;
  const cause = error instanceof AppError ? error.cause : error;
  const code = systemCode(cause);
  if (code === undefined) return error;
  const text = `${place}: ${doing} failed with ${code}`;
  if (NO_SPACE.has(code)) return new TransientError("P002", text, { cause });
  if (AWAY.has(code)) return new TransientError("P001", text, { cause });
  if (!NO_ACCESS.has(code)) return error;
  return new OperatorError("P005", text, {
    cause,
    hint: "Create the folder, or give the user that Quayside runs as the right to write there.",
  });
}
