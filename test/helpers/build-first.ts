/** Before all tests of a project whose threads are the built ones: builds what is stale. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export default function setup(): void {
  const build = fileURLToPath(new URL("../../.ci/build.mjs", import.meta.url));
  execFileSync(process.execPath, [build, "--if-stale"], { stdio: "inherit" });
}
