/** What callers write is text everywhere: markup, control characters, tricks with paths, and too much of it. */

import { describe, expect, test } from "vitest";
import { methods } from "../control/testing/example.ts";
import { apiFixture } from "./testing/api-fixture.ts";

const hostile = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "\u001b[2J\u001b]0;owned\u0007",
  "../../../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "C:\\Windows\\System32",
  "a\r\nSet-Cookie: macro-engine=x",
  "\u202egnp.exe\u0000",
  "__proto__",
  "constructor",
  "'; DROP TABLE decisions; --",
  "{{7*7}}<%= 7*7 %>",
];

describe.each(hostile)("%j", (name) => {
  test("reaches the engine as it is, and comes back as text", async () => {
    await using api = await apiFixture();
    const stopped = await api.ask("POST", `/api/v1/macros/${encodeURIComponent(name)}/stop`);
    expect(stopped.status).toBe(200);
    expect(api.calls).toEqual([{ method: "stop", params: { id: name } }]);
    expect(api.acts).toMatchObject([{ action: "macro.stop", target: name, outcome: "done" }]);
    expect(stopped.headers["set-cookie"]).toBeUndefined();
  });

  test("in a body, a query and an answer it is JSON that no browser takes for a page", async () => {
    const mute = { macro: name, rule: name, reason: name, from: "a", until: "b", by: name, id: "m1", endedAt: null };
    await using api = await apiFixture({ engine: { mutes: () => ({ mutes: [mute] }) } });
    const { json, headers } = await api.ask("GET", "/api/v1/mutes");
    expect(json.mutes[0].reason).toBe(name);
    expect([headers["content-type"], headers["x-content-type-options"]]).toEqual([
      "application/json; charset=utf-8",
      "nosniff",
    ]);
    const asked = await api.ask(
      "GET",
      `/api/v1/decisions?macro=${encodeURIComponent(name)}&cursor=${encodeURIComponent(name)}`,
    );
    expect(asked.status).toBe(400);
    expect(asked.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    const registered = await api.ask("POST", "/api/v1/macros", { body: { macro: name, title: name } });
    expect(registered.status).toBeLessThan(300);
    expect(api.calls.find(({ method }) => method === "register")?.params).toMatchObject({ macro: name, title: name });
  });

  test("as a path it leads to no file", async () => {
    await using api = await apiFixture();
    for (const path of [
      `/${encodeURIComponent(name)}`,
      `/assets/${encodeURIComponent(name)}`,
      `/docs/${encodeURIComponent(name)}`,
    ]) {
      const { status, text } = await api.ask("GET", path, { as: null });
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
      expect(text).not.toContain("root:");
    }
  });
});

test("a body of a megabyte is read, one that is larger is refused before it is parsed", async () => {
  await using api = await apiFixture();
  const post = (length: number) => {
    const body = JSON.stringify({ macro: "heal", title: "x".repeat(length) });
    return api.ask("POST", "/api/v1/macros", { body, headers: { "content-type": "application/json" } });
  };
  expect((await post(1_000_000)).json).toMatchObject({ status: 400, errors: [{ pointer: "/title" }] });
  const large = await post(1_100_000);
  expect([large.status, large.json.title]).toEqual([413, "Payload Too Large"]);
  expect(api.calls).toEqual([]);
});

test("members that would change every object are refused", async () => {
  await using api = await apiFixture();
  for (const body of ['{"__proto__": {"role": "operator"}}', '{"constructor": {"prototype": {"a": 1}}}']) {
    const { status } = await api.ask("POST", "/api/v1/macros", {
      body,
      headers: { "content-type": "application/json" },
    });
    expect(status).toBe(400);
  }
  expect(({} as { role?: string }).role).toBeUndefined();
});

test("names that a policy or a macro has made stay text in the status", async () => {
  const status = { ...methods().status({}, null as never), problems: hostile.join("\n"), policies: hostile };
  await using api = await apiFixture({ engine: { status: () => status as never } });
  expect((await api.ask("GET", "/api/v1/status")).json).toMatchObject({
    problems: hostile.join("\n"),
    policies: hostile,
  });
});
