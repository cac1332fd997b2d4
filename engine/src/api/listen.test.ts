/** Where it may be listened, and by which name it is found there. */

import { fastify } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { parseConfigIn } from "../config/load.ts";
import type { ApiApp } from "./context.ts";
import { checkExposure, listen } from "./listen.ts";
import { makeCertificate } from "./testing/certificate.ts";

const token = "tokens: [{ name: tv, token: 0123456789abcdef }]";
const tls = "tls: { cert: cert.pem, key: key.pem }";

const pem = () => {
  const { cert, key } = makeCertificate({ names: [] });
  return { cert: Buffer.from(cert), key: Buffer.from(key) };
};

/** `certified`: for which names there is a certificate; null: none. */
async function listening(api: string, certified: readonly string[] | null = null): Promise<string> {
  const { config } = parseConfigIn("/nowhere", { path: "macro-engine.yaml", text: `api: { port: 0, ${api} }` });
  const app = fastify() as unknown as ApiApp;
  onTestFinished(() => app.close());
  const isFor = (name: string) => certified?.includes(name) === true;
  const certificate = certified === null ? null : { ...pem(), isFor, warnings: [] };
  checkExposure(config.api);
  await app.ready();
  const { url, close } = await listen(app, { ...config.api, certificate, formerPort: null });
  onTestFinished(close);
  return url.replace(/:\d+$/, ":PORT");
}

test.each(["0.0.0.0", "'::'", "192.0.2.1", "games.example.net", "'::ffff:127.0.0.1'", "127.0.0.1.example.net"])(
  "beyond this machine, as at %s, it is not listened without tls and a token",
  async (host) => {
    for (const half of ["", `, ${token}`, `, ${tls}`])
      await expect(listening(`host: ${host}${half}`)).rejects.toThrow(
        /is reached from other machines: that needs `api.tls` and `api.tokens`/,
      );
  },
);

test("it is found at this machine's address, or by the name that its certificate is for", async () => {
  expect(await listening("host: 127.0.0.1")).toBe("http://127.0.0.1:PORT");
  const everywhere = `host: 0.0.0.0, ${token}, ${tls}, hosts: [games, games.example.net]`;
  expect(await listening(everywhere, ["127.0.0.1", "games"])).toBe("https://127.0.0.1:PORT");
  expect(await listening(everywhere, ["games.example.net"])).toBe("https://games.example.net:PORT");
  expect(await listening(everywhere, ["other.example"])).toBe("https://games:PORT");
});

test("a port that is taken is named", async () => {
  const app = fastify();
  onTestFinished(() => app.close());
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  await expect(listening(`port: ${port}`)).rejects.toThrow(`port ${port} is taken by another program`);
});
