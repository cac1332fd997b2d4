/** What is said of certificates and keys before anything is served with them. */

import { createPrivateKey } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../store/testing/example.ts";
import { makeCertificate } from "../testing/certificate.ts";
import { readCertificate } from "./certificate.ts";

function written(texts: { readonly cert?: string; readonly key?: string }) {
  const folder = temporaryFolder();
  const tls = { cert: folder.file("cert.pem"), key: folder.file("key.pem") };
  for (const which of ["cert", "key"] as const)
    if (texts[which] !== undefined) writeFileSync(tls[which], texts[which], { mode: 0o600 });
  return { tls, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const made = makeCertificate({ names: ["games.example.net", "192.0.2.1"] });
const locked = String(
  createPrivateKey(made.key).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" }),
);

test("a certificate is for its own names and addresses", () => {
  using it = written(made);
  const { isFor, warnings } = readCertificate(it.tls);
  expect(["games.example.net", "192.0.2.1", "example.net", "192.0.2.2", "macro-engine test"].map(isFor)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(warnings).toEqual([]);
});

test.each([
  ["no file", {}, /^`api\.tls\.cert` \S+cert\.pem cannot be read \(ENOENT\)$/],
  ["no key", { cert: made.cert }, /^`api\.tls\.key` \S+key\.pem cannot be read \(ENOENT\)$/],
  ["a text", { ...made, cert: "cert" }, /^`api\.tls\.cert` \S+ is no certificate: it begins with -----BEGIN CERT/],
  ["a key that is none", { ...made, key: made.cert }, /^`api\.tls\.key` \S+ is no private key/],
  ["a locked key", { ...made, key: locked }, /^`api\.tls\.key` \S+ has a passphrase, which nobody could type/],
  ["another's key", { ...made, key: makeCertificate({ names: [] }).key }, /belongs to another certificate than/],
])("%s is refused in words", (_, files, words) => {
  using it = written(files);
  expect(() => readCertificate(it.tls)).toThrow(words);
});

test("what callers will not trust is told, and so is a key that others can read", () => {
  using it = written(makeCertificate({ names: [], from: new Date("2025-01-01"), until: new Date("2025-06-01") }));
  const said = (day: string) => readCertificate(it.tls, Date.parse(day)).warnings;
  expect(said("2025-03-01")).toEqual([]);
  expect(said("2025-06-02")).toEqual([expect.stringContaining("cert.pem has expired on 2025-06-01: nobody will")]);
  expect(said("2024-12-31")).toEqual([expect.stringContaining("cert.pem is good from 2025-01-01 on only")]);
  if (process.platform === "win32") return;
  chmodSync(it.tls.key, 0o640);
  expect(said("2025-03-01")).toEqual([expect.stringMatching(/key\.pem can be read by other users.*chmod 600/)]);
});
