/** The settings of mail, of disks and of files that are expected. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load-config.ts";
import type { ServiceConfig } from "../../../src/config/service-config.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

async function config(yaml: string): Promise<ServiceConfig> {
  writeFileSync(inFolder("service.yml"), yaml);
  return await loadConfig({ settingsPath: inFolder("service.yml"), environment: {} });
}

async function problems(yaml: string): Promise<readonly string[]> {
  const error: unknown = await config(yaml).catch((caught: unknown) => caught);
  const { details } = error as { readonly details: { readonly problems: readonly string[] } };
  return details.problems;
}

describe("the settings of mail", () => {
  it("are none by default: alarms show in the status, disks are watched", async () => {
    const found = await config("");
    expect(found.mail).toBeUndefined();
    expect(found.diskFree).toEqual({ share: 0.1, bytes: 1024 ** 3 });
  });

  it("have defaults for all but server, sender and recipients", async () => {
    const { mail } = await config(
      'mail: { urlFile: ./keys/mail.url, from: "Quayside <q@example.com>", to: [ops@example.com] }',
    );
    expect(mail).toEqual({
      server: { urlFile: join(inFolder(), "keys/mail.url") },
      from: "Quayside <q@example.com>",
      to: ["ops@example.com"],
      when: "problems",
      types: ["DataImporter/*", "DataUpdater/*"],
      caPath: undefined,
    });
  });

  it("take a share or a size for disks", async () => {
    const disk = async (free: string) =>
      (await config(`mail: { url: smtp://h, from: a@b, to: [c@d], diskFree: ${free} }`)).diskFree;
    expect(await disk("5%")).toEqual({ share: 0.05, bytes: 0 });
    expect(await disk("2GiB")).toEqual({ share: 0, bytes: 2 * 1024 ** 3 });
  });

  it("must have a server with a name, and addresses", async () => {
    expect(
      await problems(
        'mail: { url: "smtp://:25", from: quayside, to: [ops@example.com, "a, b@c"] }',
      ),
    ).toEqual([
      'service.yml:1: mail.url: expected smtp://host:25 or smtps://host:465, got "smtp://:25"',
      'service.yml:1: mail.from: expected a mail address such as ops@example.com, got "quayside"',
      'service.yml:1: mail.to[1]: expected a mail address such as ops@example.com, got "a, b@c"',
    ]);
    expect(await problems("mail: { from: a@b, to: [c@d] }")).toEqual([
      "service.yml:1: mail.url: is missing; give url or urlFile",
    ]);
  });
});

describe("files that are expected", () => {
  it("may be of any type, those of databases among them", async () => {
    const { automaticImport } = await config(`
automaticImport:
  types:
    Queues: { expect: { by: "05:30", days: Mon-Fri } }
    DataUpdater/customers: { expect: { by: "06:00" } }
`);
    expect(automaticImport.types["Queues"]?.expect).toEqual({ by: "05:30", days: "Mon-Fri" });
    expect(automaticImport.types["DataUpdater/customers"]?.expect).toEqual({ by: "06:00" });
  });

  it("have a time of the day and days by name; the rest of a database is not set here", async () => {
    const found = await problems(`
automaticImport:
  types:
    Queues: { expect: { by: "24:00", days: Mon-Fry } }
`);
    expect(found).toEqual([
      'service.yml:4: automaticImport.types.Queues.expect.by: expected local time, HH:mm, got "24:00"',
      'service.yml:4: automaticImport.types.Queues.expect.days: expected days such as Mon-Fri or Mon,Wed,Fri; every day by default, got "Mon-Fry"',
    ]);
    expect(
      await problems("automaticImport: { types: { DataUpdater/a: { maxRejected: 1 } } }"),
    ).toEqual([
      "service.yml:1: automaticImport.types.DataUpdater/a.maxRejected: is set in the definition of the database; expected expect only",
    ]);
  });
});
