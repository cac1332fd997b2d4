/** Slash commands from signed request to answer: with a key pair of our own, an engine that answers, a Discord on loopback. */

import { generateKeyPairSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { AuditAct } from "../audit/entry.ts";
import type { Methods } from "../control/client-connection.ts";
import { ControlError, type MacroStatus } from "../control/protocol.ts";
import { methods } from "../control/testing/example.ts";
import { startReceiver, status } from "../notify/testing/receiver.ts";
import { createInteractions, type InteractionsOptions } from "./interactions.ts";
import { application, botOf, command, createDiscord, guild, operatorRole, viewerRole } from "./testing/discord.ts";

const discord = createDiscord();

function macro(changes: Partial<MacroStatus> = {}): MacroStatus {
  return {
    id: "run-1",
    macro: "heal",
    title: null,
    pid: 4711,
    profile: "healing",
    level: "risky",
    origin: "found",
    startedAt: "2026-01-05T12:00:00Z",
    durationMs: 754_000,
    state: "running",
    metrics: {},
    order: null,
    rules: [
      {
        rule: "low_fps",
        action: "pause",
        threshold: "fps < 15",
        state: "idle",
        truth: "false",
        firesInMs: null,
        since: null,
        comparisons: [{ text: "fps < 15", value: 20, limit: 15, valueText: "20fps", limitText: "15fps", used: 0.75 }],
      },
    ] as unknown as MacroStatus["rules"],
    ...changes,
  };
}

function setUp(changes: Partial<InteractionsOptions> & { readonly answers?: Partial<Methods> } = {}) {
  const { answers = {}, ...more } = changes;
  const audited: AuditAct[] = [];
  const calls: [string, unknown][] = [];
  const all = methods(answers);
  const interactions = createInteractions({
    bot: botOf(discord),
    engine: {
      call: async (method, params) => {
        calls.push([method, params]);
        return (await all[method](params as never, null!)) as never;
      },
    },
    report: async (period) => `Report of ${period}\n  2 cancellations`,
    audit: async (act) => void audited.push(act),
    ...more,
  });
  const ask = async (body: unknown) => interactions.answer(discord.signed(body));
  return { interactions, ask, audited, calls };
}

const running = (...macros: readonly MacroStatus[]): Partial<Methods> => ({
  status: (params, client) =>
    ({ ...(methods().status(params, client) as ReturnType<Methods["status"]> & object), macros }) as never,
  stop: (params) => {
    const found = macros.filter((each) => "all" in params || each.macro === params.id);
    if ("id" in params && found.length === 0)
      throw new ControlError(`no running macro is called ${params.id}; none runs`);
    return { stopping: found.map(({ id, macro: name, pid }) => ({ id, macro: name, pid })) };
  },
});

describe("whom it believes", () => {
  test("a ping that is signed is answered, as Discord asks when the address is entered", async () => {
    expect(await setUp().ask({ type: 1 })).toEqual({ status: 200, body: { type: 1 } });
  });

  const refused = { status: 401, body: { error: "invalid request signature" } };
  const now = () => Math.floor(Date.now() / 1000);

  test.each([
    ["another key", () => discord.signed({ type: 1 }, { key: generateKeyPairSync("ed25519").privateKey })],
    ["another body", () => ({ ...discord.signed({ type: 1 }), body: '{"type": 1}' })],
    ["another time", () => ({ ...discord.signed({ type: 1 }), timestamp: String(now() + 1) })],
    ["a time long ago", () => discord.signed({ type: 1 }, { timestamp: String(now() - 3600) })],
    ["a time to come", () => discord.signed({ type: 1 }, { timestamp: String(now() + 3600) })],
    ["no time", () => ({ ...discord.signed({ type: 1 }), timestamp: undefined })],
    ["no signature", () => ({ ...discord.signed({ type: 1 }), signature: undefined })],
    ["half a signature", () => ({ ...discord.signed({ type: 1 }), signature: "ab".repeat(32) })],
    ["a signature that is no hex", () => ({ ...discord.signed({ type: 1 }), signature: "zz".repeat(64) })],
    ["a time that is none", () => discord.signed({ type: 1 }, { timestamp: "soon" })],
  ])("not %s", async (_, request) => {
    expect(await setUp().interactions.answer(request())).toEqual(refused);
  });

  test("a command that is sent again does nothing again", async () => {
    const { interactions, calls } = setUp({ answers: running(macro()) });
    const request = discord.signed(command("stop-all", { roles: [operatorRole] }));
    expect((await interactions.answer(request)).status).toBe(200);
    expect((await interactions.answer(request)).status).toBe(400);
    expect(calls.map(([method]) => method)).toEqual(["stop"]);
  });

  test.each([
    ["no JSON", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["nothing known", { type: 99, id: "1", token: "t", data: {} }],
    ["a command without data", { type: 2, id: "1", token: "t" }],
    ["another application's", command("status", { changes: { application_id: "666" } })],
  ])("%s is refused in words", async (_, body) => {
    expect((await setUp().ask(body)).status).toBe(400);
  });

  test("a key that is none is a mistake of the configuration", () => {
    expect(() => setUp({ bot: botOf(discord, { publicKey: "abc" }) })).toThrow("copy its 64 hex digits");
  });
});

describe("who may do what", () => {
  const contentOf = async (ask: ReturnType<typeof setUp>["ask"], body: object) =>
    ((await ask(body)).body as { data: { content: string } }).data.content;

  test("viewers look, operators do both, others neither", async () => {
    const { ask, calls, audited } = setUp({ answers: running(macro()) });
    for (const name of ["macros", "status", "report"]) {
      expect(await contentOf(ask, command(name))).not.toContain("You may not");
      expect(await contentOf(ask, command(name, { roles: [operatorRole] }))).not.toContain("You may not");
      expect(await contentOf(ask, command(name, { roles: ["5555"] }))).toBe(
        "You may not look: that needs another role.",
      );
    }
    const before = calls.length;
    for (const name of ["stop", "stop-all"]) {
      const body = (roles: readonly string[]) => command(name, { roles, options: { macro: "heal" } });
      expect(await contentOf(ask, body([viewerRole]))).toBe("You may not stop macros: that needs another role.");
      expect(await contentOf(ask, body([]))).toBe("You may not stop macros: that needs another role.");
    }
    expect(calls).toHaveLength(before);
    expect(audited.map(({ outcome }) => outcome)).toEqual(Array(4).fill("refused"));
    expect(await contentOf(ask, command("stop-all", { roles: ["5555", operatorRole] }))).toContain("Stopping heal");
  });

  test("everybody, where the server's own id stands for a role", async () => {
    const { ask } = setUp({ bot: botOf(discord, { viewers: [guild] }) });
    expect(await contentOf(ask, command("macros", { roles: [] }))).toBe("No macro is running.");
  });

  test("nobody where no role is configured, in another server, and in private", async () => {
    const none = setUp({ bot: botOf(discord, { viewers: [], operators: [] }) });
    expect(await contentOf(none.ask, command("macros"))).toContain("no role is listed under `discord.bot.viewers`");
    expect(await contentOf(none.ask, command("stop-all"))).toContain("no role is listed under `discord.bot.operators`");
    const elsewhere = setUp({ bot: botOf(discord, { guild: "7777" }) });
    expect(await contentOf(elsewhere.ask, command("macros"))).toBe("This engine belongs to another server.");
    const inPrivate = { guild_id: undefined, member: undefined, user: { id: "42", username: "ann" } };
    expect(await contentOf(setUp().ask, command("macros", { changes: inPrivate }))).toContain("in a server only");
  });
});

describe("commands", () => {
  test("/macros lists them with what is closest to its limit, for who asks alone", async () => {
    const strange = macro({ macro: "@here **x**", title: "Ann's\n`raid`", profile: null, state: "paused", rules: [] });
    const { ask } = setUp({ answers: running(macro(), strange) });
    expect(await ask(command("macros"))).toEqual({
      status: 200,
      body: {
        type: 4,
        data: {
          content:
            "- **heal** for 12m, healing, risky; closest: low\\_fps, 20fps of 15fps\n" +
            "- **\\@here \\*\\*x\\*\\*** (Ann's \\`raid\\`) paused, for 12m, unprotected",
          allowed_mentions: { parse: [] },
          flags: 68,
        },
      },
    });
  });

  test("/macros of many stays within what Discord takes", async () => {
    const long = "*".repeat(256);
    const many = Array.from({ length: 100 }, (_, i) => macro({ id: `run-${i}`, macro: `${i}${long}`, title: long }));
    const { ask } = setUp({ answers: running(...many) });
    const { content } = ((await ask(command("macros"))).body as { data: { content: string } }).data;
    expect(content.length).toBeLessThanOrEqual(2000);
  });

  test("/status says what is not as it should be", async () => {
    const startedAt = new Date(Date.now() - 3 * 3_600_000 - 60_000).toISOString();
    const mute = {
      ...{ id: "m1", macro: null, rule: "lag", from: startedAt, until: "2026-01-05T20:00:00Z" },
      ...{ reason: "raid *night*", by: "ann", endedAt: null },
    };
    const channel = { channel: "raid", kind: "discord", waiting: 3, failed: 0, problem: "it answers 500" };
    const { ask } = setUp({
      answers: {
        status: (params, client) =>
          ({
            ...(methods().status(params, client) as object),
            ...{
              startedAt,
              dryRun: true,
              notRecording: "the disk is full",
              problems: "x",
              mutes: [mute],
              channels: [channel],
            },
          }) as never,
      },
    });
    const { content } = ((await ask(command("status"))).body as { data: { content: string } }).data;
    expect(content.split("\n")).toEqual([
      "Guarding for 3h 1m by 1 profile with 2 rules; 0 macros run.",
      "**Dry run**: nothing is done to any macro.",
      "**Not recording**: the disk is full",
      "**The policies on disk have errors**; the last good set is in force.",
      "Muted until <t:1767643200:f>: every macro, lag (raid \\*night\\*)",
      "3 notifications not delivered yet.",
    ]);
  });

  test("/stop and /stop-all act, for all to see, and are on record with who did it", async () => {
    const { ask, calls, audited } = setUp({ answers: running(macro(), macro({ id: "run-2", macro: "craft" })) });
    const one = await ask(command("stop", { roles: [operatorRole], options: { macro: "heal" } }));
    expect(one.body).toEqual({
      type: 4,
      data: { content: "Stopping heal, by order of ann.", allowed_mentions: { parse: [] }, flags: 4 },
    });
    await ask(command("stop-all", { roles: [operatorRole] }));
    expect(calls).toEqual([
      ["stop", { id: "heal" }],
      ["stop", { all: true }],
    ]);
    const ann = { who: "ann (42)", role: "operator", from: "discord" };
    expect(audited).toEqual([
      { ...ann, action: "macro.stop", target: "heal", outcome: "stopping heal" },
      { ...ann, action: "macro.stop-all", target: "", outcome: "stopping heal, craft" },
    ]);
  });

  test("/stop of what does not run says so", async () => {
    const { ask, audited } = setUp({ answers: running() });
    const { body } = await ask(command("stop", { roles: [operatorRole], options: { macro: "x_y" } }));
    expect(body).toMatchObject({ data: { content: "no running macro is called x\\_y; none runs" } });
    expect(audited[0]?.outcome).toBe("no running macro is called x_y; none runs");
  });

  test("/stop offers the names that hold what was typed", async () => {
    const { ask } = setUp({ answers: running(macro(), macro({ macro: "heal_group" }), macro({ macro: "craft" })) });
    const typing = (roles: readonly string[]) =>
      command("stop", { roles, options: { macro: "HEA" }, changes: { type: 4 } });
    expect((await ask(typing([operatorRole]))).body).toEqual({
      type: 8,
      data: {
        choices: [
          { name: "heal", value: "heal" },
          { name: "heal_group", value: "heal_group" },
        ],
      },
    });
    expect((await ask(typing([viewerRole]))).body).toEqual({ type: 8, data: { choices: [] } });
  });

  test("/report is of the session, or of the period that is asked for", async () => {
    const { ask } = setUp();
    const contentOf = async (options: Record<string, string>) =>
      ((await ask(command("report", { options }))).body as { data: { content: string } }).data.content;
    expect(await contentOf({})).toContain("Report of session");
    expect(await contentOf({ period: "7d" })).toContain("Report of 7d");
    expect(await contentOf({ period: "toString" })).toContain("Report of session");
  });
});

describe("an answer that takes long", () => {
  test("is announced, and sent afterwards to Discord, which may want to be asked twice", async () => {
    await using api = await startReceiver();
    api.answer(status(404), status(429, "", { "retry-after": "0.2" }), status(200));
    const report = async () => {
      await sleep(300);
      return "Report\n@everyone";
    };
    const { ask } = setUp({ report, api: api.url, answerWithinMs: 50 });
    expect(await ask(command("report", { changes: { token: "to/ken" } }))).toEqual({
      status: 200,
      body: { type: 5, data: { flags: 64 } },
    });
    const received = await api.until(3);
    for (const { method, url, json } of received) {
      expect([method, url]).toEqual(["PATCH", `/webhooks/${application}/to%2Fken/messages/@original`]);
      expect(json).toEqual({ content: "Report\n\\@everyone", allowed_mentions: { parse: [] }, flags: 4 });
    }
  });

  test("for all to see where it stops a macro", async () => {
    await using api = await startReceiver();
    const stop: Methods["stop"] = async () => {
      await sleep(200);
      return { stopping: [{ id: "run-1", macro: "heal", pid: 1 }] };
    };
    const { ask } = setUp({ answers: { stop }, api: api.url, answerWithinMs: 50 });
    const asked = command("stop", { roles: [operatorRole], options: { macro: "heal" } });
    expect((await ask(asked)).body).toEqual({ type: 5 });
    const [sent] = await api.until(1);
    expect(sent?.json.content).toBe("Stopping heal, by order of ann.");
  });

  test("that never comes is an answer too", async () => {
    const status: Methods["status"] = () => {
      throw new ControlError("the engine went away");
    };
    const { ask } = setUp({ answers: { status } });
    expect((await ask(command("macros"))).body).toMatchObject({ type: 4, data: { content: "the engine went away" } });
  });
});
