/** The bench's other process: replays one recording through the command, and reports time and memory as JSON. */

import { replayCommand } from "../engine/src/cli/commands/replay.ts";

const [policies, trace, cwd] = process.argv.slice(2);
let events = 0;
const began = performance.now();
const code = await replayCommand(
  { policies: [policies!], profile: "week", trace: trace!, json: true, restart: true, overrides: false },
  {
    stdout: (text) => {
      if (text.startsWith('{"time"')) events += 1;
    },
    stderr: (text) => void process.stderr.write(text),
    color: false,
    cwd: cwd!,
  },
);
const tookMs = performance.now() - began;
console.log(JSON.stringify({ code, events, tookMs, residentKb: process.resourceUsage().maxRSS }));
