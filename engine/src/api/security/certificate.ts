/** The certificate by which the API is served beyond this machine: read, and looked at before anything is served by it. */

import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";
import type { ApiConfig } from "../../config/config.ts";

type TlsConfig = NonNullable<ApiConfig["tls"]>;

export interface Certificate {
  /** PEM, with its chain. */
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Whether it is for this host name or address. */
  isFor(host: string): boolean;
  /** What its callers will not like, in words for the user. */
  readonly warnings: readonly string[];
}

/** Throws an `Error` in words for the user, without anything of the key, where it cannot be served with. */
export function readCertificate(tls: TlsConfig, nowWall: number = Date.now()): Certificate {
  const cert = fileOf("cert", tls.cert);
  const key = fileOf("key", tls.key);
  const certificate = certificateIn(cert, tls.cert);
  if (!certificate.checkPrivateKey(keyIn(key, tls.key)))
    throw new Error(`\`api.tls.key\` ${tls.key} belongs to another certificate than \`api.tls.cert\` ${tls.cert}`);
  return {
    cert,
    key,
    isFor: (host) => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
    warnings: [...timesOf(certificate, tls.cert, nowWall), ...readersOf(tls.key)],
  };
}

function fileOf(which: keyof TlsConfig, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`\`api.tls.${which}\` ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function certificateIn(pem: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Error(`\`api.tls.cert\` ${path} is no certificate: it begins with -----BEGIN CERTIFICATE-----`);
  }
}

function keyIn(pem: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const what = pem.includes("ENCRYPTED")
      ? "has a passphrase, which nobody could type when the engine starts: `openssl pkey` writes it without one"
      : "is no private key: it begins with -----BEGIN PRIVATE KEY----- or its like";
    throw new Error(`\`api.tls.key\` ${path} ${what}`);
  }
}

function timesOf({ validFromDate, validToDate }: X509Certificate, path: string, nowWall: number): string[] {
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (validToDate.getTime() < nowWall)
    return [`\`api.tls.cert\` ${path} has expired on ${day(validToDate)}: nobody will trust it; put a new one there`];
  if (validFromDate.getTime() > nowWall)
    return [`\`api.tls.cert\` ${path} is good from ${day(validFromDate)} on only: nobody will trust it before`];
  return [];
}

function readersOf(path: string): string[] {
  if (process.platform === "win32" || (statSync(path).mode & 0o044) === 0) return [];
  return [`\`api.tls.key\` ${path} can be read by other users of this machine: \`chmod 600\` keeps it yours`];
}
