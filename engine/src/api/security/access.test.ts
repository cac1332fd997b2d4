/** Tokens, links and cookies: what they open, once or for how long. */

import { expect, test } from "vitest";
import { temporaryFolder } from "../../store/testing/example.ts";
import { openRemembered } from "../remembered.ts";
import { type AccessToken, cookieLifeMs, createAccess } from "./access.ts";
import { readKey } from "./key-file.ts";
import { linkLifeMs, signLink } from "./links.ts";
import { createSigner } from "./signing.ts";

const tablet: AccessToken = { name: "tablet", role: "viewer", token: "the-token-of-a-tablet" };

function scene() {
  const folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const opened: Disposable[] = [];
  let nowMs = Date.UTC(2026, 0, 5);
  const now = () => nowMs;
  let used = 0;
  return {
    folder,
    path,
    /** As an engine starts it, each time anew. */
    start(tokens: readonly AccessToken[] = [tablet]) {
      const remembered = openRemembered(path, { onProblem: () => {}, now });
      opened.push({ [Symbol.dispose]: () => remembered.close() });
      const onOwnUsed = () => void used++;
      const signer = createSigner(readKey(path));
      const access = createAccess({
        ...{ tokens: () => tokens, signer, wrongTokens, used: remembered.links, onOwnUsed, now },
      });
      const here = "127.0.0.1";
      return {
        ...access,
        byToken: (token: string) => access.byToken(token, here),
        exchange: (token: string) => access.exchange(token, here),
      };
    },
    /** How often a server has heard that its own link was used. */
    get used() {
      return used;
    },
    link: (name = "anna") => signLink(createSigner(readKey(path)), name, "operator", nowMs),
    later: (ms: number) => {
      nowMs += ms;
    },
    [Symbol.dispose]() {
      for (const one of opened) one[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

const wrongTokens = { lets: () => true };
const printed = (link: string) => new URL(link).searchParams.get("token")!;

test("a configured token is its caller's, and another one nobody's", () => {
  using it = scene();
  const access = it.start();
  expect(access.byToken(tablet.token)).toEqual({ name: "tablet", role: "viewer" });
  for (const wrong of ["", "the-token-of-a-table", `${tablet.token}x`, tablet.token.toUpperCase()])
    expect(access.byToken(wrong)).toBeNull();
});

test("the printed link is exchanged once, and then no token any more", () => {
  using it = scene();
  const access = it.start();
  const token = printed(access.linkTo("http://127.0.0.1:8750"));
  expect(access.byToken(token)).toEqual({ name: "link", role: "operator" });
  const { value } = access.exchange(token)!;
  expect(access.byCookie(value)).toEqual({ name: "link", role: "operator" });
  expect(access.exchange(token)).toBeNull();
  expect(access.byToken(token)).toBeNull();
  expect(it.used).toBe(1);
});

test("a cookie outlives the engine that gave it, but not its key", () => {
  using it = scene();
  const before = it.start();
  const { value } = before.exchange(printed(before.linkTo("http://x")))!;
  expect(it.start().byCookie(value)).toEqual({ name: "link", role: "operator" });
  const elsewhere = createSigner(Buffer.alloc(32, 7));
  const foreign = createAccess({
    tokens: () => [],
    signer: elsewhere,
    wrongTokens,
    used: { has: () => false, use: () => true },
  });
  expect(foreign.byCookie(value)).toBeNull();
});

test("a cookie ends after its time", () => {
  using it = scene();
  const access = it.start();
  const { value } = access.exchange(it.link())!;
  it.later(cookieLifeMs - 1);
  expect(access.byCookie(value)).toEqual({ name: "anna", role: "operator" });
  it.later(2);
  expect(access.byCookie(value)).toBeNull();
});

test("a cookie for a token follows the token: its role, its name, and that it is taken back", () => {
  using it = scene();
  const { value } = it.start().exchange(tablet.token)!;
  expect(it.start([{ ...tablet, role: "operator", name: "desk" }]).byCookie(value)).toEqual({
    name: "desk",
    role: "operator",
  });
  expect(it.start([{ ...tablet, token: "another-token-of-it" }]).byCookie(value)).toBeNull();
  expect(it.start([]).byCookie(value)).toBeNull();
});

test("a link of `macro-engine dashboard` is used up over restarts, and void after its time", () => {
  using it = scene();
  const link = it.link();
  const access = it.start();
  expect(access.byToken(link)).toEqual({ name: "anna", role: "operator" });
  expect(access.exchange(link)?.caller).toEqual({ name: "anna", role: "operator" });
  expect(it.start().exchange(link)).toBeNull();
  const late = it.link();
  it.later(linkLifeMs + 1);
  expect(it.start().exchange(late)).toBeNull();
});

test("what was signed as one thing is not another, and not what somebody has changed", () => {
  using it = scene();
  const access = it.start();
  const link = it.link();
  const { value } = access.exchange(it.link())!;
  expect(access.byCookie(link)).toBeNull();
  expect(access.byToken(value)).toBeNull();
  const [text = "", proof] = value.split(".");
  const claims = JSON.parse(Buffer.from(text, "base64url").toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, role: "operator", name: "root" })).toString("base64url");
  for (const wrong of [`${forged}.${proof}`, `${forged}.`, forged, `${text}.${proof}.`.repeat(200), ".", ""])
    expect(access.byCookie(wrong)).toBeNull();
});
