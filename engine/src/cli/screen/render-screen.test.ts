import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderScreen } from "./render-screen.ts";
import { sampleEvent, sampleMacro, sampleRule, sampleView } from "./sample-view.ts";
import type { ScreenView } from "./view.ts";
import { columnsUsed } from "./visible-text.ts";

const plain = { color: false };

function draw(view: ScreenView, columns: number, rows: number): string {
  return renderScreen(view, { columns, rows }, plain).join("\n");
}

function engine(more: Partial<ScreenView["engine"]>): ScreenView["engine"] {
  return { ...sampleView().engine, demo: false, ...more };
}

const burning = sampleRule("runaway", "cancel", "macro.cpu >", ["99.8%", "90%", 1.11], {
  state: "pending",
  firesInMs: 2100,
  since: 94_100,
});

describe("the whole screen", () => {
  it("shows macros, margins, events and metrics", () => {
    expect(draw(sampleView(), 110, 30)).toMatchInlineSnapshot(`
      "macro-engine [DEMO]                                                           8 profiles, 129 rules   12:00:42
      cpu 62%   ▃▂▃▃▃▃▅▆▅▆   memory 61%   ▅▅▅▅▅▅▅▅▅▆   fps 8fps  █▇▇▇▇▃▂▂▁▁   latency 38ms  ▃▂▃▃▃▃▃▄▄▄   gpu —

      Macros 3 running, 1 unprotected ──────────────────────────────────────────────────────────────────────────────
      ● heal_group   safe         heal          0:43  paused   cpu  3.1% ▁▁▁▁▁▁▁▁▁▁▁▁   mem 18MiB
          ■ low_fps      pause    ━━━━━━━━━━━━  8fps, min 10fps  firing for 4.0s
          ▲ unplayable   cancel   ━━━━━━━━━━━━  8fps, min 10fps  fires in 21s
          · time_up      cancel   ━━━━━━━━━───  43s of 1m
          · cpu_hot      cancel   ━━━━━━━━────  62% of 90%
          · lag          warn     ━───────────  38ms of 800ms

      ● burner       risky        default       0:12           cpu 99.8%    ▁▁▁▃█████   mem 34.2MiB
          ■ hungry       warn     ━━━━━━━━━━━━  99.8% of 90%     firing for 3.0s
          ▲ runaway      cancel   ━━━━━━━━━━━━  99.8% of 90%     fires in 2.1s
          · time_up      cancel   ━───────────  12s of 5m
          · cpu_hot      cancel   ━━━━━━━━━───  62% of 80%
          · memory_full  cancel   ━━━━━━━━━───  61% of 85%
          · bloated      cancel   ━───────────  34.2MiB of 1GiB

      ○ notepad.exe  unprotected  no profile    1:20
      ○ craft_potions may start again in 21s

      Events ───────────────────────────────────────────────────────────────────────────────────────────────────────
      12:00:05 start    heal_group     profile heal, safe (pid 4240)
      12:00:33 cancel   craft_potions  cpu_hot: macro.cpu 99.8% > 80% for 5s (since 1… — ended after SIGTERM in 0.1s
      12:00:38 pause    heal_group     low_fps: fps 8fps < 10fps for 5s (since 12:00:33) — stopped 2 processes
      12:00:39 warn     burner         hungry: macro.cpu 99.8% > 90% for 3s (since 12:00:36)


      q quit"
    `);
  });

  it("ends with a link to the dashboard, whole or not at all", () => {
    const dashboard = "http://127.0.0.1:8750/?token=0123456789abcdefghijklmnopqrstuv";
    const view = { ...sampleView(), engine: engine({ dashboard }) };
    const last = (columns: number) => draw(view, columns, 30).split("\n").at(-1);
    expect(last(80)).toBe(`q quit   dashboard ${dashboard}`);
    expect(last(79)).toBe("q quit   dashboard: macro-engine dashboard");
  });

  it("keeps to what matters in 40 columns", () => {
    expect(draw(sampleView(), 40, 18)).toMatchInlineSnapshot(`
      "macro-engine [DEMO]             12:00:42
      cpu 62%   memory 61%   fps 8fps
      latency 38ms   gpu —

      Macros 3 running, 1 unprotected ────────
      ● heal_group   safe         0:43 paused
        ■ low_fps    8fps, min 10fps firing
        ▲ unplayable 8fps, min 10fps in 21s
      ● burner       risky        0:12
        ▲ runaway    99.8% of 90% in 2.1s
      ○ notepad.exe  unprotected  1:20

      Events ─────────────────────────────────
      12:00:33 cancel craft_p… cpu_hot: macro…
      12:00:38 pause  heal_gr… low_fps: fps 8…
      12:00:39 warn   burner   hungry: macro.…

      q quit"
    `);
  });

  it("says what to do when nothing runs", () => {
    expect(draw(sampleView({ macros: [], events: [], cooling: [] }), 80, 12)).toMatchInlineSnapshot(`
      "macro-engine [DEMO]                             8 profiles, 129 rules   12:00:42
      cpu 62%   ▃▂▃▃▃▃▅▆▅▆   memory 61%   ▅▅▅▅▅▅▅▅▅▆   fps 8fps  █▇▇▇▇▃▂▂▁▁
      Macros ─────────────────────────────────────────────────────────────────────────
        No macro is running. Start one with: macro-engine run -- COMMAND
      Events ─────────────────────────────────────────────────────────────────────────
      Nothing has happened yet.





      q quit"
    `);
  });
});

describe("the header", () => {
  it("marks a dry run, a demo, broken policies and a lost record", () => {
    const view = sampleView({
      engine: engine({
        demo: true,
        dryRun: true,
        policyProblem: "error[unknown-metric]: `cpu.usge` is no metric\n  --> heal.macropolicy:3:5",
        recordingProblem: "no space left on device",
      }),
    });
    const lines = renderScreen(view, { columns: 100, rows: 30 }, plain);
    expect(lines[0]).toContain("[POLICIES BROKEN] [NOT RECORDING] [DRY RUN] [DEMO]");
    expect(lines.slice(1, 5)).toEqual([
      "Nothing is recorded: no space left on device",
      "error[unknown-metric]: `cpu.usge` is no metric",
      "  --> heal.macropolicy:3:5",
      "The last good policies stay in force.",
    ]);
  });

  it("leaves most of the screen to the macros however long the diagnostics are", () => {
    const policyProblem = Array.from({ length: 60 }, (_, line) => `error ${line}`).join("\n");
    const screen = draw(sampleView({ engine: engine({ policyProblem }) }), 80, 24);
    expect(screen).toContain("The last good policies stay in force.");
    expect(screen).toContain("notepad.exe");
    expect(screen).not.toContain("error 6");
  });
});

describe("macros", () => {
  it("marks a macro without profile as unprotected", () => {
    const view = sampleView({ macros: [sampleMacro("notepad", { profile: null, level: null })] });
    const screen = draw(view, 80, 24);
    expect(screen).toMatch(/○ notepad {2}unprotected {2}no profile/);
    expect(screen).toContain("1 running, 1 unprotected");
  });

  it("says how many more there are, and hides none that is in trouble", () => {
    const macros = Array.from({ length: 40 }, (_, index) => sampleMacro(`macro_${index}`));
    macros[33] = sampleMacro("in_trouble", { rules: [burning] });
    const screen = draw(sampleView({ macros, cooling: [] }), 80, 24);
    expect(screen).toContain("in_trouble");
    expect(screen).toMatch(/in_trouble.*▲ runaway in 2\.1s/);
    const shown = [...screen.matchAll(/^● /gm)].length;
    expect(shown).toBeGreaterThan(3);
    expect(screen).toContain(`… and ${40 - shown} more macros`);
  });

  it("shows of idle rules about one comparison only the gravest", () => {
    const rules = [
      sampleRule("cpu_busy", "throttle", "cpu.usage > cpu_usage_max", ["62%", "80%", 0.775]),
      sampleRule("cpu_hot", "cancel", "cpu.usage > cpu_usage_max", ["62%", "80%", 0.775]),
    ];
    const screen = draw(sampleView({ macros: [sampleMacro("craft", { rules })] }), 80, 24);
    expect(screen).toContain("cpu_hot");
    expect(screen).not.toContain("cpu_busy");
  });

  it("judges `and` by the farthest of its comparisons, `or` by the nearest", () => {
    const comparisons = [
      { text: "latency >", value: 400, limit: 500, valueText: "400ms", limitText: "500ms", used: 0.8 },
      { text: "not (fps >= 30)", value: 60, limit: 30, valueText: "60fps", limitText: "30fps", used: 0.5 },
    ];
    const rule = (name: string, word: string) => ({
      ...sampleRule(name, "cancel", "", ["", "", 0]),
      threshold: `latency > 500ms ${word} fps < 30`,
      comparisons,
    });
    const macros = [
      sampleMacro("m", { rules: [rule("both", "and"), { ...rule("any", "or"), action: "warn" as const }] }),
    ];
    const screen = draw(sampleView({ macros }), 80, 24);
    expect(screen).toMatch(/both .* 60fps, min 30fps/);
    expect(screen).toMatch(/any .* 400ms of 500ms/);
  });

  it("disarms names", () => {
    const view = sampleView({
      macros: [sampleMacro("evil\x1b[2J\x1b]0;x\x07\nname\u202e")],
      events: [sampleEvent({ macro: "\x1b[31mred", text: "a\x1b[0m\rb", outcome: "\x9b2J" })],
    });
    for (const color of [false, true]) {
      const screen = renderScreen(view, { columns: 100, rows: 24 }, { color }).join("\n");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are all that may be left.
      expect(screen.replace(/\x1b\[[\d;]*m/g, "")).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
      expect(screen).not.toContain("\x1b[31mred");
    }
  });
});

describe("events", () => {
  it("are told to the end, on as many rows as that takes, where there is room", () => {
    const view = sampleView({ macros: [], cooling: [], events: [sampleEvent()] });
    expect(draw(view, 72, 24)).toContain(`\n12:00:05 cancel   burner  cpu_hot: macro.cpu 99.8% > 80% for 5s (since
         12:00:00) — ended after SIGTERM in 0.1s\n`);
    expect(draw(view, 40, 24)).toContain(`\n12:00:05 cancel burner cpu_hot:
         macro.cpu 99.8% > 80% for 5s
         (since 12:00:00)
         — ended after SIGTERM in 0.1s\n`);
  });

  it("are cut before their outcome", () => {
    const screen = draw(sampleView({ events: [sampleEvent()] }), 72, 24);
    expect(screen).toMatch(/12:00:05 cancel {3}burner {2}cpu_hot: .*… — ended after SIGTERM in 0\.1s/);
  });

  it("show the latest when there are more than rows", () => {
    const events = Array.from({ length: 50 }, (_, index) => sampleEvent({ text: `event number ${index}.` }));
    const screen = draw(sampleView({ events }), 80, 24);
    expect(screen).toContain("event number 49.");
    expect(screen).not.toContain("event number 9.");
  });
});

describe("looks", () => {
  it("uses no escape codes without colour", () => {
    expect(draw(sampleView(), 100, 30)).not.toContain("\x1b");
  });

  it("uses colours, and only colours, with it", () => {
    const screen = renderScreen(sampleView(), { columns: 100, rows: 30 }, { color: true }).join("\n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them.
    expect(screen.match(/\x1b\[[\d;]*m/g)?.length).toBeGreaterThan(20);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them.
    expect(screen.replace(/\x1b\[[\d;]*m/g, "")).toBe(draw(sampleView(), 100, 30).replaceAll("[DEMO]", " DEMO "));
  });

  it("draws with ASCII alone where the terminal knows no more", () => {
    const view = sampleView({ macros: [sampleMacro("heal_漢字"), ...sampleView().macros] });
    const screen = renderScreen(view, { columns: 80, rows: 24 }, { color: false, unicode: false }).join("\n");
    expect(screen).toMatch(/^[ -~\n]*$/);
    expect(screen).toContain("heal_????");
  });

  it("fits any terminal, whatever the names", () => {
    const name = fc.string({ unit: "grapheme", maxLength: 50 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 180 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(name, { maxLength: 30 }),
        (columns, rows, names) => {
          const [healer, burner] = sampleView().macros;
          const macros = names.map((macro, index) => ({ ...(index % 2 === 0 ? healer! : burner!), macro }));
          const events = names.map((macro) => sampleEvent({ macro, text: `${macro}: ${macro}` }));
          const lines = renderScreen(sampleView({ macros, events }), { columns, rows }, plain);
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(columnsUsed(line)).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 200 },
    );
  });
});
