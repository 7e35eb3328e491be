/** The line to an SFTP server breaks: at every request and every answer, while and after a rename. */
import { readdir } from "node:fs/promises";
import { beforeEach, afterEach, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../src/core/clock.ts";
import type { LocalFile } from "../../src/transfer/destination.ts";
import { openDestination } from "../../src/transfer/open-destination.ts";
import { temporaryName } from "../../src/transfer/temporary-name.ts";
import { randomFile } from "../helpers/local-files.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { isWhole, openImpatient, outcomeOf } from "../helpers/publishing.ts";
import { FaultyServer, type Faults } from "../helpers/sftp-faults.ts";
import { PACKET, type Packet, plainVersionPacket } from "../helpers/sftp-packets.ts";
import { startSftpServer } from "../helpers/sftp-server.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";

const inFolder = useTemporaryFolder();
const MIB = 2 ** 20;

const isRename = ({ type, extension }: Packet): boolean =>
  type === PACKET.rename || extension === "posix-rename@openssh.com";

/** Breaks the line once, when `when` says so for the first time. */
const once = (side: "request" | "answer", when: (packet: Packet) => boolean): Faults => {
  let isDone = false;
  const fate = (packet: Packet | undefined): "pass" | "cut" => {
    if (isDone || !packet || !when(packet)) return "pass";
    isDone = true;
    return "cut";
  };
  return side === "request" ? { request: fate } : { answer: (_answer, asked) => fate(asked) };
};

describe.skipIf(opensshMissing !== undefined)("the line to an SFTP server breaks", () => {
  let server: FaultyServer;

  beforeEach(async () => {
    server = await FaultyServer.start(inFolder("server"));
  });
  afterEach(async () => {
    await server.stop();
  });

  const given = (sizeBytes: number, name = "export-1.zip.smime"): Promise<LocalFile> =>
    randomFile(inFolder("work"), name, sizeBytes);

  it("U1: SFTP cut after N bytes of an upload - it goes on from there, the file is whole", async () => {
    const file = await given(12 * MIB);
    let writtenBytes = 0;
    server.faults = {
      request: ({ type, bytes }) => {
        if (type !== PACKET.write) return "pass";
        const isHere = writtenBytes < 8 * MIB && writtenBytes + bytes.length >= 8 * MIB;
        writtenBytes += bytes.length;
        return isHere ? "cut" : "pass";
      },
    };
    await using destination = await openImpatient(server.settings);
    await destination.publish(file);
    expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toEqual([file.name]);
    expect(server.logins).toBe(2);
    expect(writtenBytes).toBeLessThan(12 * MIB + 5 * MIB);
  });

  it("U1: SFTP cut again and again, further each time - every new connection goes on", async () => {
    const file = await given(20 * MIB);
    let sinceCut = 0;
    server.faults = {
      request: ({ type, bytes }) => {
        if (type !== PACKET.write) return "pass";
        sinceCut += bytes.length;
        if (sinceCut < 5 * MIB) return "pass";
        sinceCut = 0;
        return "cut";
      },
    };
    await using destination = await openImpatient(server.settings, { retryMs: [1] });
    await destination.publish(file);
    expect(server.logins).toBeGreaterThan(3);
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U1: SFTP cut at the close of an upload - the file is whole, the temporary one is gone", async () => {
    const file = await given(3 * MIB);
    server.faults = once("request", ({ type }) => type === PACKET.close);
    await using destination = await openImpatient(server.settings);
    await destination.publish(file);
    expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toEqual([file.name]);
  });

  it.each([
    ["posix-rename", false],
    ["a plain rename", true],
  ])("U1: SFTP cut before %s - it is renamed after the next login", async (_what, isPlain) => {
    const file = await given(MIB);
    server.faults = { ...once("request", isRename), ...(isPlain && withoutExtensions()) };
    await using destination = await openImpatient(server.settings);
    await destination.publish(file);
    expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toEqual([file.name]);
    expect(server.logins).toBe(2);
  });

  it.each([
    ["posix-rename", false],
    ["a plain rename", true],
  ])(
    "U1: SFTP cut after %s, its answer lost - seen by looking, sent once",
    async (_what, isPlain) => {
      const file = await given(MIB);
      let renames = 0;
      let writes = 0;
      const lost = once("answer", isRename);
      server.faults = {
        request: (packet) => {
          if (isRename(packet)) renames += 1;
          if (packet.type === PACKET.write) writes += 1;
          return "pass";
        },
        answer: (answer, asked) => {
          if (isPlain && answer.type === PACKET.version) return { bytes: plainVersionPacket() };
          return lost.answer?.(answer, asked) ?? "pass";
        },
      };
      await using destination = await openImpatient(server.settings);
      await destination.publish(file);
      expect(await isWhole(server.root, file)).toBe(true);
      expect(renames).toBe(1);
      expect(writes).toBe(isPlain ? 33 : 5);
      expect(server.logins).toBe(2);
    },
  );

  it("U1: SFTP cut at any request of a replacement - the old file or the new one, never neither", async () => {
    const file = await given(300_000);
    await using destination = await openImpatient(server.settings);
    await destination.publish(file);
    const all = await requestsOf(async () => {
      await destination.publish(await given(300_000));
    });
    expect(all).toBeGreaterThan(8);
    for (let at = 0; at < all; at += 1) {
      for (const side of ["request", "answer"] as const) {
        const next = await given(300_000);
        let seen = 0;
        server.faults = once(side, () => seen++ === at);
        await destination.publish(next);
        expect(await isWhole(server.root, next)).toBe(true);
        expect(await readdir(server.root)).toEqual([file.name]);
      }
    }
  });

  it("U1: SFTP cut at every login - P001 after a few tries, what was sent is gone on with", async () => {
    const file = await given(9 * MIB);
    let writes = 0;
    server.faults = {
      request: ({ type }) => (type === PACKET.write && ++writes > 20 ? "cut" : "pass"),
    };
    await using destination = await openImpatient(server.settings);
    const { code, text } = await outcomeOf(destination.publish(file));
    expect(code).toBe("P001");
    expect(text).toContain(`client (127.0.0.1:${String(server.settings.port)})`);
    expect(server.logins).toBe(4);
    expect(await readdir(server.root)).toEqual([temporaryName(file)]);
    server.faults = {};
    const told: number[] = [];
    await destination.publish(file, (bytes) => told.push(bytes));
    expect(told[0]).toBeGreaterThan(0);
    expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toEqual([file.name]);
  });

  it("U1: SFTP cut while twelve files are on their way - all of them arrive", async () => {
    const files = await Promise.all(
      Array.from({ length: 12 }, (_, i) => given(600_000, `export-1.z${String(i)}.smime`)),
    );
    let writes = 0;
    server.faults = once("request", ({ type }) => type === PACKET.write && ++writes === 15);
    await using destination = await openImpatient(server.settings);
    await Promise.all(files.map((file) => destination.publish(file)));
    for (const file of files) expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toHaveLength(12);
    expect(server.logins).toBe(2);
  });

  it("gives up reading with P001 when the line breaks, and reads again after that", async () => {
    const file = await given(3 * MIB);
    await using destination = await openImpatient(server.settings);
    await destination.publish(file);
    let reads = 0;
    server.faults = once("request", ({ type }) => type === PACKET.read && ++reads === 4);
    const read = async (): Promise<number> => {
      let readBytes = 0;
      for await (const block of destination.read(file.name)) readBytes += block.length;
      return readBytes;
    };
    expect((await outcomeOf(read())).code).toBe("P001");
    expect(await read()).toBe(3 * MIB);
  });

  it("breaks off with P001 at once when it is told to stop", async () => {
    const file = await given(3 * MIB);
    const stop = new AbortController();
    server.faults = {
      request: ({ type }) => {
        if (type !== PACKET.write) return "pass";
        stop.abort();
        return "drop";
      },
    };
    const patience = { answerMs: 600_000, retryMs: [600_000] };
    await using destination = await openImpatient(server.settings, patience, stop.signal);
    const { code, text } = await outcomeOf(destination.publish(file));
    expect(code).toBe("P001");
    expect(text).toContain("stopped");
  });

  async function requestsOf(act: () => Promise<void>): Promise<number> {
    let count = 0;
    server.faults = {
      request: () => {
        count += 1;
        return "pass";
      },
    };
    await act();
    return count;
  }
});

function withoutExtensions(): Faults {
  return {
    answer: ({ type }) => (type === PACKET.version ? { bytes: plainVersionPacket() } : "pass"),
  };
}

describe.skipIf(opensshMissing !== undefined)("an OpenSSH server goes away", () => {
  it("U1: sshd killed in the middle of an upload and started again - the file is whole", async () => {
    await using server = await startSftpServer(inFolder("server"));
    const file = await randomFile(inFolder("work"), "export-1.zip.smime", 60 * MIB);
    await using destination = await openImpatient(server.settings, {
      retryMs: Array<number>(2_000).fill(50),
    });
    let restarted: Promise<void> | undefined;
    await destination.publish(file, (bytes) => {
      if (bytes > 20 * MIB) restarted ??= server.restart();
    });
    await restarted;
    expect(await isWhole(server.root, file)).toBe(true);
    expect(await readdir(server.root)).toEqual([file.name]);
  });

  it("U1: sshd is not there for a while - the publication waits for it", async () => {
    await using server = await startSftpServer(inFolder("server"));
    const file = await randomFile(inFolder("work"), "export-1.zip.smime", 1_000);
    await server.stop();
    let pauses = 0;
    const clock: Clock = {
      ...systemClock,
      sleep: async (ms, signal) => {
        if (ms === 7) pauses += 1;
        await systemClock.sleep(ms, signal);
      },
    };
    await using destination = await openDestination(server.settings, {
      clock,
      signal: new AbortController().signal,
      patience: { retryMs: Array<number>(20_000).fill(7) },
    });
    const published = destination.publish(file);
    await until("a few tries", () => pauses > 3);
    await server.restart();
    await published;
    expect(await isWhole(server.root, file)).toBe(true);
  });
});
