/** The models that the first daemon of a test run has written: those that follow find them there. */
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VARIABLE = "QUAYSIDE_TEST_MODELS";

/** Before all tests of a project; gives what undoes it. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "quayside-models-"));
  process.env[VARIABLE] = folder;
  return () => rm(folder, { recursive: true, force: true });
}

function cached(): string | undefined {
  const folder = process.env[VARIABLE];
  return folder === undefined ? undefined : join(folder, "models");
}

/** Lays the models into a new exchange folder, if there are any yet; the daemon judges them like its own. */
export async function takeModels(exchangePath: string): Promise<void> {
  const models = cached();
  if (models === undefined || !existsSync(models)) return;
  await cp(models, modelsIn(exchangePath), { recursive: true });
}

/** Keeps the models of an exchange folder whose daemon is ready, for the tests that follow. */
export async function keepModels(exchangePath: string): Promise<void> {
  const models = cached();
  if (models === undefined || existsSync(models) || !existsSync(modelsIn(exchangePath))) return;
  const copy = await mkdtemp(`${models}-`);
  await cp(modelsIn(exchangePath), copy, { recursive: true });
  // Another test may have been first: then its copy is as good.
  await rename(copy, models).catch(() => undefined);
}

function modelsIn(exchangePath: string): string {
  return join(exchangePath, "Examples and Templates");
}
