/** What `quayside doctor` says of the address of diallers. */
import { describe, expect, it } from "vitest";
import { probeListener } from "../../../src/cli/doctor/listener-probe.ts";
import type { ListenerConfig, TlsFiles } from "../../../src/config/service-config.ts";
import { conditionsOf, type ConditionSources } from "../../../src/service/conditions.ts";
import { createLogger } from "../../../src/core/log.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { makeCertificate } from "../../helpers/made-certificates.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const DAY_MS = 86_400_000;

function listener(tls: TlsFiles | undefined): ListenerConfig {
  return { enabled: true, host: "0.0.0.0", port: 8480, tokenPath: undefined, tls, user: "batch" };
}

/** So many days from now, of the 90 that certificates here have. */
function inDays(days: number): { readonly clock: FakeClock } {
  return { clock: new FakeClock(new Date(Date.now() + days * DAY_MS).toISOString()) };
}

describe("the probe of the address of diallers", () => {
  it("says where it is open, and for how long its certificate is good", async () => {
    const tls = makeCertificate(inFolder(), "server");
    expect(await probeListener(inDays(0), { listener: listener(tls) })).toEqual([
      {
        ...{ probe: "diallers", state: "good" },
        detail: `https on 0.0.0.0:8480; CN=server, until ${tls.certificate.notAfter}`,
      },
    ]);
    const late = await probeListener(inDays(80), { listener: listener(tls) });
    expect(late).toMatchObject(
      [{ state: "note", detail: /expires in 10 days/ }].map((one) => ({
        ...one,
        detail: expect.stringMatching(one.detail) as string,
      })),
    );
    const over = await probeListener(inDays(91), { listener: listener(tls) });
    expect(over).toMatchObject([{ state: "bad" }]);
    expect(over[0]?.detail).toContain("the certificate of CN=server expired on");
  });

  it("says that http is not encrypted, which others can reach, and nothing where nobody listens", async () => {
    const open = listener(undefined);
    expect(await probeListener(inDays(0), { listener: open })).toMatchObject([
      { state: "note", detail: "http on 0.0.0.0:8480, not encrypted" },
    ]);
    const own = { ...open, host: "127.0.0.1" } as ListenerConfig;
    expect(await probeListener(inDays(0), { listener: own })).toMatchObject([{ state: "good" }]);
    expect(await probeListener(inDays(0), { listener: { enabled: false } })).toEqual([]);
  });

  it("names the file that is missing", async () => {
    const tls = { certificatePath: inFolder("no.pem"), keyPath: inFolder("no.key") };
    const [finding] = await probeListener(inDays(0), { listener: listener(tls) });
    expect(finding?.state).toBe("bad");
    expect(finding?.detail).toBe(
      `C001 console.certificate: the file ${tls.certificatePath} can't be read`,
    );
  });
});

describe("the alarm about the certificate of diallers", () => {
  it("is raised at each step before its end, and after it", async () => {
    const tls = makeCertificate(inFolder(), "server");
    const codes = async (days: number): Promise<readonly string[]> => {
      const { clock } = inDays(days);
      const config = {
        ...{
          folder: inFolder(),
          store: { path: inFolder("a.db") },
          diskFree: { share: 0, bytes: 1 },
        },
        ...{ exports: {}, timeZone: "UTC", listener: listener(tls) },
        automaticImport: { state: { enabled: true }, types: {} },
      };
      const look = conditionsOf({
        ...{ config, clock, log: createLogger({ level: "silent", pretty: false }) },
        store: { runs: async () => [], campaigns: async () => [] },
        ...{ dropStatus: () => undefined, retentionStopped: () => undefined },
      } as unknown as ConditionSources);
      return (await look(new Set())).map(({ key }) => key.replace(/:.*:/, " "));
    };
    expect(await codes(59)).toEqual([]);
    expect(await codes(61)).toEqual(["listener 30"]);
    expect(await codes(84)).toEqual(["listener 7"]);
    expect(await codes(91)).toEqual(["listener expired"]);
  });
});
