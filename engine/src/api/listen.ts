/** Where the server listens. */

import { type AddressInfo, isIPv6 } from "node:net";
import type { ApiConfig } from "../config/config.ts";
import type { Certificate } from "./security/certificate.ts";
import type { ApiServer } from "./server.ts";

/** Taken where the configuration names none. */
const defaultPort = 8750;

/** Returns the URL by which people find it. Rejects in words for the user when it cannot listen there, or must not. */
export async function listen(
  { app, certificate }: Pick<ApiServer, "app" | "certificate">,
  api: ApiConfig,
): Promise<string> {
  const { host, port, tls, tokens } = api;
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
  const { address, port: actual } = app.server.address() as AddressInfo;
  const name = certificate === null ? nearest(address) : trusted(certificate, nearest(address), api.hosts);
  return `${certificate === null ? "http" : "https"}://${isIPv6(name) ? `[${name}]` : name}:${actual}`;
}

/** What listens at every address is there at this machine's own. */
function nearest(address: string): string {
  return address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
}

/** Browsers take a certificate for the names that are in it alone. */
function trusted({ isFor }: Certificate, address: string, hosts: readonly string[]): string {
  const names = [address, ...hosts];
  return names.find(isFor) ?? hosts[0] ?? address;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
