/** The address of diallers with a certificate: real connections, by Node and by curl. */
import { execFile } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiallerDesk } from "../../src/campaigns/dialler/desk.ts";
import { startDiallerServer } from "../../src/console/server.ts";
import { createTlsServers } from "../../src/console/tls.ts";
import { systemClock } from "../../src/core/clock.ts";
import { createLogger } from "../../src/core/log.ts";
import { Secret } from "../../src/core/secret.ts";
import { readTlsFiles } from "../../src/service/tls-files.ts";
import { startTlsRenewal } from "../../src/service/tls-renewal.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { makeTlsKey } from "../helpers/made-certificates.ts";
import { noCampaigns } from "../helpers/no-campaigns.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";

const run = promisify(execFile);
const inFolder = useTemporaryFolder();
const TOKEN = "0123456789abcdef0123456789abcdef";
const NAMES = "DNS:localhost,IP:127.0.0.1";
const MINUTE_MS = 60_000;

interface Under {
  readonly port: number;
  readonly clock: FakeClock;
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

let its: Under;
beforeEach(async () => {
  makeTlsKey(inFolder("server.pem"), inFolder("server.key"), NAMES);
  its = await start();
});
afterEach(() => its.stop());

async function start(): Promise<Under> {
  const files = { certificatePath: inFolder("server.pem"), keyPath: inFolder("server.key") };
  const certificate = await readTlsFiles(files);
  const tls = createTlsServers(certificate);
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log = createLogger({ level: "info", pretty: false, write });
  const desk = { clock: systemClock, ledger: noCampaigns, onChanged: () => undefined };
  const campaigns = createDiallerDesk(desk);
  const server = await startDiallerServer(
    { campaigns, about: { version: "1.2.3" } },
    { host: "127.0.0.1", port: 0, token: new Secret(TOKEN), user: "batch", tls, log },
  );
  const clock = new FakeClock("2026-03-04T01:00:00.000Z");
  const renewal = startTlsRenewal({ clock, log, onRenewed: tls.renew }, files, certificate);
  expect(server.address).toMatch(/^https:/);
  return {
    ...{ clock, lines, port: Number(new URL(server.address).port) },
    stop: async () => {
      await renewal.stop();
      await server.close();
    },
  };
}

/** What the server shows to whoever connects now. */
async function shown(): Promise<PeerCertificate> {
  const socket = await open();
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}

async function open(): Promise<TLSSocket> {
  return await new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: its.port, rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

async function curl(url: string, ...more: readonly string[]): Promise<string> {
  const authorization = `Authorization: Bearer ${TOKEN}`;
  const args = ["-sS", "--max-time", "10", "-H", authorization, ...more, url];
  return (await run("curl", args)).stdout;
}

describe("the address of diallers with a certificate", () => {
  it("answers by https to who trusts its issuer, by name and by address", async () => {
    for (const host of ["localhost", "127.0.0.1"]) {
      const url = `https://${host}:${its.port}/v1/campaigns`;
      expect(JSON.parse(await curl(url, "--cacert", inFolder("server.pem")))).toEqual({
        campaigns: [],
      });
    }
    await expect(curl(`https://localhost:${its.port}/v1/campaigns`)).rejects.toMatchObject({
      stderr: expect.stringContaining("certificate") as string,
    });
  });

  it("asks for the token as well", async () => {
    const status = await new Promise((resolve, reject) => {
      const ca = readFileSync(inFolder("server.pem"));
      const asked = { host: "localhost", port: its.port, path: "/v1/campaigns", ca };
      request(asked, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .once("error", reject)
        .end();
    });
    expect(status).toBe(401);
  });

  it("does not answer http without encryption", async () => {
    const plain = curl(`http://127.0.0.1:${its.port}/v1/campaigns`);
    await expect(plain).rejects.toMatchObject({ code: 52 });
  });
});

describe("a certificate that is renewed while diallers are connected", () => {
  it("is shown to whoever connects next; open connections go on", async () => {
    const former = await shown();
    const kept = await open();
    makeTlsKey(inFolder("server.pem"), inFolder("server.key"), NAMES);
    await its.clock.advance(MINUTE_MS);
    await until("the new one", async () => {
      return (await shown()).fingerprint256 !== former.fingerprint256;
    });
    const answered = new Promise<string>((resolve) =>
      kept.once("data", (data) => {
        resolve(String(data));
      }),
    );
    kept.write(
      `GET /v1/campaigns HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
    );
    expect(await answered).toMatch(/^HTTP\/1\.1 200 /);
    kept.destroy();
    expect(its.lines.filter((line) => line.includes('"console.renewed"'))).toHaveLength(1);
  });

  it("leaves the former in use while key and certificate do not go together, and says so once", async () => {
    const former = await shown();
    makeTlsKey(inFolder("other.pem"), inFolder("other.key"), NAMES);
    copyFileSync(inFolder("other.pem"), inFolder("server.pem"));
    for (let look = 0; look < 4; look++) await its.clock.advance(MINUTE_MS);
    const told = (): readonly string[] => its.lines.filter((line) => line.includes("stays"));
    await until("the warning", () => told().length > 0);
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain("server.key is not the key of the certificate in");
    expect((await shown()).fingerprint256).toBe(former.fingerprint256);
    copyFileSync(inFolder("other.key"), inFolder("server.key"));
    await its.clock.advance(MINUTE_MS);
    await until("the new one", async () => {
      return (await shown()).fingerprint256 !== former.fingerprint256;
    });
  });

  it("is waited for where a look finds its files half-way replaced", async () => {
    const whole = readFileSync(inFolder("server.pem"));
    writeFileSync(inFolder("server.pem"), "");
    await its.clock.advance(MINUTE_MS);
    writeFileSync(inFolder("server.pem"), whole);
    await its.clock.advance(MINUTE_MS);
    await its.clock.advance(MINUTE_MS);
    expect(its.lines.filter((line) => line.includes('"level":"warn"'))).toEqual([]);
  });
});
