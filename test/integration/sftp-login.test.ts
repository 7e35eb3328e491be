/** Whom a publication trusts, and how it logs in. */
import { copyFile, readdir, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SftpDestination } from "../../src/transfer/destination.ts";
import { randomFile } from "../helpers/local-files.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { isWhole, openImpatient, outcomeOf } from "../helpers/publishing.ts";
import { FaultyServer } from "../helpers/sftp-faults.ts";
import { startSftpServer } from "../helpers/sftp-server.ts";
import { makeKey } from "../helpers/ssh-keys.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

describe.skipIf(opensshMissing !== undefined)("the login to an SFTP server", () => {
  let server: FaultyServer;

  beforeEach(async () => {
    server = await FaultyServer.start(inFolder("server"));
  });
  afterEach(async () => {
    await server.stop();
  });

  const publish = async (
    change: Partial<SftpDestination> = {},
    name = "export-1.zip.smime",
  ): Promise<{ code: string; text: string }> => {
    const file = await randomFile(inFolder("work"), name, 1_000);
    await using destination = await openImpatient({ ...server.settings, ...change });
    return await outcomeOf(destination.publish(file));
  };
  const secretFile = async (name: string, text: string): Promise<string> => {
    const path = inFolder(name);
    await writeFile(path, text);
    return path;
  };

  it("U4: no host key is set - P003 with the fingerprint and what to write into service.yml", async () => {
    const { code, text } = await publish({ hostKeys: [] });
    expect(code).toBe("P003");
    expect(text).toContain(`destinations: { client: { hostKey: "${server.hostKey}" } }`);
    expect(server.logins).toBe(0);
  });

  it("U4: host key changed between two publications - P003 with both, nothing sent", async () => {
    const { settings } = server;
    const [first, second] = await Promise.all(
      ["export-1", "export-2"].map((name) => randomFile(inFolder("work"), name, 1_000)),
    );
    await using destination = await openImpatient(settings);
    await destination.publish(first!);
    await server.renewHostKey();
    const { code, text } = await outcomeOf(destination.publish(second!));
    expect(code).toBe("P003");
    expect(text).toContain(server.hostKey);
    expect(text).toContain(settings.hostKeys[0]);
    expect(server.logins).toBe(1);
    expect(await readdir(server.root)).toEqual(["export-1"]);
  });

  it("U4: host key changed, the new one approved before - published with either", async () => {
    const old = server.hostKey;
    const upcoming = "SHA256:0000000000000000000000000000000000000000000";
    expect((await publish({ hostKeys: [upcoming, old] })).code).toBe("done");
    await server.renewHostKey();
    const hostKeys = [old, `${server.hostKey}=`];
    expect((await publish({ hostKeys }, "export-2")).code).toBe("done");
  });

  it("U4: server does not know the key - P004, the process lives", async () => {
    const other = inFolder("other");
    makeKey(other);
    const { code, text } = await publish({ privateKeyPath: other });
    expect(code).toBe("P004");
    expect(text).toContain("someone");
    expect(await readdir(server.root)).toEqual([]);
  });

  it("U4: key rotated in its file - used at the next login, without a restart", async () => {
    const path = inFolder("key");
    makeKey(path);
    const file = await randomFile(inFolder("work"), "export-1", 1_000);
    await using destination = await openImpatient({ ...server.settings, privateKeyPath: path });
    expect((await outcomeOf(destination.publish(file))).code).toBe("P004");
    await copyFile(server.userKey, path);
    await destination.publish(file);
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U4: key file missing, empty or no key - P004 names it", async () => {
    const missing = inFolder("missing");
    const empty = await secretFile("empty", "\n");
    const nonsense = await secretFile("nonsense", "hello");
    for (const privateKeyPath of [missing, empty, nonsense]) {
      const { code, text } = await publish({ privateKeyPath });
      expect(code).toBe("P004");
      expect(text).toContain(privateKeyPath);
      expect(text).not.toContain("hello");
    }
  });

  it("uses a key that is locked with a passphrase", async () => {
    makeKey(`${server.userKey}-locked`, { passphrase: "open sesame" });
    await copyFile(`${server.userKey}-locked.pub`, `${server.userKey}.pub`);
    const privateKeyPath = `${server.userKey}-locked`;
    const right = await secretFile("right", "open sesame\n");
    const wrong = await secretFile("wrong", "close sesame\n");
    expect((await publish({ privateKeyPath, passphraseFile: right })).code).toBe("done");
    const refused = await publish({ privateKeyPath, passphraseFile: wrong });
    expect(refused.code).toBe("P004");
    expect(refused.text).not.toContain("sesame");
    expect((await publish({ privateKeyPath })).code).toBe("P004");
  });

  it.each(["password", "prompt"] as const)(
    "U4: login by %s, right and wrong - published, and P004 without the password in it",
    async (kind) => {
      server.login = { kind, password: "open sesame" };
      const byPassword = async (text: string): Promise<SftpDestination> => {
        const { privateKeyPath: _key, ...settings } = server.settings;
        return { ...settings, passwordFile: await secretFile("password", text) };
      };
      const file = await randomFile(inFolder("work"), "export-1", 1_000);
      await using right = await openImpatient(await byPassword("open sesame\n"));
      await right.publish(file);
      expect(await isWhole(server.root, file)).toBe(true);
      await using wrong = await openImpatient(await byPassword("close sesame\n"));
      const { code, text } = await outcomeOf(wrong.publish(file));
      expect(code).toBe("P004");
      expect(text).not.toContain("sesame");
    },
  );

  it("says with P004 that neither key nor password is set", async () => {
    const { privateKeyPath: _key, ...settings } = server.settings;
    await using destination = await openImpatient(settings);
    const { ok, detail } = await destination.probe();
    expect(ok).toBe(false);
    expect(detail).toContain("P004");
    expect(detail).toContain("privateKeyFile or passwordFile of destinations.client");
  });
});

describe.skipIf(opensshMissing !== undefined)("the login to OpenSSH", () => {
  it("U4: pinned key is not of the kind that the server shows first - accepted", async () => {
    const hostKeyTypes = ["rsa", "ed25519"] as const;
    await using server = await startSftpServer(inFolder("server"), { hostKeyTypes });
    const file = await randomFile(inFolder("work"), "export-1", 1_000);
    await using destination = await openImpatient(server.settings);
    await destination.publish(file);
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U4: login of a user that the server does not know - P004", async () => {
    await using server = await startSftpServer(inFolder("server"));
    await using destination = await openImpatient({ ...server.settings, username: "nobody-here" });
    const file = await randomFile(inFolder("work"), "export-1", 1_000);
    expect((await outcomeOf(destination.publish(file))).code).toBe("P004");
  });
});
