/**
 * Writes test/FAULTS.md, the table of faults, from the titles of the tests that make them happen:
 * `X3: a workbook with a DTD in it - refused with F010`. With --check it only compares. With --report and the
 * JSON report of a whole run it takes the titles from there, and from `vitest list` otherwise.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

interface ListedTest {
  readonly name: string;
  readonly file: string;
  readonly isSkipped?: boolean;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const path = fileURLToPath(new URL("../test/FAULTS.md", import.meta.url));
const vitest = fileURLToPath(new URL("../node_modules/.bin/vitest", import.meta.url));

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly ancestorTitles: readonly string[];
      readonly title: string;
    }[];
  }[];
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

function reportedTests(report: string): readonly ListedTest[] {
  return (readJson(report) as Report).testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => ({
      name: [...ancestorTitles, title].join(" > "),
      file,
      isSkipped: status === "skipped",
    })),
  );
}

/** By way of a file: what a program writes into a pipe may be cut off when it exits. */
function listedTests(): readonly ListedTest[] {
  const folder = mkdtempSync(join(tmpdir(), "quayside-faults-"));
  try {
    const list = join(folder, "list.json");
    execFileSync(vitest, ["list", `--json=${list}`], { cwd: root, stdio: "ignore" });
    return readJson(list) as ListedTest[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values: asked } = parseArgs({
  options: { check: { type: "boolean", default: false }, report: { type: "string" } },
});
const tests = asked.report === undefined ? listedTests() : reportedTests(asked.report);

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

const rows = tests.flatMap(({ name, file, isSkipped = false }) => {
  const found = /^(?:.*> )?([A-Z]\d+): (.*)$/.exec(name);
  if (!found) return [];
  const [, id = "", title = ""] = found;
  const at = title.lastIndexOf(" - ");
  const done = at < 0 ? title : title.slice(0, at);
  const outcome = at < 0 ? "" : title.slice(at + 3);
  return [{ id, done, outcome, file: relative(root, file), isSkipped }];
});
rows.sort(
  (a, b) =>
    a.id.localeCompare(b.id, "en", { numeric: true }) ||
    a.file.localeCompare(b.file) ||
    a.done.localeCompare(b.done),
);

const line = ({ id, done, outcome, file }: (typeof rows)[number]): string =>
  `| ${id} | ${cell(done)} | ${cell(outcome)} | ${file} |`;
const before = new Set(readFileSync(path, "utf8").split("\n"));
/** What this machine can't do is in the table all the same, where another one has done it. */
const lines = rows.filter((row) => !row.isSkipped || before.has(line(row))).map(line);

const wanted = `# Faults

What the suite makes happen for real, and what becomes of it. Generated from the titles of the tests by
\`npx tsx .ci/faults.ts\`; \`npm test\` refuses a stale table. Besides, \`test/e2e/crash-points.test.ts\` kills the
daemon before and after every effect of the line (K1), as \`src/core/effect.ts\` lists them.

| id | what was done | outcome | test |
| --- | --- | --- | --- |
${lines.join("\n")}
`;

if (!asked.check) writeFileSync(path, wanted);
else if (readFileSync(path, "utf8") !== wanted) {
  console.error("test/FAULTS.md is stale: run `npx tsx .ci/faults.ts`.");
  process.exitCode = 1;
}
