/** Tokens of engines that are reached by URL: asked for, kept in the editor's secret storage, asked for again when refused. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { apiRoutes } from "../../../engine/src/api/contract.ts";
import { createTokens, findByUrl } from "./engine-places.ts";

/** What the user types when asked, and what was asked. */
const typed: (string | undefined)[] = [];
const asked: { readonly prompt: string; readonly password: boolean }[] = [];
vi.mock("vscode", () => ({
  Uri: {},
  workspace: {},
  window: {
    showInputBox: async (options: (typeof asked)[number]) => {
      asked.push(options);
      return typed.shift();
    },
  },
}));

const closing: (() => void)[] = [];
beforeEach(() => {
  typed.length = 0;
  asked.length = 0;
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** An engine that lets in whoever has the token, with the tokens that it has seen. */
async function serve(token: string): Promise<{ readonly url: string; readonly seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? "");
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end("{}");
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(request.url === apiRoutes.events ? ": welcome\n\n" : "");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function secretsOf(kept: Map<string, string>) {
  return {
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
    keys: async () => [...kept.keys()],
    onDidChange: () => ({ dispose() {} }),
  };
}

it("a token is asked for once, as a password, and kept in the secret storage by its URL", async () => {
  const kept = new Map<string, string>();
  const { url, seen } = await serve("sesame");
  typed.push("  sesame ");
  (await findByUrl(url, createTokens(secretsOf(kept)))())!.close();
  expect(asked).toMatchObject([{ password: true, prompt: expect.stringContaining("secret storage") }]);
  expect([...kept]).toEqual([[expect.stringContaining(url), "sesame"]]);
  // Another window, another day.
  (await findByUrl(url, createTokens(secretsOf(kept)))())!.close();
  expect(asked).toHaveLength(1);
  expect(seen).toEqual(["Bearer sesame", "Bearer sesame"]);
});

it("an engine's token is for no other engine", async () => {
  const kept = new Map<string, string>();
  const [one, other] = [await serve("a"), await serve("b")];
  typed.push("a", "b");
  (await findByUrl(one.url, createTokens(secretsOf(kept)))())!.close();
  (await findByUrl(other.url, createTokens(secretsOf(kept)))())!.close();
  expect(other.seen).toEqual(["Bearer b"]);
  expect(kept.size).toBe(2);
});

it("one that is refused is asked for again, and takes the place of the old one", async () => {
  const { url } = await serve("new");
  const kept = new Map([[`macropolicy.token ${url}`, "old"]]);
  typed.push("new");
  (await findByUrl(url, createTokens(secretsOf(kept)))())!.close();
  expect(asked).toMatchObject([{ prompt: expect.stringContaining("has refused the token") }]);
  expect([...kept.values()]).toEqual(["new"]);
});

it("who gives none is left alone, however often an engine is looked for", async () => {
  const kept = new Map<string, string>();
  const { url, seen } = await serve("sesame");
  const find = findByUrl(url, createTokens(secretsOf(kept)));
  typed.push(undefined);
  for (let looks = 0; looks < 3; looks++) expect(await find()).toBeNull();
  expect(asked).toHaveLength(1);
  expect([seen, kept.size]).toEqual([[], 0]);
});

it("who gives a wrong one twice is left alone too", async () => {
  const { url } = await serve("sesame");
  const find = findByUrl(url, createTokens(secretsOf(new Map())));
  typed.push("wrong", "wrong again", "and again");
  await expect(find()).rejects.toThrow("refuses the token");
  for (let looks = 0; looks < 3; looks++) expect(await find()).toBeNull();
  // Once because none was known, once because that one was wrong.
  expect(asked).toHaveLength(2);
});
