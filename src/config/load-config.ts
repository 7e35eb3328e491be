/** The whole way of the settings: load, shape, resolve. Called once, before anything starts. */
import { loadSettings, type LoadOptions } from "./load.ts";
import { settingsError } from "./problem.ts";
import { resolveSettings } from "./resolve.ts";
import type { ServiceConfig } from "./service-config.ts";
import { readSettingsSchema, shapeSettings } from "./shape.ts";

/**
 * The settings of the service.
 * @throws {ConfigError} C001 file not readable, C002 not YAML, C003 with every problem at once.
 */
export async function loadConfig(options: LoadOptions = {}): Promise<ServiceConfig> {
  const schema = await readSettingsSchema();
  const loaded = await loadSettings(schema, options);
  const { settings, problems } = shapeSettings(schema, loaded);
  if (!settings) throw settingsError(problems);
  return resolveSettings(settings, loaded);
}
