/** A workspace whose daemon sends its mail to a server of the test. */
import { appendFile } from "node:fs/promises";
import type { MailServerUnderTest } from "./mail-server.ts";
import { readMail, type ReadMail } from "./read-mail.ts";
import { until } from "./until.ts";
import { Workspace } from "./workspace.ts";

/** @param more further keys of the setting `mail`, as YAML: `types: [Directory]`. */
export async function mailingWorkspace(
  server: Pick<MailServerUnderTest, "port">,
  more = "types: [Directory]",
): Promise<Workspace> {
  const workspace = await Workspace.create();
  const url = `url: "smtp://127.0.0.1:${server.port}"`;
  const people = "from: quayside@example.com, to: [ops@example.com]";
  // The disk of this machine is no part of the tests.
  const disk = more.includes("diskFree") ? "" : ", diskFree: 1B";
  await appendFile(workspace.settingsPath, `mail: { ${url}, ${people}, ${more}${disk} }\n`);
  return workspace;
}

/** Waits until so many mails have come, and reads them. */
export async function mailsOf(
  server: Pick<MailServerUnderTest, "mails">,
  count: number,
): Promise<readonly ReadMail[]> {
  const raw = await until(`mail ${count}`, () => {
    const mails = server.mails();
    return mails.length >= count && mails;
  });
  return raw.map(readMail);
}

export function subjects(mails: readonly ReadMail[]): readonly string[] {
  return mails.map(({ headers }) => headers["Subject"] ?? "");
}
