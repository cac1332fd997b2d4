/** Where the server listens: addresses come and go by the configuration, the routes behind them stay. */

import { createServer, type Server } from "node:http";
import { createServer as createSecureServer, Server as SecureServer } from "node:https";
import { type AddressInfo, isIPv6, type Socket } from "node:net";
import type { ApiConfig } from "../config/config.ts";
import { httpLimits, httpsLimits, refuseConnection } from "./connections.ts";
import type { ApiApp } from "./context.ts";
import type { Certificate } from "./security/certificate.ts";

/** Taken where the configuration names none. */
const defaultPort = 8750;
/** What is being answered may take this long yet when an address is given up, ms. */
const graceMs = 1000;

export interface Listening {
  /** By which people find it. */
  readonly url: string;
  readonly port: number;
  /** For connections that are made from now on. */
  renew(certificate: Certificate): void;
  /** Resolves when the address is free; what is being answered is waited for, shortly. */
  close(): Promise<void>;
}

export interface Address extends Pick<ApiConfig, "host" | "port" | "hosts"> {
  /** By which it is served; null: without. */
  readonly certificate: Certificate | null;
  /** To be tried first where the configuration leaves the port open. */
  readonly formerPort: number | null;
}

/** Rejects in words for the user when it cannot listen there. The app must be ready. */
export async function listen(app: ApiApp, address: Address): Promise<Listening> {
  const { host, port, certificate, formerPort } = address;
  const former = formerPort === null ? [] : [formerPort];
  // By default a second engine beside the first has another.
  const ports = port === null ? [...former, defaultPort, 0] : port === 0 ? [...former, 0] : [port];
  for (const [index, one] of ports.entries()) {
    const server = serverFor(certificate);
    server.on("request", app.routing);
    server.on("clientError", (error, socket) => refuseConnection(error, socket as Socket));
    try {
      await opened(server, host, one);
      return listening(server, address);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE") throw new Error(`cannot listen at ${host}: ${message}`);
      if (index === ports.length - 1)
        throw new Error(`port ${one} is taken by another program: choose another \`api.port\``);
    }
  }
  throw new Error(`cannot listen at ${host}`);
}

function serverFor(certificate: Certificate | null): Server {
  if (certificate === null) return createServer(httpLimits);
  const { cert, key } = certificate;
  return createSecureServer({ ...httpsLimits, cert, key });
}

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen({ host, port }, () => {
      server.off("error", fail);
      done();
    });
  });
}

function listening(server: Server, { certificate, hosts }: Address): Listening {
  const { address, port } = server.address() as AddressInfo;
  const name = certificate === null ? nearest(address) : trusted(certificate, nearest(address), hosts);
  return {
    url: `${certificate === null ? "http" : "https"}://${isIPv6(name) ? `[${name}]` : name}:${port}`,
    port,
    renew: ({ cert, key }) => {
      if (server instanceof SecureServer) server.setSecureContext({ cert, key });
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(force);
    },
  };
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

/** Throws in words for the user where the address must not be listened at. */
export function checkExposure({ host, tls, tokens }: ApiConfig): void {
  if (!isLoopback(host) && (tls === null || tokens.length === 0)) {
    throw new Error(
      `\`api.host\` ${host} is reached from other machines: that needs \`api.tls\` and \`api.tokens\`; or keep 127.0.0.1`,
    );
  }
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
