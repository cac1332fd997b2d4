/**
 * uPlot with what this page never asks of it left out: it is one function of many options, of which a bundler can take none away by
 * itself. Here the answers to its own questions are written into its text, and the minifier drops what they make unreachable.
 */

import type { Plugin } from "vite";

interface Leaving {
  /** What the page does without. */
  readonly out: string;
  /** Each has to be found, so that another version of uPlot stops the build and not a chart. */
  readonly where: readonly (readonly [found: RegExp | string, instead: string])[];
}

const leavings: readonly Leaving[] = [
  {
    out: "points without a common time",
    where: [
      [/\bmode == 2\b/g, "false"],
      [/\bmode == 1\b/g, "true"],
    ],
  },
  {
    out: "a time axis that stands upright",
    where: [
      [/\b(?:scaleX|sx)\.ori == 0\b/g, "true"],
      [/\bscaleX\.ori == 1\b/g, "false"],
      ["clipGaps(gaps, scaleX.ori,", "clipGaps(gaps, 0,"],
      ["const rect = ori == 0 ? rectH : rectV;", "const rect = rectH;"],
      ["let sori = src.scales[xKeySrc].ori;", "const sori = 0;"],
      ["let rotSrc = src.axes[0].side % 2 == 1;", "const rotSrc = false;"],
    ],
  },
  {
    out: "scales that are not linear, run backwards or depend on each other",
    where: [
      [/, wsc\.distr == 3\)/g, ")"],
      [/, log = false\)/g, ")"],
      [/\blog \? (?:positiveIdxs|isPositive) : /g, ""],
      [/const positiveIdxs = .*\n/g, ""],
      [/\b(?:sc|wsc|scale|scaleX)\.distr\b/g, "1"],
      ["const xScaleDistr = 1;", ""],
      [/\bxScaleDistr\b/g, "1"],
      [/let distr = 1;/g, "const distr = 1;"],
      [/\b(?:scale|sc)\.dir == (?:-1|1)(?= \?|\))/g, "false"],
      ["scaleX.dir * (true ? 1 : -1)", "1"],
      [/\b(?:scaleOpts|sc|wsc)\.from\b/g, "null"],
    ],
  },
  {
    out: "ranges that are not the page's own",
    where: [
      [/rn \|\| \(isTime \? snapTimeX [^;]*?\)\);/g, "rn);"],
      ["if (scaleKey != xScaleKey || (false && !isTime)) {", "if (false) {"],
      ["[_min, _max] = rangeNum(_min, _max, rangePad, true);", ";"],
    ],
  },
  {
    out: "a legend",
    where: [
      ["const showLegend = legend.show;", "const showLegend = false;"],
      ["let multiValLegend = false;", "const multiValLegend = false;"],
      ["multiValLegend = getMultiVals != null;", ""],
      ["legend.show && legend.live && shouldSetLegend", "false"],
      ["legendTable?.remove();", ""],
      [/const markers {4}= legend\.markers;\s*\{[^}]*\}/g, "legend.idxs = activeIdxs;"],
      [/const legendOpts = \{[\s\S]*?\n\};/g, "const legendOpts = { live: true, values: [] };"],
      [/if \(legend\.live\) \{\s*const getMultiVals[\s\S]*?\n\t\}/g, ""],
    ],
  },
  {
    out: "series that are pointed at",
    where: [
      ["const cursorFocus = focus.prox >= 0;", "const cursorFocus = false;"],
      ["const cursorOnePt = cursorFocus && points.one;", "const cursorOnePt = false;"],
      ["let shouldAlpha = series.some(s => s._focus) && ctxAlpha != focus.alpha;", "const shouldAlpha = false;"],
    ],
  },
  {
    out: "times in seconds, and its own words for times and numbers",
    where: [
      [/\bms == 1\b/g, "true"],
      [/const _timeAxisStamps = \[[\s\S]*?\n\t\];\n/g, "const _timeAxisStamps = 0;\n"],
      [/const (?:days3|months3|engNames|localTz|numFormatter|wholeIncrs) = [^;]*;\n/g, ""],
      [/\ngenIncrs\(2, -53, 53, \[1\]\);/g, ""],
      [/const \[ timeIncrsS, .*\n/g, ""],
      [/const _timeAxisVals {3}= .*\n/g, "const _timeAxisVals = null;\n"],
      [/const _timeSeriesVal {2}= .*\n/g, ""],
      [/const _fmtDate = .*\n/g, ""],
      [/s\.value = isTime \? .*\n/g, ""],
      [/s\.label = s\.label \|\| .*\n/g, ""],
      [/axis\.values = \([\s\S]*?\n\t\t\t\);/g, "axis.values = av;"],
    ],
  },
  {
    out: "titles of axes, and ticks and numbers that stand aslant",
    where: [
      [/\baxis\.label != null\b/g, "false"],
      [/let angle = .*/g, "const angle = 0;"],
    ],
  },
  {
    out: "more points than pixels to draw them at",
    where: [["const decimate = idx1 - idx0 >= xDim * 4;", "const decimate = false;"]],
  },
  {
    out: "rounded bars",
    where: [["const rectH = rect(0);", "const rectH = (p, x, y, w, h) => { p.rect(x, y, w, h); };"]],
  },
  {
    out: "a pointer that can be done without, locked, snaps only from near by, or draws upwards",
    where: [
      ["const showCursor =                cursor.show;", "const showCursor = true;"],
      [/\bselect\.show\b/g, "true"],
      [/\bcursor\.lock\b/g, "false"],
      [/\bcursor\._lock\b(?! =)/g, "false"],
      ["let withProx = _prox >= 0 && _prox < inf;", "const withProx = false;"],
      [/let (prox|bias) = hov\..*/g, "const $1 = 0;"],
      ["let _prox = prox(self, seriesIdx, cursorIdx, valAtPosX) ?? inf;", ""],
      ["let dragY = drag.y;", "const dragY = false;"],
      [/\bdragX = dragY = /g, "dragX = "],
      [/\bdragY = .*(?:dist|uni|_y);/g, ""],
      [/\n\t*dragY = true;/g, ";"],
      ["let uni = drag.uni;", "const uni = null;"],
      [/else if \(drag\.x && drag\.y && [\s\S]*?dragX = true;/g, ""],
      ["drag.setScale && hasSelect && chgSelect", "false"],
      ["getBBox = points.bbox", "getBBox = null"],
    ],
  },
  {
    out: "gaps that are bridged",
    where: [["if (!series.spanGaps) {", "{"]],
  },
  {
    out: "names, titles, plug-ins and another order of drawing",
    where: [
      [/if \(opts\.(?:id|title)\b[\s\S]*?(?=\n\n)/g, ""],
      [/\(opts\.plugins \|\| \[\]\)\.forEach\(p => \{[\s\S]*?\n\t\}\);/g, ""],
      [/drawOrder\.forEach\(fn => fn\(\)\);/g, "drawAxesGrid(); drawSeries();"],
      [/const drawOrder = .*/g, ""],
      [/const drawOrderMap = \{[^}]*\};/g, ""],
      ["if (deferHooks)", "if (false)"],
    ],
  },
  {
    out: "lines that come and go, and changing a plot once it stands",
    where: [
      [/\tself\.(?:addSeries|delSeries|addBand|setBand|delBand|batch|setScale|setLegend|setSeries) = \w+;\n/g, ""],
      [/\tself\.redraw = [\s\S]*?\n\t\};\n/g, ""],
      [/\tself\.(?:valToIdx|posToIdx) = .*\n/g, ""],
      [/\tself\.setCursor = [\s\S]*?\n\t\};\n/g, ""],
      [/\tevents\["setSeries"\] = [\s\S]*?\n\t\};\n/g, ""],
      [/\bs\.show\b(?! =)/g, "true"],
    ],
  },
  {
    out: "ticks and borders of axes, lines in their texts, and axes that hide",
    where: [
      [/if \((?:ticks|border)\.show\) \{/g, "if (false) {"],
      ["ticks.show ? ticks.size : 0", "0"],
      ['val.indexOf("\\n") == -1 ? [val] : val.split(/\\n/gm)', "[val]"],
      [/\baxis\.align == [12]\b/g, "false"],
      ["axis.alignTo == 2", "false"],
      [/\baxis\.show\b(?! =)/g, "true"],
      [/axis\.(?:ticks|border)\.stroke .*\n/g, ""],
      [/axis\._rotate = side == 2 .*\n/g, ""],
      ["axis.rotate = fnOrSelf(axis.rotate);", ""],
    ],
  },
  {
    out: "bands in two directions, and paths of many colours",
    where: [
      ["(flags & CLIP_FILL_STROKE) == CLIP_FILL_STROKE", "false"],
      ["(flags & BAND_CLIP_STROKE)", "(false)"],
      [/_paths\.band = bandClipDir == 2 \? \[[^\]]*\] : /g, "_paths.band = "],
      [/\b(?:strokePath|fillPath) instanceof Map\b/g, "false"],
      [/\bctxAlpha != (?:s\.alpha|_ctxAlpha)/g, "false"],
      ["if (isArr(bandClip))", "if (false)"],
    ],
  },
  {
    out: "lines that run backwards, or are not aligned to pixels",
    where: [
      [/(?<!\.)\bdir == 1\b/g, "true"],
      [/\balign [<>]= 0 && /g, ""],
      [/\bsorted == -?1\b/g, "false"],
      ["const pxAlign = +ifNull(opts.pxAlign, 1);", "const pxAlign = 1;"],
      ["s.pxAlign = +ifNull(s.pxAlign, pxAlign);", "s.pxAlign = 1;"],
      [/return pxAlign == 0 \? .*/g, "return round;"],
      ["s.paths || linearPath || retNull", "linearPath"],
    ],
  },
  {
    out: "a pointer that is moved elsewhere, clicks and double clicks of its own",
    where: [
      ["[mouseLeft1, mouseTop1] = cursor.move(self, mouseLeft1, mouseTop1);", ""],
      ["[mouseLeft0, mouseTop0] = cursor.move(self, _l, _t);", "mouseLeft0 = _l; mouseTop0 = _t;"],
      ["move: cursorMove,", ""],
      [/\ton\("click", wrap, [\s\S]*?\}, true\);\n/g, ""],
      [/\tclick: \(self, e\) => \{[\s\S]*?\n\t\t\},\n/g, ""],
      ["onMouse(dblclick, over, dblClick);", ""],
      ["events.dblclick = dblClick;", ""],
    ],
  },
  {
    out: "charts beside each other that do not share their axes",
    where: [
      [/syncOpts\.filters\.(?:pub|sub)\([^)]*\)/g, "true"],
      [/(?:xKey|yKey) != null && match[XY]Keys\(.*?\)/g, "true"],
      [/\bmatch[XY]Keys\(\w+, \w+\)/g, "true"],
      [/let \[matchXKeys, matchYKeys\] = syncOpts\.match;/g, ""],
    ],
  },
  {
    out: "padding, ranges and zones of its own choice",
    where: [
      [/\(opts\.padding \|\| \[.*?\]\)\.map\(.*\n/g, "opts.padding.map(fnOrSelf);\n"],
      ["let rangeIsArr = isArr(rn);", "const rangeIsArr = false;"],
      ["(opts.tzDate || (ts => new Date(round(ts / ms))))", "(ts => new Date(ts))"],
    ],
  },
  {
    out: "listeners that the page does not have",
    where: [
      [
        /\bfire\("(?:addSeries|delSeries|setData|drawSeries|drawAxes|setScale|setSize|drawClear|ready|syncRect|init|destroy|setLegend|setSeries)".*?\);/g,
        "0;",
      ],
    ],
  },
  {
    out: "what it offers besides: other lines, joining of tables, formats",
    where: [[/\nuPlot\.assign = assign;[\s\S]*(?=\nexport \{)/g, ""]],
  },
];

export function leanUplot(): Plugin {
  return {
    name: "lean-uplot",
    transform: {
      filter: { id: /uplot\/dist\/uPlot\.esm\.js$/ },
      handler: (code) => ({ code: leavings.reduce(without, code), map: null }),
    },
  };
}

function without(code: string, { out, where }: Leaving): string {
  return where.reduce((text, [found, instead]) => {
    const left = text.replaceAll(found, instead);
    if (left === text) throw new Error(`uPlot cannot be built without ${out}: ${found} is not in its text`);
    return left;
  }, code);
}
