/** Certificates for tests, made as they are needed: self-signed, for any names and times (X.509 in DER, RFC 5280). */

import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

export interface MadeCertificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Host names, and addresses of IPv4. */
  readonly names: readonly string[];
  /** By default, from yesterday. */
  readonly from?: Date;
  /** By default, until tomorrow. */
  readonly until?: Date;
}

const dayMs = 86_400_000;

/** Signed by its own key: who is to trust it is given it. */
export function makeCertificate({ names, from, until }: CertificateOptions): MadeCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(tagged(0x31, sequence(oid("550403"), tagged(0x0c, Buffer.from("macro-engine test")))));
  const times = sequence(timeOf(from ?? new Date(Date.now() - dayMs)), timeOf(until ?? new Date(Date.now() + dayMs)));
  const told = sequence(
    tagged(0xa0, number(Buffer.from([2]))),
    number(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ...[ecdsaWithSha256, name, times, name, publicKey.export({ type: "spki", format: "der" })],
    tagged(0xa3, sequence(sequence(oid("551d11"), tagged(0x04, sequence(...names.map(alternative)))))),
  );
  const proof = Buffer.concat([Buffer.from([0]), sign("sha256", told, privateKey)]);
  const der = sequence(told, ecdsaWithSha256, tagged(0x03, proof)).toString("base64");
  return {
    // An empty line before its end is one too many for OpenSSL.
    cert: `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts);
const number = (bytes: Buffer) => tagged(0x02, bytes);
const oid = (hex: string) => tagged(0x06, Buffer.from(hex, "hex"));
const timeOf = (date: Date) => tagged(0x18, Buffer.from(`${date.toISOString().replace(/\D/g, "").slice(0, 14)}Z`));
const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
const alternative = (name: string) =>
  isIPv4(name) ? tagged(0x87, Buffer.from(name.split(".").map(Number))) : tagged(0x82, Buffer.from(name));
