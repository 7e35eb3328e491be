/** What a test may do to the machine: containers and shares refuse much of it, to root as well. */
import { execFileSync } from "node:child_process";
import { accessSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { refusal } from "./refusal.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What follows is done by a user who owns nothing. */
export const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] as const;

/** Why no daemon can run as that user here; undefined: one can. The program must be open to all for it. */
export const nobodyRefused = refusal("a daemon can't run as another user here", () => {
  const [command, ...args] = AS_NOBODY;
  const files = ["dist/main.js", "node_modules", "config", "schemas"].map((name) =>
    join(root, name),
  );
  const script = `for (const path of process.argv.slice(1)) fs.accessSync(path)`;
  execFileSync(command, [...args, process.execPath, "-e", script, tmpdir(), ...files], {
    stdio: "pipe",
  });
});

/** Why no file can be nailed down here, so that not even root can move it; undefined: one can. */
export const nailingRefused = refusal("a file can't be made immutable here", () => {
  const folder = mkdtempSync(join(tmpdir(), "quayside-nail-"));
  try {
    const path = join(folder, "nailed");
    writeFileSync(path, "");
    execFileSync("chattr", ["+i", path], { stdio: "pipe" });
    execFileSync("chattr", ["-i", path], { stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Why the open files of another process can't be limited here; undefined: they can. */
export const limitRefused = refusal("a process can't be limited here", () => {
  accessSync("/proc/self/fd");
  execFileSync("prlimit", ["--pid", String(process.ppid), "--nofile"], { stdio: "pipe" });
  execFileSync("prlimit", ["--nofile=512:", "true"], { stdio: "pipe" });
});
