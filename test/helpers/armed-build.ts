/** A copy of the built program whose effects can kill it (test/helpers/armed-effect.ts). */
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Workspace } from "./workspace.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the armed daemon on a workspace; it must kill itself at `crashAt`. */
export async function dieAt(
  workspace: Workspace,
  mainPath: string,
  crashAt: string,
): Promise<void> {
  workspace.spawn({ mainPath, env: { CRASH_AT: crashAt } });
  const { signal } = await workspace.ended();
  if (signal !== "SIGKILL") throw new Error(`${crashAt} was not reached:\n${workspace.log}`);
}

/** Makes the armed program in a temporary folder and gives the path of its main module. */
export async function makeArmedBuild(): Promise<{ mainPath: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "quayside-armed-"));
  for (const name of ["dist", "config", "schemas", "templates", "package.json"]) {
    await cp(join(root, name), join(folder, name), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const core = join(folder, "dist/core");
  await rename(join(core, "effect.js"), join(core, "plain-effect.js"));
  await writeFile(join(core, "effect.js"), await transpiled("armed-effect.ts"));
  return {
    mainPath: join(folder, "dist/main.js"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** JavaScript of a module that stands in place of one of the program; `name` is its path below test/helpers. */
export async function transpiled(name: string): Promise<string> {
  const source = await readFile(join(root, "test/helpers", name), "utf8");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return outputText;
}
