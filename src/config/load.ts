/** First step of the settings: the YAML file and the environment, as one value not judged yet. */
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { ConfigError, systemCode } from "../core/errors.ts";
import { parseYamlText, type YamlText } from "../core/yaml.ts";
import { readEnvironment, type EnvironmentSetting } from "./environment.ts";
import type { KeyPath } from "./problem.ts";
import { property, type SchemaNode } from "./schema-node.ts";

const DEFAULT_NAME = "service.yml";

export interface LoadOptions {
  /** The settings file; by default ./service.yml, and when that is not there none. */
  readonly settingsPath?: string | undefined;
  /** Instead of the environment of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Instead of the working folder. */
  readonly workingFolder?: string;
}

export interface LoadedSettings {
  readonly value: unknown;
  /** Absolute; undefined when there is no file. */
  readonly settingsPath: string | undefined;
  /** Relative paths in the settings start here. */
  readonly baseFolder: string;
  /** Where the value at a path comes from: `service.yml:12` or `QUAYSIDE_STORE`. */
  whereIs(path: KeyPath): string;
  isFromEnvironment(path: KeyPath): boolean;
  readonly warnings: readonly string[];
}

/**
 * Reads the settings, variables of the environment laid over the file.
 * @throws {ConfigError} C001 when the file can't be read, C002 when it is not YAML.
 */
export async function loadSettings(
  schema: SchemaNode,
  options: LoadOptions = {},
): Promise<LoadedSettings> {
  const workingFolder = options.workingFolder ?? process.cwd();
  const settingsPath = await findSettings(options.settingsPath, workingFolder);
  const file = settingsPath === undefined ? undefined : await readSettings(settingsPath);
  // An empty file, or one of comments only, is no settings at all.
  const value: unknown = file?.value ?? {};
  const environment = readEnvironment(schema, value, options.environment ?? process.env);
  for (const setting of environment.settings) setAt(value, setting.path, setting.value);
  const origin = (path: KeyPath): EnvironmentSetting | undefined =>
    environment.settings.find((setting) => setting.path.every((step, i) => step === path[i]));
  return {
    value,
    settingsPath,
    baseFolder: settingsPath === undefined ? workingFolder : dirname(settingsPath),
    whereIs: (path) => origin(path)?.variable ?? place(settingsPath, file, path),
    isFromEnvironment: (path) => origin(path) !== undefined,
    warnings: environment.warnings,
  };
}

async function findSettings(
  given: string | undefined,
  folder: string,
): Promise<string | undefined> {
  if (given !== undefined) return resolve(folder, given);
  const path = resolve(folder, DEFAULT_NAME);
  const isThere = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  return isThere ? path : undefined;
}

async function readSettings(path: string): Promise<YamlText> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const reason = systemCode(error) === "ENOENT" ? "does not exist" : "can't be read";
    throw new ConfigError("C001", `the settings file ${path} ${reason}`, {
      hint: "Name it with --settings, or write one with `quayside init`.",
      cause: error,
    });
  });
  return parseYamlText(text, basename(path));
}

/** The line of the value, or of the nearest group around it that is in the file. */
function place(
  settingsPath: string | undefined,
  file: YamlText | undefined,
  path: KeyPath,
): string {
  if (settingsPath === undefined) return "settings";
  for (let length = path.length; length > 0; length--) {
    const line = file?.lineOf(path.slice(0, length));
    if (line !== undefined) return `${basename(settingsPath)}:${line}`;
  }
  return basename(settingsPath);
}

function setAt(settings: unknown, path: readonly string[], value: unknown): void {
  let target = settings;
  for (const [index, key] of path.entries()) {
    // A scalar where a group belongs is left to the check of the shape.
    if (typeof target !== "object" || target === null) return;
    const group = target as Record<string, unknown>;
    if (index === path.length - 1) group[key] = value;
    else group[key] = property(group, key) ?? {};
    target = group[key];
  }
}
