// `npm test`: installs what the tests need from Debian where it may, then every check and every test.
// Ends with one line: N passed, N failed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const inCi = process.env.CI === "true";

/** Programs that tests run for real: how to see that they are there, and their Debian package. */
const PROGRAMS = [
  { probe: ["soffice", "--version"], package: "libreoffice-calc" },
  { probe: ["/usr/bin/python3", "-c", "import openpyxl"], package: "python3-openpyxl" },
  { probe: ["/usr/bin/python3", "-c", "import xlsxwriter"], package: "python3-xlsxwriter" },
  { probe: ["sqlite3", "--version"], package: "sqlite3" },
  { probe: ["unzip", "-v"], package: "unzip" },
  { probe: ["curl", "--version"], package: "curl" },
  { probe: ["zip", "-v"], package: "zip" },
  { probe: ["test", "-x", "/usr/sbin/sshd"], package: "openssh-server" },
  { probe: ["test", "-x", "/usr/lib/openssh/sftp-server"], package: "openssh-sftp-server" },
  { probe: ["ssh", "-V"], package: "openssh-client" },
  { probe: ["ps", "--version"], package: "procps" },
  { probe: ["openssl", "version"], package: "openssl" },
  { probe: ["7z", "i"], package: "p7zip-full" },
  { probe: ["faketime", "--version"], package: "faketime" },
  { probe: ["strace", "-V"], package: "strace" },
  { probe: ["/usr/bin/python3", "-c", "import paramiko"], package: "python3-paramiko" },
  { probe: ["/usr/bin/python3", "-c", "import jsonschema"], package: "python3-jsonschema" },
  { probe: ["sh", "-c", "ls /usr/lib/postgresql/*/bin/initdb"], package: "postgresql" },
  { probe: ["test", "-x", "/usr/sbin/mariadbd"], package: "mariadb-server" },
  { probe: ["test", "-x", "/usr/sbin/exim4"], package: "exim4-daemon-light" },
];

function isThere({ probe: [command, ...args] }) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function installPrograms() {
  let missing = PROGRAMS.filter((program) => !isThere(program));
  const mayInstall = process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (missing.length > 0 && mayInstall) {
    const names = missing.map((program) => program.package);
    console.log(`installing ${names.join(", ")}`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit", env });
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], {
      stdio: ["ignore", "ignore", "inherit"],
      env,
    });
    missing = PROGRAMS.filter((program) => !isThere(program));
  }
  if (missing.length > 0) {
    console.log(`missing: ${missing.map((program) => program.package).join(", ")}`);
  }
  return missing.length === 0 || !inCi;
}

function run(title, command, args, env = {}) {
  console.log(`\n== ${title}`);
  const started = Date.now();
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  console.log(`== ${title}: ${status === 0 ? "ok" : "failed"}, ${(Date.now() - started) / 1000} s`);
  return status === 0;
}

const bin = (name) => join(root, "node_modules/.bin", name);

function runTests() {
  const folder = mkdtempSync(join(tmpdir(), "quayside-test-"));
  const report = join(folder, "report.json");
  const reporters = ["default", "json", ".ci/second-tries.mjs"].map((name) => `--reporter=${name}`);
  const args = ["run", ...reporters, `--outputFile.json=${report}`];
  const ok = run("tests", bin("vitest"), args, inCi ? { REQUIRE_SERVERS: "1" } : {});
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    // A suite that breaks before its tests, or a run that breaks after them, counts as a failure.
    const broken = !ok && numFailedTests === 0 ? Math.max(1, numFailedTestSuites) : 0;
    const faults = run("faults", bin("tsx"), [".ci/faults.ts", "--check", "--report", report]);
    return {
      passed: numPassedTests + Number(faults),
      failed: numFailedTests + broken + Number(!faults),
    };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const checks = [
  ["programs", installPrograms],
  ["schemas", () => run("schemas", bin("tsx"), [".ci/schemas.ts", "--check"])],
  ["codes", () => run("codes", bin("tsx"), [".ci/codes.ts", "--check"])],
  ["types", () => run("types", bin("tsc"), ["--noEmit", "-p", "tsconfig.json"])],
  ["lint", () => run("lint", bin("eslint"), ["."])],
  ["format", () => run("format", bin("prettier"), ["--check", "--log-level", "warn", "."])],
  ["build", () => run("build", process.execPath, [".ci/build.mjs", "--if-stale"])],
];

const failedChecks = checks.filter(([, check]) => !check()).map(([name]) => name);
const tests = runTests();
if (failedChecks.length > 0) console.log(`\nfailed checks: ${failedChecks.join(", ")}`);
const passed = tests.passed + checks.length - failedChecks.length;
const failed = tests.failed + failedChecks.length;
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
