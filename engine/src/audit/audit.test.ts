import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type AuditOptions, createAudit } from "./audit.ts";
import type { AuditAct } from "./entry.ts";
import { readAudit } from "./read-audit.ts";
import { verifyAudit } from "./verify-audit.ts";

const act = (changes: Partial<AuditAct> = {}): AuditAct => ({
  who: "tablet",
  role: "operator",
  from: "127.0.0.1",
  action: "macro.stop",
  target: "heal_group",
  outcome: "done",
  ...changes,
});

function openLog(options: AuditOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "store.sqlite-audit.jsonl");
  const audit = createAudit(path, { now: () => new Date("2026-01-05T20:00:00Z"), ...options });
  return {
    path,
    folder,
    audit,
    async append(...targets: string[]) {
      for (const target of targets) await audit.append(act({ target }));
    },
    lines: () => readFileSync(path, "utf8").split("\n").slice(0, -1),
    rewrite: (change: (lines: string[]) => readonly string[]) =>
      writeFileSync(
        path,
        change(readFileSync(path, "utf8").split("\n").slice(0, -1))
          .map((line) => `${line}\n`)
          .join(""),
      ),
    async problems() {
      return (await verifyAudit(path)).problems.map(({ line, what }) => `${line}: ${what}`);
    },
  };
}

test("an entry says who did what, when, from where, and what came of it, and carries the hash of the one before", async () => {
  const { audit, lines, path } = openLog();
  const first = await audit.append(act());
  const second = await audit.append(act({ target: "dance", outcome: "refused: no such macro" }));
  expect(first).toMatchObject({ seq: 1, time: "2026-01-05T20:00:00.000Z", ...act(), previous: "0".repeat(64) });
  expect(second).toMatchObject({ seq: 2, target: "dance", previous: first.hash });
  expect(lines().map((line) => JSON.parse(line))).toEqual([first, second]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await verifyAudit(path)).toMatchObject({
    entries: 2,
    problems: [],
    notes: [],
    first,
    last: second,
    contains: null,
  });
});

test("texts of any kind are texts, and come back as they were", async () => {
  const { audit, path } = openLog();
  const evil = '\n{"seq":9}\u2028\u0000\u001b[2J <script>"\\\ud800';
  await audit.append(act({ target: evil }));
  await audit.append(act({ target: "x".repeat(1_000_000) }));
  expect((await verifyAudit(path)).problems).toEqual([]);
  const [long, told] = await readAudit(path);
  expect(told!.target).toBe(evil.replace("\ud800", "�"));
  expect(long!.target).toHaveLength(500);
  expect(statSync(path).size).toBeLessThan(4000);
});

test("entries that come at once are all there, in the order in which they came", async () => {
  const { audit, path } = openLog();
  const targets = Array.from({ length: 200 }, (_, index) => `macro ${index}`);
  const written = await Promise.all(targets.map((target) => audit.append(act({ target }))));
  expect(written.map(({ seq, target }) => [seq, target])).toEqual(targets.map((target, index) => [index + 1, target]));
  expect(await verifyAudit(path)).toMatchObject({ entries: 200, problems: [] });
});

test("processes that share a record make one chain", async () => {
  const { path, append } = openLog();
  const script = `
    const { createAudit } = await import(${JSON.stringify(new URL("audit.ts", import.meta.url).href)});
    const audit = createAudit(${JSON.stringify(path)});
    for (let at = 0; at < 25; at += 1)
      await audit.append({ who: "x", role: "operator", from: "", action: "a", target: String(at), outcome: "done" });
  `;
  const children = [1, 2].map(() =>
    spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" }),
  );
  await append(...Array.from({ length: 25 }, (_, index) => `own ${index}`));
  for (const child of children) if (child.exitCode === null) await once(child, "exit");
  expect(await verifyAudit(path)).toMatchObject({ entries: 75, problems: [] });
});

describe("what was done to the log is found", () => {
  const changed = (text: string, from: string, to: string) => text.replace(from, to);

  test("an entry that was changed", async () => {
    const { append, rewrite, problems } = openLog();
    await append("a", "b", "c");
    rewrite((lines) => lines.map((line) => changed(line, '"target":"b"', '"target":"B"')));
    expect(await problems()).toEqual(["2: entry 2 was changed: its hash is another"]);
  });

  test("an entry that was changed, with a new hash", async () => {
    const { append, rewrite, problems } = openLog();
    await append("a");
    const other = openLog();
    await other.append("B");
    await append("b");
    rewrite(([, second]) => [other.lines()[0]!, second!]);
    expect(await problems()).toEqual(["2: entry 2 follows another entry 1 than this one"]);
  });

  test("entries that are gone, added, or in another order", async () => {
    const { append, rewrite, problems, lines } = openLog();
    await append("a", "b", "c", "d");
    const [a, b, c, d] = lines() as [string, string, string, string];
    rewrite(() => [a, d]);
    expect(await problems()).toEqual(["2: entry 4 follows entry 1: 2 between them are gone"]);
    rewrite(() => [a, b, b, c, d]);
    expect(await problems()).toEqual(["3: entry 2 follows entry 2: their order was changed, or one was added"]);
    rewrite(() => [a, "{}", b, c, d]);
    expect(await problems()).toEqual(["2: this is no entry as macro-engine writes it: it was changed, or added"]);
    rewrite(() => [a, b, `${c} `, d]);
    expect(await problems()).toContain("3: this is no entry as macro-engine writes it: it was changed, or added");
  });

  test("an end that was cut off, by a hash that was written down elsewhere", async () => {
    const { audit, append, rewrite, path } = openLog();
    await append("a");
    const { hash } = await audit.append(act({ target: "b" }));
    await append("c");
    expect((await verifyAudit(path, hash)).contains).toBe(true);
    rewrite(([a]) => [a!]);
    expect(await verifyAudit(path, hash)).toMatchObject({ problems: [], contains: false });
  });
});

describe("a last line that was not written to its end", () => {
  test("is taken off by the next entry, and an entry says so", async () => {
    const { append, path } = openLog();
    await append("a");
    appendFileSync(path, '{"seq":2,"time":"20');
    expect(await verifyAudit(path)).toMatchObject({
      entries: 1,
      problems: [],
      notes: ["its last line was not written to its end, 19 bytes: the next entry takes its place"],
    });
    await append("b");
    const entries = await readAudit(path);
    expect(entries.map(({ seq, action, target }) => [seq, action, target])).toEqual([
      [3, "macro.stop", "b"],
      [2, "audit.mend", ""],
      [1, "macro.stop", "a"],
    ]);
    expect(entries[1]!.outcome).toMatch(/19 bytes/);
    expect((await verifyAudit(path)).problems).toEqual([]);
  });

  test("may be the only one", async () => {
    const { append, path } = openLog();
    writeFileSync(path, '{"seq":1');
    await append("a");
    expect(await verifyAudit(path)).toMatchObject({ entries: 2, problems: [] });
  });
});

describe("a file that is full", () => {
  test("is set aside, and the chain goes on", async () => {
    const { append, folder, path } = openLog({ mostBytes: 1000 });
    await append(..."abcdefghij");
    expect(readdirSync(folder).length).toBeGreaterThan(2);
    expect(await verifyAudit(path)).toMatchObject({ entries: 10, problems: [], first: { seq: 1 }, last: { seq: 10 } });
    expect((await readAudit(path)).map(({ target }) => target).join("")).toBe("jihgfedcba");
    expect((await readAudit(path, { beforeSeq: 6, limit: 3 })).map(({ seq }) => seq)).toEqual([5, 4, 3]);
  });

  test("goes in the end; what is left is a chain still", async () => {
    const { append, folder, path } = openLog({ mostBytes: 1000, mostFiles: 1 });
    await append(..."abcdefghij");
    expect(readdirSync(folder)).toHaveLength(2);
    const { problems, notes, first } = await verifyAudit(path);
    expect(problems).toEqual([]);
    expect(notes).toEqual([`it begins with entry ${first!.seq}: older files were removed`]);
  });

  test("was set aside when the engine was killed, before another one was begun", async () => {
    const { append, folder, path } = openLog({ mostBytes: 1 });
    await append("a", "b");
    rmSync(path);
    expect(readdirSync(folder)).toEqual(["store.sqlite-audit.jsonl.1"]);
    await append("c");
    expect(await verifyAudit(path)).toMatchObject({ entries: 2, problems: [] });
  });
});

test("is read by who did it, what was done and since when", async () => {
  const { audit, path } = openLog({ now: () => new Date(start + 60_000 * minutes++) });
  const start = Date.parse("2026-01-05T20:00:00Z");
  let minutes = 0;
  await audit.append(act());
  await audit.append(act({ who: "page", action: "macro.pause" }));
  await audit.append(act({ action: "mute.begin" }));
  const seqs = async (query: object) => (await readAudit(path, query)).map(({ seq }) => seq);
  expect(await seqs({ who: "tablet" })).toEqual([3, 1]);
  expect(await seqs({ action: "macro" })).toEqual([2, 1]);
  expect(await seqs({ action: "macro.pause" })).toEqual([2]);
  expect(await seqs({ fromWall: start + 60_000 })).toEqual([3, 2]);
  expect(await readAudit(`${path}-nowhere`)).toEqual([]);
});

test("an entry that cannot be written is refused, and those that can are written later", async () => {
  const { folder, path, append } = openLog();
  const blocked = createAudit(join(folder, "file", "audit.jsonl"));
  writeFileSync(join(folder, "file"), "");
  await expect(blocked.append(act())).rejects.toThrow();
  rmSync(join(folder, "file"));
  expect(await blocked.append(act())).toMatchObject({ seq: 1 });
  await append("a");
  expect((await verifyAudit(path)).entries).toBe(1);
});

test("a lock whose holder was killed holds nobody up, whatever the clock says", async () => {
  const { path, append } = openLog();
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  writeFileSync(`${path}.lock`, `${child.pid} 1`);
  const later = Date.now() / 1000 + 86_400;
  utimesSync(`${path}.lock`, later, later);
  await append("a");
  expect(await verifyAudit(path)).toMatchObject({ entries: 1, problems: [] });
});
