/** Servers that stop answering: frozen as a whole, mute from the start, or only in their SFTP part. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { randomFile } from "../helpers/local-files.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { isWhole, openImpatient, outcomeOf } from "../helpers/publishing.ts";
import { FaultyServer } from "../helpers/sftp-faults.ts";
import { PACKET } from "../helpers/sftp-packets.ts";
import { startSftpServer } from "../helpers/sftp-server.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const ONE_TRY = { retryMs: [] };

describe.skipIf(opensshMissing !== undefined)("a server that stops answering", () => {
  it("U4: server frozen in the middle of an upload - P001 by missing signs of life, then whole", async () => {
    await using server = await startSftpServer(inFolder("server"));
    const file = await randomFile(inFolder("work"), "export-1.zip.smime", 40_000_000);
    const patience = { ...ONE_TRY, keepaliveMs: 1_000, keepaliveCount: 4 };
    await using destination = await openImpatient(server.settings, patience);
    let frozen: readonly number[] = [];
    const publishing = destination.publish(file, (bytes) => {
      if (bytes < 5_000_000 || frozen.length > 0) return;
      frozen = server.pids();
      for (const pid of frozen) process.kill(pid, "SIGSTOP");
    });
    expect((await outcomeOf(publishing)).code).toBe("P001");
    expect(frozen).not.toEqual([]);
    for (const pid of frozen) process.kill(pid, "SIGCONT");
    await destination.publish(file);
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U4: SFTP part hangs while its host answers - P001 after the limit for an answer", async () => {
    await using server = await FaultyServer.start(inFolder("server"));
    server.faults = { request: ({ type }) => (type === PACKET.write ? "drop" : "pass") };
    const file = await randomFile(inFolder("work"), "export-1.zip.smime", 1_000);
    await using destination = await openImpatient(server.settings, { ...ONE_TRY, answerMs: 5_000 });
    const { code, text } = await outcomeOf(destination.publish(file));
    expect(code).toBe("P001");
    expect(text).toContain("has not answered for 5000 ms");
    server.faults = {};
    await destination.publish(file);
    expect(await isWhole(server.root, file)).toBe(true);
  });

  it("U4: server answers neither greeting nor session - P001 after the limit for a login", async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => {
      socket.on("error", () => undefined);
      sockets.push(socket);
    }).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const address = mute.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await using server = await FaultyServer.start(inFolder("server"));
    server.faults = { request: () => "drop" };
    const patience = { ...ONE_TRY, connectMs: 500 };
    await using greeting = await openImpatient({ ...server.settings, port }, patience);
    await using session = await openImpatient(server.settings, patience);
    for (const destination of [greeting, session]) {
      const { ok, detail } = await destination.probe();
      expect(ok).toBe(false);
      expect(detail).toContain("P001");
    }
    for (const socket of sockets) socket.destroy();
    mute.close();
  });

  it("ends though the server does not say goodbye", async () => {
    await using server = await startSftpServer(inFolder("server"));
    const destination = await openImpatient(server.settings, { keepaliveMs: 600_000 });
    expect((await destination.probe()).ok).toBe(true);
    const frozen = server.pids();
    for (const pid of frozen) process.kill(pid, "SIGSTOP");
    await destination[Symbol.asyncDispose]();
    for (const pid of frozen) process.kill(pid, "SIGCONT");
  });
});
