/** The client's part of the demo: opens the artifact with the tools that clients have. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { systemCode } from "../../core/errors.ts";
import type { ExportRun } from "../../store/export-run.ts";

const run = promisify(execFile);

export interface DemoArtifact {
  readonly run: ExportRun;
  readonly keyPath: string;
  readonly folder: string;
  readonly sharePath: string;
  readonly step: (text: string) => void;
}

/** openssl and unzip where they are installed; else `quayside decrypt` does it. */
export async function runArtifactSteps(artifact: DemoArtifact): Promise<void> {
  const { keyPath, folder, sharePath, step } = artifact;
  const name = artifact.run.files?.[0]?.name ?? "";
  const encryptedPath = join(sharePath, name);
  const zipPath = join(folder, "opened.zip");
  const openssl = ["smime", "-decrypt", "-binary", "-inkey", keyPath, "-in", encryptedPath];
  try {
    await run("openssl", [...openssl, "-out", zipPath]);
    step(`openssl opened ${name}`);
    const { stdout } = await run("unzip", ["-l", zipPath]);
    step(`it holds:\n${stdout.trimEnd()}`);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    const main = process.argv[1] ?? "";
    const outPath = join(folder, "opened");
    const words = ["decrypt", encryptedPath, "--key", keyPath, "--out", outPath];
    const { stdout } = await run(process.execPath, [main, ...words]);
    step(`quayside decrypt opened it:\n${stdout.trimEnd()}`);
  }
}
