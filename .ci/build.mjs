// Builds dist/ from src/. With --if-stale it does nothing when dist/ is newer than every source, with
// --if-possible nothing without the compiler (`npm ci --omit=dev`). `npm ci` builds as well: where `npx quayside`
// is run before dist/main.js is there, npm remembers for good that this folder has no such command.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, chmodSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const main = join(root, "dist/main.js");
const stamp = join(root, "dist/.tsbuildinfo");
const tsc = join(root, "node_modules/typescript/bin/tsc");

function newestIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0);
}

function isStale() {
  if (!existsSync(main) || !existsSync(stamp)) return true;
  const inputs = [
    newestIn(join(root, "src")),
    statSync(join(root, ".ci/tsconfig.build.json")).mtimeMs,
  ];
  return Math.max(...inputs) > statSync(stamp).mtimeMs;
}

/** In a function with `await using` the compiler leaves dynamic imports of .ts files as they are. */
function assertRewritten() {
  const left = readdirSync(join(root, "dist"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /\bimport\("\.[^"]+\.ts"\)/.test(readFileSync(path, "utf8")));
  if (left.length === 0) return;
  throw new Error(
    `imports of .ts files are left in ${left.join(", ")}: take await using away there`,
  );
}

const isAsked = (flag) => process.argv.includes(flag);
const mayBuild = !isAsked("--if-possible") || existsSync(tsc);
if (mayBuild && (!isAsked("--if-stale") || isStale())) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  execFileSync(process.execPath, [tsc, "-p", join(root, ".ci/tsconfig.build.json")], {
    stdio: "inherit",
  });
  assertRewritten();
  chmodSync(main, 0o755);
}
