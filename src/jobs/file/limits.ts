/** How large a file of jobs may be: far more than anybody has, far less than would be felt. */
import { DEFAULT_LIMITS, type ReadLimits } from "../../formats/rows.ts";

export const JOB_FILE_LIMITS: ReadLimits = {
  ...DEFAULT_LIMITS,
  fileBytes: 10 * 1024 * 1024,
  inflatedBytes: 100 * 1024 * 1024,
  rows: 10_000,
};
