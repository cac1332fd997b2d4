/** What the words of the language mean, each in a sentence with an example, as hovers and completion show them. */

import { wordTypes } from "../syntax/tokens.ts";

export interface WordInfo {
  readonly meaning: string;
  /** Policy text. */
  readonly example: string;
}

const declarations = {
  schedule: {
    meaning: "Names times of the week; true while the local time lies in one of its spans.",
    example: 'schedule raid_night = fri, sat 20:00-00:30 in "Europe/Warsaw"',
  },
  metric: {
    meaning: "Declares a metric of your own, which another program reports.",
    example: 'metric guild.queue: count "Players waiting to log in"',
  },
  let: { meaning: "Names a constant for the whole set.", example: "let patience = 5s" },
  template: {
    meaning:
      "A body to build on: its params and rules are inherited by whatever extends it. Governs nothing by itself.",
    example: "template careful {\n  param cpu_max = 80%\n  rule cpu_hot: cancel when cpu.usage > cpu_max for 5s\n}",
  },
  profile: {
    meaning:
      "Governs the macros that name it, have its name or match its patterns. In a test or an assertion: which profile it is about.",
    example: 'profile heal extends careful {\n  level safe\n  match macro "heal_*"\n}',
  },
  test: {
    meaning: "Runs a profile on given samples and holds what happens against what is expected.",
    example: 'test "it may run for a minute" {\n  profile heal\n  run 70s\n  expect cancel by time_up at 61s\n}',
  },
  assert: {
    meaning: "Claims what profiles answer to every state, whatever else is going on; `macro-engine prove` shows it.",
    example: "assert usable {\n  profile heal\n  cancels when cpu.usage > 95% for 10s\n}",
  },
} as const;

const members = {
  level: { meaning: "How much harm the macro can do; `risky` unless given.", example: "level safe" },
  match: {
    meaning: "Patterns of macro names or processes that the profile governs; not inherited.",
    example: 'match macro "heal_*", "cure_*"',
  },
  grace: {
    meaning: "Time between asking a macro to stop and ending it by force; `5s` unless given.",
    example: "grace 3s",
  },
  cooldown: {
    meaning: "How long a macro that was cancelled may not start again; `0s` unless given.",
    example: "cooldown 5m",
  },
  notify: {
    meaning: "Which channels of the configuration hear of which actions.",
    example: "notify discord on cancel",
  },
  on: { meaning: "The actions that a `notify` is about.", example: "notify discord on cancel, pause" },
  param: {
    meaning: "A constant of a body, which a body that extends it, or an override file, may set.",
    example: "param cpu_max = 80%",
  },
  set: {
    meaning: "Gives an inherited param another value; inherited rules see it.",
    example: "set cpu_max = 60%",
  },
  rule: {
    meaning: "What is done when a condition holds.",
    example: 'rule cpu_hot: cancel when cpu.usage > 80% for 5s message "CPU at {cpu.usage}"',
  },
  override: {
    meaning: "Puts a rule in the place of the inherited one of its name.",
    example: "override rule cpu_hot: throttle when cpu.usage > 70% for 5s",
  },
  remove: { meaning: "Leaves an inherited rule out.", example: "remove rule cpu_hot" },
  extends: {
    meaning: "The bodies that are built on, merged from left to right before this one.",
    example: "profile heal extends careful, quiet { level safe }",
  },
} as const;

const ruleParts = {
  when: { meaning: "Begins the condition.", example: "rule lag: pause when latency > 500ms" },
  for: {
    meaning: "How long the whole condition must hold before the rule fires, or before it clears.",
    example: "rule cpu_hot: cancel when cpu.usage > 80% for 5s",
  },
  until: {
    meaning: "What clears a rule that has fired; without it, the condition being false.",
    example: "rule low_fps: pause when fps < 15 for 3s until fps > 25 for 5s",
  },
  message: {
    meaning: "What is told when the rule fires; `{expressions}` are filled in.",
    example: 'rule cpu_hot: cancel when cpu.usage > 80% message "CPU at {cpu.usage}"',
  },
  and: { meaning: "True when both sides are; unknown data makes it unknown.", example: "latency > 500ms and fps < 30" },
  or: {
    meaning: "True when a side is; `for` covers the whole of it.",
    example: "cpu.usage > 90% or memory.usage > 95%",
  },
  not: { meaning: "True when the condition is false; unknown stays unknown.", example: "fps < 30 and not raid_night" },
  true: { meaning: "Holds always.", example: "power.on_battery == true" },
  false: { meaning: "Holds never.", example: "power.on_battery == false" },
  missing: {
    meaning: "Whether a metric has been silent for too long. In a test: from now on it has no samples.",
    example: "rule blind: warn when missing(fps, 30s)",
  },
  in: { meaning: "The time zone of a schedule.", example: 'schedule night = daily 22:00-06:00 in "Europe/Warsaw"' },
} as const;

const steps = {
  every: { meaning: "The interval between two snapshots of a test; `1s` unless given.", example: "every 500ms" },
  start: {
    meaning: "The wall clock at the beginning of a test; a Monday noon UTC unless given.",
    example: 'start "2026-01-09T20:00:00Z"',
  },
  given: { meaning: "Values from the beginning of a test.", example: "given cpu.usage = 20%, fps = 60" },
  at: {
    meaning: "Values from a time on; behind an expectation: at that snapshot exactly.",
    example: "at 5s: cpu.usage = 95%",
  },
  from: {
    meaning: "Values that change in a straight line; the last one is held.",
    example: "from 0s to 10s: memory.usage = 60% -> 80%",
  },
  trace: { meaning: "A recording whose samples the test uses.", example: 'trace "traces/raid.csv"' },
  run: { meaning: "How long a test runs.", example: "run 70s" },
  expect: {
    meaning: "What must happen in a test, or with `no`, what must not.",
    example: "expect cancel by cpu_hot at 25s",
  },
  cancels: {
    meaning: "Claims that every such state is answered by a cancel.",
    example: "cancels when cpu.usage > 95% for 10s",
  },
  pauses: {
    meaning: "Claims that every such state is answered by a pause or a cancel.",
    example: "pauses when fps < 10 for 5s",
  },
  throttles: {
    meaning: "Claims that every such state is answered by a throttle or anything harsher.",
    example: "throttles when cpu.usage > 90%",
  },
  warns: {
    meaning: "Claims that every such state is answered by some action.",
    example: "warns when missing(fps, 1m)",
  },
} as const;

const days = (name: string): WordInfo => ({
  meaning: `Every ${name}, by local time.`,
  example: "schedule raid_night = fri, sat 20:00-00:30",
});

const smallWords = {
  warn: { meaning: "Reports, and reports again when it is over.", example: "rule hot: warn when cpu.usage > 80%" },
  throttle: {
    meaning: "Lowers the priority of the macro's processes until the rule clears.",
    example: "rule busy: throttle when cpu.usage > 80% for 3s until cpu.usage < 60% for 5s",
  },
  pause: {
    meaning: "Stops the macro's processes where they are; they go on when the rule clears.",
    example: "rule low_fps: pause when fps < 15 for 3s until fps > 25 for 5s",
  },
  cancel: {
    meaning: "Asks the macro to end, and ends it by force after its `grace`.",
    example: "rule time_up: cancel when duration > 60s",
  },
  all: {
    meaning: "With `cancel`: every running macro that a profile governs.",
    example: "rule end: cancel all when memory.usage > 98%",
  },
  safe: { meaning: "A level: can do little harm.", example: "level safe" },
  risky: {
    meaning: "A level: can do some harm; the one that a profile has unless it says otherwise.",
    example: "level risky",
  },
  dangerous: { meaning: "A level: can do much harm; a tool may refuse to start it.", example: "level dangerous" },
  macro: { meaning: "Patterns of the names of macros.", example: 'match macro "heal_*"' },
  process: {
    meaning: "Patterns of executables, or with a blank or slash, of command lines.",
    example: 'match process "*autohotkey* *heal*.ahk"',
  },
  by: { meaning: "The rule that an expectation is about.", example: "expect cancel by cpu_hot" },
  to: { meaning: "The end of a stretch of time.", example: "from 0s to 10s: memory.usage = 60% -> 80%" },
  no: { meaning: "What must not happen.", example: "expect no cancel before 25s" },
  before: { meaning: "Earlier than a time, which is left out.", example: "expect no cancel before 25s" },
  after: { meaning: "Later than a time, which is left out.", example: "expect warn after 10s" },
  clear: { meaning: "That a rule which had fired clears.", example: "expect clear by low_fps at 35s" },
  mon: days("Monday"),
  tue: days("Tuesday"),
  wed: days("Wednesday"),
  thu: days("Thursday"),
  fri: days("Friday"),
  sat: days("Saturday"),
  sun: days("Sunday"),
  weekdays: { meaning: "Monday to Friday.", example: "schedule rush = weekdays 17:00-19:00" },
  weekends: { meaning: "Saturday and Sunday.", example: "schedule off = weekends" },
  daily: { meaning: "Every day.", example: "schedule night = daily 22:00-06:00" },
} as const;

const words: ReadonlyMap<string, WordInfo> = new Map<string, WordInfo>(
  Object.entries({ ...declarations, ...members, ...ruleParts, ...steps, ...smallWords }),
);

/** Undefined for a word that is nothing but a name. */
export function wordInfo(word: string): WordInfo | undefined {
  return words.get(word);
}

/** Every word that has a meaning of its own: keywords, and words of one place only. */
export const meaningfulWords: readonly string[] = [...wordTypes.keys()];
