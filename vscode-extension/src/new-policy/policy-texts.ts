/** Policies to begin with: each whole, checked, and with a test that passes. */

export interface PolicyStart {
  readonly label: string;
  readonly detail: string;
  /** The text of the file; `pattern` is what the macros of the profile are called. */
  text(name: string, pattern: string): string;
}

const safe: PolicyStart = {
  label: "A macro that does no harm",
  detail: "Healing, buffs: warned and slowed down first, cancelled when the machine suffers for long",
  text: (name, pattern) => `## What the macro is for, in a sentence.
profile ${name} {
  level    safe
  match    macro "${pattern}"
  grace    5s
  cooldown 30s

  param max_duration  = 5m
  param cpu_usage_max = 90%
  param fps_min       = 15fps

  rule time_up: cancel when duration >= max_duration
    message "Ran for {duration}, limit {max_duration}"

  ## Gives way before it is ended.
  rule cpu_busy: throttle when cpu.usage > cpu_usage_max for 3s
    until cpu.usage < cpu_usage_max - 10% for 5s
    message "CPU at {cpu.usage}: slowed down"
  rule cpu_hot: cancel when cpu.usage > cpu_usage_max for 15s
    message "CPU at {cpu.usage} for 15s, limit {cpu_usage_max}"
  rule memory_full: cancel when memory.usage > 95% for 15s
    message "Memory at {memory.usage} for 15s"

  rule low_fps: pause when fps < fps_min for 3s until fps > fps_min + 5fps for 5s
    message "{fps}, needs {fps_min}"
}

test "${name}: a busy moment slows it down, a busy quarter of a minute ends it" {
  profile ${name}
  given cpu.usage = 20%
  at 10s: cpu.usage = 95%
  expect throttle by cpu_busy at 13s
  expect cancel by cpu_hot at 25s
}
`,
};

const risky: PolicyStart = {
  label: "A macro that can do some harm",
  detail: "Crafting, travel: paused when the game stutters, cancelled when that lasts",
  text: (name, pattern) => `## What the macro is for, in a sentence.
profile ${name} {
  level    risky
  match    macro "${pattern}"
  grace    5s
  cooldown 1m

  param max_duration      = 10m
  param cpu_usage_max     = 80%
  param fps_min           = 20fps
  param latency_max       = 500ms
  param response_time_max = 1s

  rule time_up: cancel when duration >= max_duration
    message "Ran for {duration}, limit {max_duration}"

  ## A loading screen only pauses it; a game that stays unplayable ends it.
  rule low_fps: pause when fps < fps_min for 3s until fps > fps_min + 5fps for 5s
    message "{fps}, needs {fps_min}"
  rule unplayable: cancel when fps < fps_min for 20s
    message "{fps} for 20s, needs {fps_min}"

  rule lag: pause when latency > latency_max for 3s until latency < 0.6 * latency_max for 5s
    message "Latency {latency}, limit {latency_max}"
  rule sluggish: warn when p95(response_time, 1m) > response_time_max
    message "The game answers in {response_time}"

  rule cpu_hot: cancel when cpu.usage > cpu_usage_max for 15s
    message "CPU at {cpu.usage} for 15s, limit {cpu_usage_max}"
  rule memory_full: cancel when memory.usage > 90% for 15s
    message "Memory at {memory.usage} for 15s"
}

test "${name}: a stuttering game pauses it and lets it go on" {
  profile ${name}
  given fps = 60
  at 10s: fps = 8
  at 20s: fps = 60
  run 40s
  expect pause by low_fps at 13s
  expect clear by low_fps at 25s
  expect no cancel
}
`,
};

const dangerous: PolicyStart = {
  label: "A macro that must not go wrong",
  detail: "Attacks, trading: ended at the first lasting sign of trouble, and when nothing is known",
  text: (name, pattern) => `## What the macro is for, in a sentence.
profile ${name} {
  level    dangerous
  match    macro "${pattern}"
  grace    1s
  cooldown 5m

  param max_duration  = 2m
  param cpu_usage_max = 70%
  param fps_min       = 30fps
  param latency_max   = 300ms

  rule time_up: cancel when duration >= max_duration
    message "Ran for {duration}, limit {max_duration}"
  rule cpu_hot: cancel when cpu.usage > cpu_usage_max for 3s
    message "CPU at {cpu.usage}, limit {cpu_usage_max}"
  rule low_fps: cancel when fps < fps_min for 3s
    message "{fps}, needs {fps_min}"
  rule lag: cancel when latency > latency_max for 3s
    message "Latency {latency}, limit {latency_max}"
  rule sluggish: cancel when response_time > 1s for 3s
    message "The game answers in {response_time}"
  rule memory_full: cancel when memory.usage > 85% for 3s
    message "Memory at {memory.usage}"

  ## Without a frame rate nobody can tell what the macro does.
  rule blind: cancel when missing(fps, 10s)
    message "The game has not told its frame rate for 10s"
}

test "${name}: three seconds of lag end it" {
  profile ${name}
  given fps = 60, latency = 50ms
  at 10s: latency = 400ms
  expect no cancel before 13s
  expect cancel by lag at 13s
}

test "${name}: so does a game that says nothing" {
  profile ${name}
  given latency = 50ms
  expect cancel by blind before 15s
}
`,
};

export const policyStarts: readonly PolicyStart[] = [safe, risky, dangerous];

/** A profile made from a template of the set. */
export function derivedPolicy(name: string, template: string, pattern: string): string {
  return `## What the macro is for, in a sentence.
profile ${name} extends ${template} {
  match    macro "${pattern}"
  cooldown 1m
}
`;
}
