/** What becomes of a POST where the server is a strange one: real servers on loopback. */

import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { outcomeOf, post } from "./http.ts";
import { startReceiver } from "./testing/receiver.ts";
import { certificate, privateKey } from "./testing/self-signed.ts";

/** For a server that never comes to an end; no other takes that long. */
const timeoutMs = 3000;
const send = (url: string) => post({ url, headers: {}, body: "{}", timeoutMs });
const taken = { kind: "delivered" };

async function listening(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((done) => void server.close(() => done())),
  };
}

/** Says this to whoever sends something, and hangs up where it is told to. */
function saying(text: string, hangsUp = false): Server {
  return createServer((socket: Socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write(text);
      if (hangsUp) socket.destroySoon();
    });
  });
}

describe("a body says no more than the status before it", () => {
  test.each([
    ["breaks off", saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", true), taken],
    ["never ends", saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"), taken],
    [
      "is of another type",
      saying("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 2\r\n\r\n{\0", true),
      taken,
    ],
    [
      "breaks off after a refusal",
      saying("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 100\r\n\r\nno", true),
      { kind: "later", problem: "it answers 503, unavailable", afterMs: 7000 },
    ],
  ])("it %s", async (_, server, outcome) => {
    await using at = await listening(server);
    expect(outcomeOf(await send(`http://127.0.0.1:${at.port}/hook`))).toEqual(outcome);
  });
});

test("what is no HTTP, no HTTPS, or HTTPS that nobody vouches for, is said in words", async () => {
  await using speech = await listening(saying("220 mail.example.net ESMTP\r\n", true));
  expect(await send(`http://127.0.0.1:${speech.port}/`)).toBe("what answers there does not speak HTTP");
  await using plain = await startReceiver();
  expect(await send(plain.url.replace("http:", "https:"))).toBe(
    "it does not speak HTTPS; write http:// if that is meant",
  );
  await using own = await listening(
    createTlsServer({ key: privateKey, cert: certificate }, (_, answer) => answer.end()),
  );
  expect(await send(`https://127.0.0.1:${own.port}/`)).toMatch(
    /^its certificate is not trusted here; NODE_EXTRA_CA_CERTS/,
  );
});

test("a name and a password in the URL are sent as such, and a URL that is none is not repeated", async () => {
  await using receiver = await startReceiver();
  await send(receiver.url.replace("//", "//ann:s%3Acret@"));
  expect(receiver.received[0]?.headers.authorization).toBe(`Basic ${btoa("ann:s:cret")}`);
  expect(await send("s3cret")).toBe("its URL is none; write one such as https://example.net/hook");
});
