/** The live screen as lines: a pure function of what there is to show and of the terminal's size. */

import { clockTime } from "./clock.ts";
import { eventRows } from "./event-rows.ts";
import { asciiGlyphs, type Glyphs, unicodeGlyphs } from "./glyphs.ts";
import { type Line, lineColumns, piece, printLine, spread } from "./line.ts";
import { macroRows } from "./macro-rows.ts";
import { mainMetrics, metricStyle } from "./main-metrics.ts";
import { scaleOf, sparkline } from "./sparkline.ts";
import type { ScreenEngine, ScreenMetric, ScreenView } from "./view.ts";
import { columnsUsed, harmless, pad } from "./visible-text.ts";

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface ScreenLook {
  readonly color: boolean;
  /** Default true; false draws with ASCII alone. */
  readonly unicode?: boolean;
}

/** Exactly `size.rows` lines, each at most `size.columns` wide and without a line end. */
export function renderScreen(view: ScreenView, size: ScreenSize, look: ScreenLook): string[] {
  const columns = Math.max(1, size.columns);
  const glyphs = look.unicode === false ? asciiGlyphs : unicodeGlyphs;
  const lines = compose(view, columns, Math.max(1, size.rows), look.color, glyphs);
  return lines.map((line) => {
    const legible = look.unicode === false ? line.map(({ text, style }) => piece(ascii(text), style)) : line;
    return printLine(legible, columns, look.color, glyphs.cut);
  });
}

/** Every character beyond ASCII as `?`, one for each column it would take. */
function ascii(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => "?".repeat(columnsUsed(character)));
}

function compose(view: ScreenView, columns: number, rows: number, color: boolean, glyphs: Glyphs): Line[] {
  const head = [
    header(view, columns, color),
    ...problems(view.engine, rows),
    ...metricRows(view.metrics, columns, rows < 16 ? 1 : 2, glyphs),
  ];
  const footer = rows >= 12 ? [footerLine(view.engine, columns)] : [];
  const airy = rows >= 16;
  const titled = rows >= 10;
  if (airy) head.push([]);
  const room = Math.max(0, rows - head.length - footer.length - (titled ? 2 : 0) - (airy ? 2 : 0));
  const eventsLeast = eventRows(view, columns, Math.floor(room * 0.35), glyphs).length;
  const macros = macroRows(view, columns, room - eventsLeast, glyphs);
  const events = eventRows(view, columns, room - macros.length, glyphs);
  const body = [
    ...(titled ? [title("Macros", macroCount(view), columns, glyphs)] : []),
    ...macros,
    ...(airy ? [[]] : []),
    ...(titled ? [title("Events", "", columns, glyphs)] : []),
    ...events,
  ];
  const filled = [...head, ...body].slice(0, rows - footer.length);
  while (filled.length < rows - footer.length) filled.push([]);
  return [...filled, ...footer];
}

function header({ engine, wall, zone }: ScreenView, columns: number, color: boolean): Line {
  const left = [piece("macro-engine", "strong"), ...badges(engine).flatMap((text) => badge(text, color))];
  const clock = [piece(clockTime(wall, zone), "strong")];
  const counts = [
    piece(`${counted(engine.profiles, "profile")}, ${counted(engine.rules, "rule")}   `, "dim"),
    ...clock,
  ];
  const roomy = lineColumns(left) + lineColumns(counts) + 2 <= columns;
  return spread(left, roomy ? counts : clock, columns);
}

/** A link that does not fit is of no use: the command gives one. */
function footerLine({ dashboard }: ScreenEngine, columns: number): Line {
  const quit = [piece("q quit", "dim")];
  if (dashboard === undefined || dashboard === null) return quit;
  const whole = [...quit, piece("   dashboard ", "dim"), piece(harmless(dashboard))];
  return lineColumns(whole) <= columns ? whole : [...quit, piece("   dashboard: macro-engine dashboard", "dim")];
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Grave ones first: a narrow terminal cuts the end. */
function badges(engine: ScreenEngine): { text: string; grave: boolean }[] {
  return [
    { text: "POLICIES BROKEN", grave: true, on: engine.policyProblem !== null },
    { text: "NOT RECORDING", grave: true, on: engine.recordingProblem !== null },
    { text: "DRY RUN", grave: false, on: engine.dryRun },
    { text: "DEMO", grave: false, on: engine.demo },
  ].filter(({ on }) => on);
}

function badge({ text, grave }: { text: string; grave: boolean }, color: boolean): Line {
  return [piece(" "), piece(color ? ` ${text} ` : `[${text}]`, grave ? "alarm" : "badge")];
}

/** What is wrong with the engine, in at most a quarter of the screen; the policies' errors keep their layout. */
function problems(engine: ScreenEngine, rows: number): Line[] {
  const most = Math.max(1, Math.floor(rows / 4));
  const policy = (engine.policyProblem ?? "").split(/\r?\n/).filter((line) => line.trim() !== "");
  const recording = engine.recordingProblem === null ? [] : [`Nothing is recorded: ${engine.recordingProblem}`];
  const policyLines = policy.length === 0 ? [] : [...policy, "The last good policies stay in force."];
  const room = Math.max(1, most - recording.length);
  return [
    ...recording.map((text) => [piece(harmless(text), "critical")]),
    ...shortened(policyLines, room).map((text, index) => [piece(harmless(text), index === 0 ? "critical" : "plain")]),
    ...(engine.notices ?? [])
      .slice(0, Math.max(0, room - policyLines.length))
      .map((text) => [piece(harmless(text), "warning")]),
  ];
}

/** The first lines and, always, the last. */
function shortened(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  return room <= 1 ? lines.slice(0, room) : [...lines.slice(0, room - 1), ...lines.slice(-1)];
}

function metricRows(metrics: readonly ScreenMetric[], columns: number, most: number, glyphs: Glyphs): Line[] {
  const bars = columns >= 132 ? 16 : columns >= 70 ? 10 : 0;
  const rows: Line[] = [];
  let row: Line = [];
  for (const metric of metrics) {
    const item = metricItem(metric, bars, glyphs);
    const joined = row.length === 0 ? item : [...row, piece("   "), ...item];
    if (row.length > 0 && lineColumns(joined) > columns) {
      rows.push(row);
      row = item;
    } else {
      row = joined;
    }
  }
  if (row.length > 0) rows.push(row);
  return rows.slice(0, most);
}

function metricItem({ metric, value, valueText, history }: ScreenMetric, bars: number, glyphs: Glyphs): Line {
  const { label, scale, warning, critical } = mainMetrics[metric];
  const known = history.some((past) => past !== null);
  const text = value === null ? glyphs.dash : harmless(valueText);
  const reach = scale ?? scaleOf(history, Math.max(warning, critical) / 5);
  const style = metricStyle(metric, value);
  return [
    piece(`${label} `, "dim"),
    piece(bars > 0 && known ? pad(text, 5) : text, style),
    ...(bars > 0 && known ? [piece(" "), piece(sparkline(history, bars, reach, glyphs), style)] : []),
  ];
}

function macroCount(view: ScreenView): string {
  const unprotected = view.macros.filter(({ profile }) => profile === null).length;
  const running = view.macros.length === 0 ? "" : `${view.macros.length} running`;
  return unprotected === 0 ? running : `${running}, ${unprotected} unprotected`;
}

function title(text: string, note: string, columns: number, glyphs: Glyphs): Line {
  const start = [piece(text, "strong"), piece(note === "" ? " " : ` ${note} `, "dim")];
  return [...start, piece(glyphs.rule.repeat(Math.max(0, columns - lineColumns(start))), "dim")];
}
