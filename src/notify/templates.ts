/** The templates of the mails: templates/mail, as they are. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../core/errors.ts";

const NAMES = ["report", "campaign", "digest", "alarm", "test"] as const;
export type TemplateName = (typeof NAMES)[number];

export type MailTemplates = Readonly<
  Record<TemplateName, { readonly text: string; readonly html: string }>
>;

/**
 * @param folder holds `report.txt`, `report.html` and so on.
 * @throws {ConfigError} C004 when one is missing.
 */
export async function loadMailTemplates(folder: string): Promise<MailTemplates> {
  const entries = NAMES.map(async (name) => {
    const text = await readTemplate(join(folder, `${name}.txt`));
    const html = await readTemplate(join(folder, `${name}.html`));
    return [name, { text, html }] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as MailTemplates;
}

async function readTemplate(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigError("C004", `the template ${path} can't be read`, {
      hint: "Install Quayside anew, or put the template back.",
      cause: error,
    });
  }
}
