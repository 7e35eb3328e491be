/** Something wrong in the settings: collected, so that an administrator sees all of it at once. */
import { ConfigError } from "../core/errors.ts";
import { hideCredentials } from "../core/redact.ts";

export type KeyPath = readonly (string | number)[];

export interface SettingsProblem {
  /** `service.yml:12`, or the variable of the environment. */
  readonly where: string;
  readonly path: KeyPath;
  /** The value as it was given; undefined for a key that is missing or unknown. */
  readonly value?: unknown;
  /** What is wrong and what was expected. */
  readonly expectation: string;
}

/** `users[0].rights`. */
export function keyOf(path: KeyPath): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join("");
}

/** `service.yml:12: automaticImport.settle: expected a duration ..., got "2 sec"`. */
export function problemText(problem: SettingsProblem): string {
  const got = problem.value === undefined ? "" : `, got ${shown(problem.value)}`;
  const key = problem.path.length === 0 ? "" : `${keyOf(problem.path)}: `;
  return `${problem.where}: ${key}${problem.expectation}${got}`;
}

/** One error for all problems, each on its own line. */
export function settingsError(found: readonly SettingsProblem[]): ConfigError {
  const problems = found.toSorted((a, b) => lineOf(a) - lineOf(b));
  const count = problems.length === 1 ? "1 setting is" : `${problems.length} settings are`;
  const lines = problems.map((problem) => `  ${problemText(problem)}`);
  return new ConfigError("C003", `${count} wrong:\n${lines.join("\n")}`, {
    hint: "Correct every key that is listed; schemas/service.schema.json has them all.",
    details: { problems: problems.map(problemText) },
  });
}

/** Variables of the environment come first. */
function lineOf({ where }: SettingsProblem): number {
  return Number(/:(\d+)$/.exec(where)?.[1] ?? 0);
}

function shown(value: unknown): string {
  const text = hideCredentials(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
