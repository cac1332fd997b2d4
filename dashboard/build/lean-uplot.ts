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
    out: "a legend, and what changed in it",
    where: [
      ["const showLegend = legend.show;", "const showLegend = false;"],
      ["let multiValLegend = false;", "const multiValLegend = false;"],
      ["multiValLegend = getMultiVals != null;", ""],
      ["legend.show && legend.live && shouldSetLegend", "false"],
      ["legendTable?.remove();", ""],
      [/const legend {5}= \(self\.legend = .*\n/g, ""],
      [/const markers {4}= legend\.markers;\s*\{[^}]*\}/g, ""],
      [/const legendOpts = \{[\s\S]*?\n\};/g, ""],
      [/if \(legend\.live\) \{\s*const getMultiVals[\s\S]*?\n\t\}/g, ""],
      [/if \(legend\.live\) \{\s*activeIdxs[\s\S]*?\}/g, ""],
      [/if \(shouldSetLegend\) \{[\s\S]*?\}/g, ""],
      [/shouldSetLegend = shouldSetLegend \|\| .*\n/g, ""],
      ["shouldSetCursor = shouldSetLegend = true;", "shouldSetCursor = true;"],
      ["shouldSetLegend = true;", ""],
      [/let idx1 {2}= activeIdxs\[i\];\s*let yVal1 = .*\n/g, ""],
      [/activeIdxs(?:\[i\] = idx2|\.fill\(null\)|\.splice\(i, 0, null\));/g, ""],
      ["cursor.idxs = activeIdxs;", ""],
    ],
  },
  {
    out: "series that are pointed at",
    where: [
      ["const cursorFocus = focus.prox >= 0;", "const cursorFocus = false;"],
      ["const cursorOnePt = cursorFocus && points.one;", "const cursorOnePt = false;"],
      ["let shouldAlpha = series.some(s => s._focus) && ctxAlpha != focus.alpha;", "const shouldAlpha = false;"],
      [/const focus = self\.focus = .*\n/g, ""],
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
      [/axis\.values = \([\s\S]*?\n\t\t\t\);/g, ""],
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
    out: "a pointer that can be done without, is locked, snaps, has looks of its own, or draws upwards",
    where: [
      ["const showCursor =                cursor.show;", "const showCursor = true;"],
      [
        /const cursorOpts = \{[\s\S]*?\n\};/g,
        `const cursorOpts = {
          left: -10,
          top: -10,
          bind: { mousedown: filtBtn0, mouseup: filtBtn0, mousemove: filtTarg, mouseleave: filtTarg, mouseenter: filtTarg },
        };`,
      ],
      [/\bselect\.show\b/g, "true"],
      [/\bcursor\.lock\b/g, "false"],
      [/\bcursor\._lock\b(?! =)/g, "false"],
      ["cursor._lock = false;", ""],
      [/if \(cursor\.dataIdx == null\) \{[\s\S]*?\n\t\}\n/g, ""],
      [/let idx2 {2}= cursor\.dataIdx\(.*\n/g, "const idx2 = idx;\n"],
      [/let points = cursor\.points;[\s\S]*?(?=const cursorFocus)/g, ""],
      ["let pt = points.show(self, si);", "let pt = placeDiv();"],
      ["if (pt instanceof HTMLElement) {", "{"],
      [
        /if \(shouldSetLegend \|\| cursorOnePt\) \{[\s\S]*?elTrans\(pt, ceil\(ptLft\).*\n\t{7}\}\n\t{6}\}\n\t{5}\}/g,
        `cursorPtsLft[i] = xPos2;
         cursorPtsTop[i] = yPos;
         elTrans(cursorPts[i], ceil(xPos2), ceil(yPos), plotWidCss, plotHgtCss);`,
      ],
      [/if \(cursor\.x\)\s*/g, ""],
      [/if \(cursor\.y\)\s*yCursor = .*\n/g, ""],
      [/hCursor && elTrans.*\n/g, ""],
      ["let dragY = drag.y;", "const dragY = false;"],
      [/\bdragX = dragY = /g, "dragX = "],
      [/\bdragY = .*(?:dist|uni|_y);/g, ""],
      [/\n\t*dragY = true;/g, ";"],
      ["drag.x && rawDX >= drag.dist", "drag.x"],
      ["let uni = drag.uni;", "const uni = null;"],
      [/else if \(drag\.x && drag\.y && [\s\S]*?dragX = true;/g, ""],
      ["drag.setScale && hasSelect && chgSelect", "false"],
      [/let snapH = true;[\s\S]*?(?=if \(dragH && snapH\))/g, "const dragH = dragX, snapH = true, dragV = false;\n"],
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
      [/let _parts = [\s\S]*?\* lineHeight\);\s*\}/g, "ctx.fillText(val, x, y);"],
      [/let lineHeight = .*\n/g, ""],
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
      [/\ton\("click", wrap, [\s\S]*?\}, true\);\n/g, ""],
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
      [/\tfilters: \{\s*pub[\s\S]*?\},\n/g, ""],
      [/\tmatch: \[retEq.*\n/g, ""],
      [/if \(syncOpts\.match\.length == 2\)\s*.*\n/g, ""],
      [/\b(?:xKeySrc|yKeySrc|syncKey) != null\b/g, "true"],
      [/\b[xy]SyncKey != null \? (.*) : null;/g, "$1;"],
    ],
  },
  {
    out: "padding, ranges and zones of its own choice",
    where: [
      [/\(opts\.padding \|\| \[.*?\]\)\.map\(.*\n/g, "opts.padding;\n"],
      [/\bpadding\.map\(\(p, i\) => .*\n/g, "padding;\n"],
      ["let paddingConverged = paddingCalc(cycleNum);", ""],
      ["(axesConverged && paddingConverged)", "axesConverged"],
      [/sidesWithAxes\[\w\] = .*\n/g, ""],
      ["let rangeIsArr = isArr(rn);", "const rangeIsArr = false;"],
      ["(opts.tzDate || (ts => new Date(round(ts / ms))))", "(ts => new Date(ts))"],
    ],
  },
  {
    out: "axes with looks of its own, that stand elsewhere or come and go, and elements for them",
    where: [
      [/const (?:font|labelFont|lineGap) +=.*\n/g, ""],
      [/const (?:axisLines|grid|ticks|border) = [\s\S]*?\n\}\)?;\n/g, ""],
      [/\t(?:grid|ticks|border|font|labelFont|lineGap|stroke: hexBlack|space: [35]0|size: 50),\n/g, ""],
      [/\t(?:labelGap: 0|labelSize: 30|alignTo: 1|rotate: 0),\n/g, ""],
      [/let (?:ticks|border) = axis\.\w+;\n/g, ""],
      ["axis.labelFont = pxRatioFont(axis.labelFont);", ""],
      ["[axis.font, axis.labelFont].forEach(", "[axis.font].forEach("],
      [/\b(?:axis|grid)\.filter\(self, splits, i, _space, incr\)/g, "splits"],
      [/axis\.filter = .*\n/g, ""],
      ["grid.show", "true"],
      [/if \(scale\.min == null\) \{[\s\S]*?(?=let side = axis\.side;)/g, ""],
      ["axis._show = true;", ""],
      [/\baxis\._show\b/g, "true"],
      [/axes\.forEach\(\(\{ _el, _show[\s\S]*?\n\t\t\t\}\);\n/g, ""],
      [/if \(axis\._size > 0\) \{[\s\S]*?\n\t\t\t\}\n/g, ""],
      [/\bside == 0\b/g, "false"],
      [/case [10]: .*\n/g, ""],
    ],
  },
  {
    out: "scales besides the two, with limits or caches of their own",
    where: [
      ["const xScaleKey = false ? series[1].facets[0].scale : series[0].scale;", 'const xScaleKey = "x";'],
      [/\/\/ explicitly-set initial scales\n[\s\S]*?\n\t\}\n/g, ""],
      [/\/\/ TODO: init scales from facets[\s\S]*?(?=const scaleX = )/g, ""],
      [/\/\/ this can occur if all series specify[\s\S]*?\n\t\t\t\}\n/g, ""],
      [/\t(?:distr: 1|log: 10|asinh: 1|dir: 1),\n/g, ""],
      ["sc.clamp = fnOrSelf(sc.clamp || clampScale);", ""],
      ["sc._min = sc._max = null;", ""],
      [/\bsc\._(?:min|max) = distr == 3 .*\n/g, ""],
      [/\bsc\._(min|max)\b/g, "sc.$1"],
      ["let { _min, _max } = sc;", "const { min: _min, max: _max } = sc;"],
      [/else if \(_min == _max\) \{[\s\S]*?\n\t{4}\}\n/g, ""],
      [/if \(opts\.min > opts\.max\) \{[\s\S]*?\n\t{3}\}\n/g, ""],
    ],
  },
  {
    out: "facets, gaps and points that are chosen by other means than the page's",
    where: [
      [/const facet = [\s\S]*?(?=const ySeriesOpts = )/g, ""],
      [/\t(?:gaps|spanGaps: false|alpha: 1|values: null|path: null|clip: null),\n/g, ""],
      [/\tpoints: \{\s*show: seriesPointsShow,[\s\S]*?\n\t\},\n/g, ""],
      ["_paths.gaps = gaps = series.gaps(u, seriesIdx, idx0, idx1, gaps);", ""],
      ["points.filter = fnOrSelf(points.filter);", ""],
      [/let _gaps = .*\n/g, ""],
      [/let idxs = s\.points\.filter\(.*\n/g, ""],
      ["i0, i1, _gaps)", "i0, i1)"],
      ["if (show || idxs) {", "if (show) {"],
      ["i0, i1, idxs)", "i0, i1)"],
      [/if \(filtIdxs\)\s*filtIdxs\.forEach\(drawPoint\);\s*else \{/g, "{"],
      [/\b(?:s|points)\.(?:pxAlign|pxRound) = .*\n/g, ""],
      ["s.pxAlign == 1 && offset > 0", "offset > 0"],
      ["let pxRound = series.pxRound;", "const pxRound = round;"],
      ["let { pxRound, points } = series;", "const { points } = series, pxRound = round;"],
    ],
  },
  {
    out: "bands and fills in other directions than down to the lower line",
    where: [
      ["b.dir = ifNull(b.dir, -1);", ""],
      ["fillDir = b.dir;", "fillDir = -1;"],
      [/if \(b\.dir == 1\)\s*clipDirs \|= 1;\s*else\s*clipDirs \|= 2;/g, "clipDirs = 1;"],
      [/clipDirs == 1 \? -1 : [\s\S]*?0 {3}\/\/ neither/g, "clipDirs"],
      ["clipDir == 1 ? scaleY.max : scaleY.min", "scaleY.max"],
      ["series.fill != null || bandFillDir != 0", "bandFillDir != 0"],
      [
        "let fillToVal = series.fillTo(u, seriesIdx, series.min, series.max, bandFillDir);",
        "const fillToVal = scaleY.min;",
      ],
      ["s.fillTo = fnOrSelf(s.fillTo || seriesFillTo);", ""],
      [/(?:\t\t\t(?:moveTo|lineTo|rect|arc|bezierCurveTo)[HV],\n)+/g, ""],
    ],
  },
  {
    out: "its memory of what it told the canvas last",
    where: [
      [/if \(\w+ != ctx\w+\)\s*ctx\.(\w+(?: = |\())ctx\w+ = /g, "ctx.$1"],
      [/ctxStroke = ctxFill = .* = null;\s*ctxAlpha = 1;/g, ""],
    ],
  },
  {
    out: "a layer under the canvas, classes, and what it tells of itself besides",
    where: [
      [/(?:const under = self\.under = |setStylePx\(under, ).*\n/g, ""],
      ["select.over ? over : under", "over"],
      [
        /self\.select = assign\(\{[\s\S]*?\}, opts\.select\);/g,
        "self.select = { left: 0, width: 0, top: 0, height: 0 };",
      ],
      [/shouldSetSelect = true && .*\n/g, ""],
      [/if \(true && shouldSetSelect\) \{[\s\S]*?\n\t\t\}\n/g, ""],
      ["!shouldSetSelect && ", ""],
      [/addClass\((?:root, opts\.class|root, ORI_HZ|pt, s\.class)\);/g, ""],
      [/self\.status = [01];/g, ""],
      ["mode: ifNull(opts.mode, 1),", ""],
      [/Object\.defineProperty\(self, 'rect', \{[\s\S]*?\n\t\}\);\n/g, ""],
    ],
  },
  {
    out: "surroundings other than a browser of today, and places to be put later",
    where: [
      ["const domEnv = typeof window != 'undefined';", "const domEnv = true;"],
      [/const microTask = .*/g, "const microTask = queueMicrotask;"],
      [/let bitwise = .*\n/g, ""],
      ["bitwise ? (lo + hi) >> 1 : floor((lo + hi) / 2)", "(lo + hi) >> 1"],
      [/else if \(o instanceof TypedArray\).*\s*out = o\.slice\(\);\n/g, ""],
      [/const TypedArray = .*\n/g, ""],
      [/if \(then\) \{[\s\S]*?\n\telse\s*_init\(\);/g, "then.appendChild(root);\n_init();"],
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
