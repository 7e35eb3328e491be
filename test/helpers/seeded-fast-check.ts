/**
 * Stands for fast-check in tests, so that each run of the suite tries the same cases: whether a change may
 * land must not depend on luck. A campaign (FUZZ_RUNS, see hostile-files.ts) tries others.
 */
import fc from "fast-check";

if (process.env["FUZZ_RUNS"] === undefined) fc.configureGlobal({ seed: 20_261_121 });

export * from "fast-check";
export default fc;
