/** The mail server that a url names, and how far its encryption is trusted: pure. */
import { isIP } from "node:net";
import { ConfigError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Encrypted from the first byte (smtps). */
  readonly isTls: boolean;
  readonly login?: { readonly user: string; readonly password: Secret };
}

/**
 * Reads `smtp://host:25`, `smtps://host:465`, `smtp://user:password@host:587`. Without a port it is 465
 * for smtps, 587 for a login and 25 otherwise; reserved characters in user and password are written as %40.
 * @throws {ConfigError} C003; the url is not shown, since it may hold a password.
 */
export function mailServerOf(text: string): MailServer {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !["smtp:", "smtps:"].includes(url.protocol) || url.hostname === "") {
    throw new ConfigError("C003", "mail: the url of the mail server is wrong", {
      hint: "Expected smtp://host:25, smtps://host:465 or smtp://user:password@host:587.",
    });
  }
  const isTls = url.protocol === "smtps:";
  const usual = isTls ? 465 : url.username === "" ? 25 : 587;
  const server = {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? usual : Number(url.port),
    isTls,
  };
  if (url.username === "") return server;
  const password = new Secret(decodeURIComponent(url.password));
  return { ...server, login: { user: decodeURIComponent(url.username), password } };
}

export interface TlsRule {
  /** Nothing is sent to a server that does not offer encryption. */
  readonly isRequired: boolean;
  /** Its certificate must be of a trusted issuer and for this host. */
  readonly isVerified: boolean;
}

/**
 * A password goes out over encryption that is verified, or to this machine. Without a login whoever
 * stands in between could take the offer of STARTTLS away anyway, so any certificate is better than none
 * (RFC 7435); who gives a `ca` asks for more.
 */
export function tlsRuleOf(server: MailServer, hasCa: boolean): TlsRule {
  const isStrict = server.isTls || hasCa || (server.login !== undefined && !isLoopback(server));
  return { isRequired: isStrict, isVerified: isStrict };
}

function isLoopback({ host }: MailServer): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
