/** Diallers connect by https to the built daemon; certificate and key are checked at its start and by doctor. */
import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeTlsKey } from "../helpers/made-certificates.ts";
import { Workspace } from "../helpers/workspace.ts";

const TLS = "console: { listen: 127.0.0.1:0, certificate: ./tls.pem, key: ./tls.key }\n";

let workspace: Workspace;
let certificatePath = "";
beforeEach(async () => {
  workspace = await Workspace.create(TLS);
  certificatePath = join(workspace.path, "tls.pem");
  makeTlsKey(certificatePath, join(workspace.path, "tls.key"), "DNS:localhost,IP:127.0.0.1");
});
afterEach(() => workspace.remove());

async function statusOf(url: string): Promise<number | undefined> {
  const ca = await readFile(certificatePath);
  return await new Promise((resolve, reject) => {
    request(url, { ca }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once("error", reject)
      .end();
  });
}

it("answers by https, and doctor tells until when", async () => {
  await workspace.start();
  const [, address] = /"address":"(https:[^"]+)"/.exec(workspace.log) ?? [];
  expect(await statusOf(`${address ?? ""}/v1/campaigns`)).toBe(200);
  const { stdout } = await workspace.quayside("doctor");
  expect(stdout).toMatch(/diallers.*expires in 30 days/);
});

it("does not start with the key of another certificate, and says which file is wrong", async () => {
  makeTlsKey(join(workspace.path, "other.pem"), join(workspace.path, "tls.key"), "DNS:localhost");
  workspace.spawn({});
  expect(await workspace.ended()).toMatchObject({ code: 3 });
  expect(workspace.log).toContain("tls.key is not the key of the certificate in");
});
