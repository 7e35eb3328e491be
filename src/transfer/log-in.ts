/** Connects to a server, checks its host key against the pinned ones, and logs in. */
import type { Clock } from "../core/clock.ts";
import { OperatorError } from "../core/errors.ts";
import { ConnectionLost } from "./connection-lost.ts";
import { readCredentials } from "./credentials.ts";
import type { Patience, SftpDestination } from "./destination.ts";
import { otherKinds, type HostKeyAlgorithm, type SeenHostKey } from "./host-key.ts";
import { connectSftp, type ConnectOutcome } from "./sftp-client.ts";
import { SftpSession } from "./sftp-session.ts";

interface LogInDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly patience: Patience;
}

/**
 * @throws {OperatorError} P003 host key, P004 login
 * @throws {ConnectionLost} when the server can't be reached or does not answer.
 */
export async function logIn(settings: SftpDestination, deps: LogInDeps): Promise<SftpSession> {
  const credentials = await readCredentials(settings);
  const connect = (algorithms?: readonly HostKeyAlgorithm[]): Promise<ConnectOutcome> =>
    connectSftp({ ...deps, ...settings, credentials, ...(algorithms && { algorithms }) });
  const outcome = await connect();
  if (outcome.kind !== "host key refused") return sessionOf(settings, deps, outcome);
  const seen: SeenHostKey[] = [outcome.seen];
  // A server has several keys, and the pinned one may be of another kind than the one it showed.
  const kinds = settings.hostKeys.length > 0 ? otherKinds(outcome.seen) : [];
  for (const algorithms of kinds) {
    const other = await connect(algorithms);
    if (other.kind === "host key refused") seen.push(other.seen);
    else if (other.kind !== "failed") return sessionOf(settings, deps, other);
  }
  throw hostKeyRefused(settings, seen);
}

function sessionOf(
  settings: SftpDestination,
  { clock, patience }: LogInDeps,
  outcome: Exclude<ConnectOutcome, { readonly kind: "host key refused" }>,
): SftpSession {
  switch (outcome.kind) {
    case "connected":
      return new SftpSession(outcome.connection, clock, patience);
    case "login refused":
      throw loginRefused(settings, outcome.text);
    case "failed":
      throw new ConnectionLost(outcome.error.message, { cause: outcome.error });
  }
}

function loginRefused(settings: SftpDestination, text: string): OperatorError {
  const { name, host, port, username, privateKeyPath, passwordFile } = settings;
  const { section = "destinations" } = settings;
  const means = [privateKeyPath, passwordFile].filter((path) => path !== undefined).join(" and ");
  return new OperatorError(
    "P004",
    `${name}: ${host}:${port} refused the login of ${username} with ${means}: ${text}`,
    {
      hint:
        `Check username, privateKeyFile, passphraseFile and passwordFile of ${section}.${name} in ` +
        `service.yml, and whether the server knows the key.`,
    },
  );
}

function hostKeyRefused(
  { name, host, port, hostKeys, section = "destinations" }: SftpDestination,
  seen: readonly SeenHostKey[],
): OperatorError {
  const shown = seen.map((key) => `${key.fingerprint} (${key.type})`).join(", ");
  const expected = hostKeys.length === 0 ? "none is set" : `expected was ${hostKeys.join(" or ")}`;
  const [first] = seen;
  return new OperatorError(
    "P003",
    `${name}: ${host}:${port} shows the host key ${shown}; ${expected}. Nothing was sent`,
    {
      hint:
        `Compare the fingerprint with the server's owner. If it is right, write in service.yml: ` +
        `${section}: { ${name}: { hostKey: "${first?.fingerprint ?? ""}" } }`,
      details: { hostKeys: seen },
    },
  );
}
