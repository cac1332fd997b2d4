import { expect, test } from "vitest";
import { createAudit } from "../../audit/audit.ts";
import { apiFixture } from "../testing/api-fixture.ts";

const url = "/api/v1/audit";

async function filled() {
  const api = await apiFixture();
  const audit = createAudit(`${api.folder}/store.sqlite-audit.jsonl`);
  for (const [who, action] of [
    ["anna", "macro.stop"],
    ["ben", "macro.level"],
    ["anna", "mute.begin"],
  ] as const)
    await audit.append({ who, role: "operator", from: "127.0.0.1", action, target: "heal", outcome: "done" });
  return api;
}

const seqs = (json: { items: { seq: number }[] }) => json.items.map(({ seq }) => seq);

test("entries come newest first, page after page, without their hashes", async () => {
  await using api = await filled();
  const first = (await api.ask("GET", `${url}?limit=2`)).json;
  expect([seqs(first), first.next]).toEqual([[3, 2], "2"]);
  expect(first.items[0]).toEqual({
    seq: 3,
    time: expect.any(String),
    who: "anna",
    role: "operator",
    from: "127.0.0.1",
    action: "mute.begin",
    target: "heal",
    outcome: "done",
  });
  const second = (await api.ask("GET", `${url}?limit=2&cursor=${first.next}`)).json;
  expect([seqs(second), second.next]).toEqual([[1], null]);
});

test("they are found by who, by action or its kind, and by time", async () => {
  await using api = await filled();
  const found = async (query: string) => seqs((await api.ask("GET", `${url}?${query}`)).json);
  expect(await found("who=anna")).toEqual([3, 1]);
  expect(await found("action=macro")).toEqual([2, 1]);
  expect(await found("action=macro.level")).toEqual([2]);
  expect(await found("from=2999-01-01")).toEqual([]);
  expect((await api.ask("GET", `${url}?cursor=x`)).status).toBe(400);
});

test("a log that nobody has written to is empty", async () => {
  await using api = await apiFixture();
  expect((await api.ask("GET", url)).json).toEqual({ items: [], next: null });
});
