/** Where the server listens. */

import type { AddressInfo } from "node:net";
import type { ApiConfig } from "../config/config.ts";
import type { ApiApp } from "./context.ts";

/** Taken where the configuration names none. */
const defaultPort = 8750;

/** Returns the URL. Rejects in words for the user when it cannot listen there, or must not. */
export async function listen(app: ApiApp, { host, port, tls, tokens }: ApiConfig): Promise<string> {
  if (!isLoopback(host) && (tls === null || tokens.length === 0)) {
    throw new Error(
      `\`api.host\` ${host} is reached from other machines: that needs \`api.tls\` and \`api.tokens\`; or keep 127.0.0.1`,
    );
  }
  try {
    await app.listen({ host, port: port ?? defaultPort });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EADDRINUSE") throw new Error(`cannot listen at ${host}: ${message}`);
    // A second engine beside the first.
    if (port !== null) throw new Error(`port ${port} is taken by another program: choose another \`api.port\``);
    await app.listen({ host, port: 0 });
  }
  const { address, port: actual, family } = app.server.address() as AddressInfo;
  return `${tls === null ? "http" : "https"}://${family === "IPv6" ? `[${address}]` : address}:${actual}`;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
