import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { createAudit } from "../../audit/audit.ts";
import { registerAudit } from "./audit.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

const log = "record.sqlite-audit.jsonl";

async function openShop(zone = "UTC") {
  const shop = await openWorkshop({ "macro-engine.yaml": `store: { path: record.sqlite }\nzone: ${zone}\n` });
  const path = join(shop.cwd, log);
  const audit = createAudit(path, { now: () => new Date("2026-01-05T20:00:00Z") });
  const act = { who: "tablet", role: "operator", from: "127.0.0.1", outcome: "done" };
  const hashes: string[] = [];
  for (const [action, target] of [
    ["macro.stop", "heal_group"],
    ["mute.begin", "\u001b[2Jevil"],
    ["macro.stop-all", ""],
  ] as const)
    hashes.push((await audit.append({ ...act, action, target })).hash);
  return { ...shop, path, hashes };
}

async function audit(shop: Workshop, ...args: string[]) {
  const program = new Command().exitOverride().configureOutput({ writeErr: shop.io.stderr });
  registerAudit(program, () => shop.io);
  const before = process.exitCode;
  await program.parseAsync(["audit", ...args], { from: "user" });
  const code = process.exitCode;
  process.exitCode = before;
  return { code, out: shop.out(), err: shop.err() };
}

test("verify says that it is whole, and where it ends", async () => {
  const shop = await openShop();
  expect(await audit(shop, "verify")).toEqual({
    code: 0,
    err: "",
    out: `3 entries in 1 file: as they were written\nlast: entry 3 of 2026-01-05T20:00:00.000Z, ${shop.hashes[2]}\n`,
  });
  expect((await audit(shop, "verify", log)).code).toBe(0);
  expect((await audit(shop, "verify", "--contains", shop.hashes[1]!)).code).toBe(0);
});

test("verify says where it was changed", async () => {
  const shop = await openShop();
  writeFileSync(shop.path, readFileSync(shop.path, "utf8").replace("heal_group", "heal_grope"));
  const { code, out } = await audit(shop, "verify");
  expect(code).toBe(1);
  expect(out).toMatch(
    /audit\.jsonl:1: entry 1 was changed: its hash is another\n3 entries in 1 file: not as they were written\n/,
  );
});

test("verify misses an end that was cut off only without its hash", async () => {
  const shop = await openShop();
  const [first] = readFileSync(shop.path, "utf8").split("\n");
  writeFileSync(shop.path, `${first}\n`);
  expect((await audit(shop, "verify")).code).toBe(0);
  const { code, out } = await audit(shop, "verify", "--contains", shop.hashes[2]!);
  expect(code).toBe(1);
  expect(out).toMatch(/^no entry has the hash that was asked for: entries are gone\n/);
});

test("verify changes nothing, not even a line that was not written to its end", async () => {
  const shop = await openShop();
  appendFileSync(shop.path, '{"seq":4');
  const before = readFileSync(shop.path, "utf8");
  const { code, out } = await audit(shop, "verify");
  expect([code, out]).toEqual([0, expect.stringContaining("its last line was not written to its end, 8 bytes")]);
  expect(readFileSync(shop.path, "utf8")).toBe(before);
});

test("list prints what was done, in words that do nothing to a terminal, or as JSON", async () => {
  const shop = await openShop();
  expect((await audit(shop, "list")).out).toBe(
    [
      "1  2026-01-05 20:00:00  tablet (operator, 127.0.0.1)  macro.stop heal_group: done",
      "2  2026-01-05 20:00:00  tablet (operator, 127.0.0.1)  mute.begin �[2Jevil: done",
      "3  2026-01-05 20:00:00  tablet (operator, 127.0.0.1)  macro.stop-all: done\n",
    ].join("\n"),
  );
  const { out } = await audit(shop, "list", "--json", "--action", "macro.stop", "--limit", "1");
  expect(JSON.parse(out)).toMatchObject({ seq: 1, target: "heal_group", hash: shop.hashes[0] });
  expect((await audit(shop, "list", "--who", "nobody")).out).toBe("nothing is in the audit log\n");
});

test("a date begins where the user is", async () => {
  // There, 20:00 UTC is 10:00 of the next day.
  const shop = await openShop("Pacific/Kiritimati");
  expect((await audit(shop, "list", "--since", "2026-01-06")).out).toContain("2026-01-06 10:00:00");
  expect((await audit(shop, "list", "--since", "2026-01-07")).out).toBe("nothing is in the audit log\n");
});

test("what cannot be is said, and nothing is made", async () => {
  const shop = await openShop();
  expect(await audit(shop, "verify", "none.jsonl")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^there is no audit log at .*none\.jsonl: the first act over the API begins one\n/),
  });
  expect(existsSync(join(shop.cwd, "none.jsonl"))).toBe(false);
  expect(await audit(shop, "verify", ".")).toMatchObject({ code: 2, err: expect.stringMatching(/cannot be read/) });
  expect((await audit(shop, "verify", "--contains", "abc")).err).toMatch(/^--contains: a hash is 64 hex digits/);
  expect((await audit(shop, "list", "--since", "soon")).err).toMatch(/^--since: soon is no time/);
});
