/** Programs that tests run, where they are on the machine. */
import { spawnSync } from "node:child_process";

/** The first of these that can't be found; undefined: none. Where servers are required, none may be missing. */
export function missingProgram(...programs: readonly string[]): string | undefined {
  const missing = programs.find(
    (program) => spawnSync("sh", ["-c", 'command -v "$0"', program]).status !== 0,
  );
  if (missing !== undefined && process.env["REQUIRE_SERVERS"] === "1") {
    throw new Error(`${missing} is not installed`);
  }
  return missing;
}
