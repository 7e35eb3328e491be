/** The servers of one address that encrypt: a name may stand for several (127.0.0.1 and ::1). */
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { Secret } from "../core/secret.ts";

export interface TlsIdentity {
  /** PEM: the server's certificate, its issuers behind it. */
  readonly chain: string;
  /** PEM. */
  readonly key: Secret;
}

export interface TlsServers {
  /** Makes another one. */
  readonly open: (handler: RequestListener) => Server;
  /** Whoever connects from now on is shown this. */
  readonly renew: (identity: TlsIdentity) => void;
}

export function createTlsServers(identity: TlsIdentity): TlsServers {
  const servers: Server[] = [];
  let current = identity;
  return {
    open: (handler) => {
      const server = createServer(optionsOf(current), handler);
      servers.push(server);
      return server;
    },
    renew: (renewed) => {
      current = renewed;
      for (const server of servers) server.setSecureContext(optionsOf(renewed));
    },
  };
}

function optionsOf({ chain, key }: TlsIdentity): { readonly cert: string; readonly key: string } {
  return { cert: chain, key: key.reveal() };
}
