/**
 * Draws `demo.svg`: runs `watch --demo` in a terminal (util-linux's `script`), keeps a screen a second until the runaway
 * has been ended, and turns their text and colours into a picture that moves and needs no font of its own.
 *
 *   npx node docs/images/draw-demo.ts
 */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const columns = 112;
const rows = 17;
/** One character, px. */
const cell = { width: 8.4, height: 19 };
/** How long a frame is seen, and how much longer the last one, seconds. */
const frameS = 1;
const restS = 5;
const margin = { side: 18, top: 44, bottom: 14 };

const escapeCode = "\u001b";
const moveToRow = new RegExp(`${escapeCode}\\[\\d+;1H$`);
const lookCode = new RegExp(`(${escapeCode}\\[[\\d;]*m)`);

const root = join(import.meta.dirname, "..", "..");
const colours = {
  background: "#10151c",
  frame: "#3a4552",
  text: "#d8dee6",
  dim: "#8593a3",
  red: "#ff7b72",
  green: "#6fcf7f",
  yellow: "#e3b341",
  magenta: "#c297ff",
  cyan: "#56b6c8",
} as const;

/** Colours of the escape codes that the screen uses. */
const foregrounds: Readonly<Record<number, keyof typeof colours>> = {
  31: "red",
  32: "green",
  33: "yellow",
  35: "magenta",
  36: "cyan",
};

interface Look {
  bold: boolean;
  dim: boolean;
  inverse: boolean;
  colour: keyof typeof colours | null;
}

interface Run extends Readonly<Look> {
  readonly text: string;
  readonly column: number;
}

/** What a terminal showed while the demo ran, as the bytes that it was sent. */
async function recordDemo(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "macro-engine-picture-"));
  const command = `stty rows ${rows} cols ${columns}; exec node engine/bin/macro-engine.js watch policies/ --demo`;
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    cwd: root,
    env: { ...process.env, HOME: home, XDG_STATE_HOME: join(home, "state"), LANG: "C.UTF-8", FORCE_COLOR: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    if (shown.includes("cancelled after")) child.stdin.write("q");
  });
  const limit = setTimeout(() => child.kill(), 60_000);
  await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(limit);
  rmSync(home, { recursive: true, force: true });
  return shown;
}

/** The screens that followed one another: the program writes whole rows, between two marks each time. */
function screensOf(shown: string): string[][] {
  const screen: string[] = Array(rows).fill("");
  return shown.split(`${escapeCode}[?2026l`).map((painted) => {
    const [first = "", ...lines] = painted.split(`${escapeCode}[0m${escapeCode}[2K`);
    let row = first;
    for (const line of lines) {
      screen[Number(/\[(\d+);1H$/.exec(row)?.[1]) - 1] = line.replace(moveToRow, "");
      row = line;
    }
    return [...screen];
  });
}

/** A line of text with escape codes as runs of one look. */
function runsOf(line: string): Run[] {
  const look: Look = { bold: false, dim: false, inverse: false, colour: null };
  const runs: Run[] = [];
  let column = 0;
  for (const part of line.split(lookCode)) {
    const codes = part.startsWith(escapeCode) ? part.slice(2, -1) : undefined;
    if (codes !== undefined) for (const code of codes.split(";")) applyCode(look, Number(code));
    else if (part !== "") {
      runs.push({ ...look, text: part, column });
      column += [...part].length;
    }
  }
  return runs;
}

function applyCode(look: Look, code: number): void {
  if (code === 0) Object.assign(look, { bold: false, dim: false, inverse: false, colour: null });
  if (code === 1) look.bold = true;
  if (code === 2) look.dim = true;
  if (code === 7) look.inverse = true;
  if (code === 22) Object.assign(look, { bold: false, dim: false });
  if (code === 27) look.inverse = false;
  if (code === 39) look.colour = null;
  if (code in foregrounds) look.colour = foregrounds[code] ?? null;
}

const round = (value: number) => Number(value.toFixed(1));
const xOf = (column: number) => round(margin.side + column * cell.width);
const escapeXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function drawRun(run: Run, row: number): string {
  const fill = run.colour ?? (run.dim ? "dim" : "text");
  const top = margin.top + row * cell.height;
  const width = round([...run.text].length * cell.width);
  const box = run.inverse
    ? `<rect x="${xOf(run.column)}" y="${top + 1.5}" width="${width}" height="${cell.height - 3}" rx="3" class="${fill}"/>`
    : "";
  // Bars and rules are drawn, words are written: fonts disagree about the shape of blocks.
  const parts = run.text.match(/[▁▂▃▄▅▆▇█]+|[━─]+|[^▁▂▃▄▅▆▇█━─]+/gu) ?? [];
  let column = run.column;
  const drawn = parts.map((part) => {
    const at = column;
    column += [...part].length;
    if (/[▁-█]/u.test(part)) return drawBars(part, at, top, fill);
    if (/[━─]/u.test(part)) return drawRule(part, at, top, fill);
    return drawWords(part, at, top, run.inverse ? "ink" : fill, run.bold);
  });
  return box + drawn.join("");
}

function drawBars(bars: string, column: number, top: number, fill: string): string {
  const path = [...bars].map((bar, index) => {
    const height = round((("▁▂▃▄▅▆▇█".indexOf(bar) + 1) / 8) * 14);
    return `M${round(xOf(column + index) + 0.6)} ${round(top + 16)}v${-height}h${cell.width - 1.2}v${height}z`;
  });
  return `<path class="${fill}" d="${path.join("")}"/>`;
}

function drawRule(rule: string, column: number, top: number, fill: string): string {
  const heavy = rule.startsWith("━");
  const height = heavy ? 4 : 1;
  const width = round([...rule].length * cell.width);
  const y = round(top + cell.height / 2 - height / 2);
  return `<rect class="${fill}" x="${xOf(column)}" y="${y}" width="${width}" height="${height}"${heavy ? "" : ' opacity=".55"'}/>`;
}

function drawWords(text: string, column: number, top: number, fill: string, bold: boolean): string {
  const words = text.trimEnd();
  const start = words.length - words.trimStart().length;
  const shown = words.slice(start);
  if (shown === "") return "";
  const length = round([...shown].length * cell.width);
  const weight = bold ? ' font-weight="700"' : "";
  return `<text class="${fill}" x="${xOf(column + start)}" y="${top + 14}" textLength="${length}"${weight}>${escapeXml(shown)}</text>`;
}

interface Shown {
  readonly drawing: string;
  /** Of the frame with which it comes, and of that with which it goes. */
  readonly from: number;
  to: number;
}

/** Rows that stay the same over several frames are drawn once. */
function rowsOver(frames: readonly (readonly string[])[]): Shown[] {
  const all: Shown[] = [];
  for (let row = 0; row < rows; row += 1) {
    let last: Shown | null = null;
    frames.forEach((lines, frame) => {
      const drawing = runsOf(lines[row] ?? "")
        .map((run) => drawRun(run, row))
        .join("");
      if (last !== null && last.drawing === drawing && last.to === frame) last.to = frame + 1;
      else {
        last = { drawing, from: frame, to: frame + 1 };
        all.push(last);
      }
    });
  }
  return all.filter(({ drawing }) => drawing !== "");
}

/** Where nothing moves (reduced motion, a renderer without animations) the last frame is seen. */
function picture(frames: readonly (readonly string[])[], title: string): string {
  const width = Math.ceil(2 * margin.side + columns * cell.width);
  const height = margin.top + rows * cell.height + margin.bottom;
  const totalS = frames.length * frameS + restS;
  const percent = (frame: number) => Number((((frame * frameS) / totalS) * 100).toFixed(2));
  const keyframes = new Map<string, string>();
  const groups = rowsOver(frames).map(({ drawing, from, to }) => {
    const lasts = to === frames.length;
    if (from === 0 && lasts) return drawing;
    const name = `f${from}-${to}`;
    const steps = [
      ...(from > 0 ? ["0%{visibility:hidden}"] : []),
      `${percent(from)}%{visibility:visible}`,
      ...(lasts ? [] : [`${percent(to)}%{visibility:hidden}`]),
      `100%{visibility:${lasts ? "visible" : "hidden"}}`,
    ];
    keyframes.set(
      name,
      `@keyframes ${name}{${steps.join("")}}.${name}{animation:${name} ${totalS}s step-end infinite}`,
    );
    return `<g class="${name}"${lasts ? "" : ' visibility="hidden"'}>${drawing}</g>`;
  });
  const styles = Object.entries(colours).map(([name, colour]) => `.${name}{fill:${colour}}`);
  const dots = ["red", "yellow", "green"].map(
    (name, index) => `<circle class="${name}" cx="${22 + index * 18}" cy="21" r="5.5"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
<style>text{font:13.5px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}.ink{fill:${colours.background}}${styles.join("")}
@media (prefers-reduced-motion:no-preference){${[...keyframes.values()].join("")}}</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="${colours.background}" stroke="${colours.frame}"/>
${dots.join("")}<text class="dim" x="${width / 2}" y="26" text-anchor="middle">macro-engine watch policies/ --demo</text>
${groups.join("\n")}
</svg>
`;
}

/** The last screen of each second up to the end of the runaway, and between them the moment in which it was asked to end. */
function framesOf(screens: readonly string[][]): string[][] {
  const clock = (lines: readonly string[]) => /\d\d:\d\d:\d\d/.exec(lines[0] ?? "")?.[0] ?? "";
  const says = (lines: readonly string[], text: string) => lines.some((line) => line.includes(text));
  const over = screens.findIndex((lines) => says(lines, "cancelled after"));
  const asked = screens.findLastIndex((lines, index) => index < over && says(lines, "ended after"));
  if (over < 0 || asked < 0) throw new Error("the demo did not come to its cancel");
  return screens
    .slice(0, over + 1)
    .filter((lines, index) => {
      const next = screens[index + 1];
      return index >= over || index === asked || (next !== undefined && index < asked && clock(next) !== clock(lines));
    })
    .filter((lines) => says(lines, "demo_runaway"));
}

writeFileSync(
  join(import.meta.dirname, "demo.svg"),
  picture(
    framesOf(screensOf(await recordDemo())),
    "The live screen: a macro that used a whole core is warned about, counted down and cancelled; another one runs on",
  ),
);
