/** SFTP servers that say no: to names, to bytes, to the rename. */
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalFile } from "../../src/transfer/destination.ts";
import { temporaryName } from "../../src/transfer/temporary-name.ts";
import { mountRefused, SmallDisk } from "../helpers/faults/small-disk.ts";
import { randomFile } from "../helpers/local-files.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { isWhole, openImpatient, outcomeOf } from "../helpers/publishing.ts";
import { type Fate, FaultyServer } from "../helpers/sftp-faults.ts";
import { PACKET, type Packet, plainVersionPacket } from "../helpers/sftp-packets.ts";
import { startSftpServer } from "../helpers/sftp-server.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const NAME = "export-1.zip.smime";
const given = (sizeBytes: number): Promise<LocalFile> =>
  randomFile(inFolder("work"), NAME, sizeBytes);
const status = (code: number, text: string): Fate => ({ status: code, text });

describe.skipIf(opensshMissing !== undefined)("an SFTP server that refuses", () => {
  let server: FaultyServer;

  beforeEach(async () => {
    server = await FaultyServer.start(inFolder("server"));
  });
  afterEach(async () => {
    await server.stop();
  });

  /** Answers the requests that `when` picks with a status. */
  const refuse = (when: (packet: Packet) => boolean, fate: Fate): void => {
    server.faults = { request: (packet) => (when(packet) ? fate : "pass") };
  };
  const isPosixRename = ({ extension }: Packet): boolean =>
    extension === "posix-rename@openssh.com";
  const isRename = (packet: Packet): boolean =>
    packet.type === PACKET.rename || isPosixRename(packet);
  const publish = async (file: LocalFile): Promise<{ code: string; text: string }> => {
    await using destination = await openImpatient(server.settings);
    return await outcomeOf(destination.publish(file));
  };

  it("U2: server without any extension - published by a plain rename", async () => {
    server.faults = {
      answer: ({ type }) => (type === PACKET.version ? { bytes: plainVersionPacket() } : "pass"),
    };
    const file = await given(500_000);
    expect((await publish(file)).code).toBe("done");
    expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toEqual([NAME]);
  });

  it("U2: server announces posix-rename and does not know it - published by a plain rename", async () => {
    refuse(isPosixRename, status(8, "Operation unsupported"));
    const file = await given(500_000);
    expect((await publish(file)).code).toBe("done");
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U2: server announces fsync and does not know it - published all the same", async () => {
    refuse(
      ({ extension }) => extension === "fsync@openssh.com",
      status(8, "Operation unsupported"),
    );
    const file = await given(500_000);
    expect((await publish(file)).code).toBe("done");
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U2: server refuses every rename - P005, the upload is kept and renamed once it may be", async () => {
    refuse(isRename, status(3, "Permission denied"));
    const file = await given(3_000_000);
    expect((await publish(file)).code).toBe("P005");
    expect(await readdir(server.root)).toEqual([temporaryName(file)]);
    server.faults = {};
    expect((await publish(file)).code).toBe("done");
    expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toEqual([NAME]);
  });

  it("U2: server refuses to overwrite - P006, the old file stays as it was", async () => {
    const old = await given(1_000);
    expect((await publish(old)).code).toBe("done");
    const kept = { ...old, path: inFolder("kept") };
    await copyFile(old.path, kept.path);
    refuse(isRename, status(4, "Failure"));
    const { code, text } = await publish(await given(2_000));
    expect(code).toBe("P006");
    expect(text).toContain(`Move ${NAME} away`);
    expect(await isWhole(server.root, kept)).toBe(true);
  });

  it.each([
    [4, "Failure"],
    [14, "No space on filesystem"],
    [15, "Quota exceeded"],
  ])("U2: server refuses bytes with status %d - P002, later it goes on", async (code, text) => {
    let writes = 0;
    refuse(({ type }) => type === PACKET.write && ++writes > 15, status(code, text));
    const file = await given(6_000_000);
    expect((await publish(file)).code).toBe("P002");
    expect(await readdir(server.root)).toEqual([temporaryName(file)]);
    server.faults = {};
    expect((await publish(file)).code).toBe("done");
    expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toEqual([NAME]);
  });

  it("says of a refused write what is free, so that a quota is thought of", async () => {
    refuse(({ type }) => type === PACKET.write, status(4, "Failure"));
    const { text } = await publish(await given(10));
    expect(text).toMatch(/though \d+ MiB are free: a quota/);
  });

  it("U2: server stores fewer bytes than it confirms - P007, begun anew the next time", async () => {
    // The last piece is the shortest one; the pieces come in any order.
    server.faults = {
      request: ({ type, bytes }) =>
        type === PACKET.write && bytes.length < 240_000 ? status(0, "") : "pass",
    };
    const file = await given(3_000_000);
    expect((await publish(file)).code).toBe("P007");
    expect(await readdir(server.root)).toEqual([]);
    server.faults = {};
    expect((await publish(file)).code).toBe("done");
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U2: server lets nobody read - published without resuming, the size decides", async () => {
    const reading = ({ type, bytes }: Packet): boolean =>
      type === PACKET.open && (flagsOf(bytes) & 1) === 1;
    refuse(reading, status(3, "Permission denied"));
    const file = await given(500_000);
    expect((await publish(file)).code).toBe("done");
    expect((await publish(file)).code).toBe("done");
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U2: server answers nonsense - P001, and the process lives", async () => {
    server.faults = {
      answer: ({ type }) =>
        type === PACKET.status ? { bytes: Buffer.from([0, 0, 0, 2, 99, 99]) } : "pass",
    };
    expect((await publish(await given(10))).code).toBe("P001");
    server.faults = { answer: () => ({ bytes: Buffer.from([255, 255, 255, 255, 1]) }) };
    expect((await publish(await given(10))).code).toBe("P001");
  });
});

describe.skipIf(opensshMissing !== undefined)("an OpenSSH server that refuses", () => {
  it("U2: server is read-only - P005, what to do is said", async () => {
    await using server = await startSftpServer(inFolder("server"), { sftpArguments: "-R" });
    await using destination = await openImpatient(server.settings);
    const { code, text } = await outcomeOf(destination.publish(await given(10)));
    expect(code).toBe("P005");
    expect(text).toContain("Give the user the right");
    expect(await destination.probe()).toMatchObject({ ok: false });
  });

  it.skipIf(mountRefused !== undefined)(
    "U2: disk of the server is full - P002, published when space is free again",
    async () => {
      await using server = await startSftpServer(inFolder("server"));
      const path = join(server.root, "small");
      await mkdir(path);
      const disk = new SmallDisk(path, 8_192);
      try {
        const file = await given(6_000_000);
        await using destination = await openImpatient({ ...server.settings, path });
        await writeFile(join(path, "other"), Buffer.alloc(3_000_000));
        disk.fill();
        const none = await outcomeOf(destination.publish(file));
        expect(none.code).toBe("P002");
        expect(none.text).toContain("no space left");
        disk.free();
        expect((await outcomeOf(destination.publish(file))).code).toBe("P002");
        await writeFile(join(path, "other"), "");
        expect((await outcomeOf(destination.publish(file))).code).toBe("done");
        expect(await isWhole(path, file)).toBe(true);
      } finally {
        disk.unmount();
      }
    },
  );
});

describe("a folder that refuses", () => {
  it.skipIf(mountRefused !== undefined)(
    "U2: disk of the folder is full - P002, published when space is free again",
    async () => {
      const path = inFolder("small");
      const disk = new SmallDisk(path, 8_192);
      try {
        const file = await given(6_000_000);
        await using destination = await openImpatient({ type: "folder", name: "share", path });
        disk.fill();
        expect((await outcomeOf(destination.publish(file))).code).toBe("P002");
        disk.free();
        await writeFile(join(path, "other"), Buffer.alloc(3_000_000));
        expect((await outcomeOf(destination.publish(file))).code).toBe("P002");
        expect((await readdir(path)).sort()).toEqual([temporaryName(file), "other"]);
        await writeFile(join(path, "other"), "");
        expect((await outcomeOf(destination.publish(file))).code).toBe("done");
        expect(await isWhole(path, file)).toBe(true);
      } finally {
        disk.unmount();
      }
    },
  );

  it("refuses with P005 to open where a file stands", async () => {
    const path = inFolder("file");
    await writeFile(path, "");
    const opening = openImpatient({ type: "folder", name: "share", path: join(path, "Share") });
    expect((await outcomeOf(opening)).code).toBe("P005");
  });
});

/** Of SSH_FXP_OPEN: after the name. */
function flagsOf(bytes: Buffer): number {
  return bytes.readUInt32BE(13 + bytes.readUInt32BE(9));
}
