/** The policy that `init` writes: small, whole, and with a test that passes. */

export const firstPolicy = `# Each profile says what its macros may do, each rule when to do something about it.
#
#   macro-engine lint    reports mistakes
#   macro-engine test    runs the tests below
#   macro-engine watch   puts the rules in force

## What a macro gets that no other profile governs.
profile default {
  level    risky
  grace    5s
  cooldown 30s

  ## Limits have names, so that other profiles and override files can set them.
  param max_duration  = 5m
  param cpu_usage_max = 85%
  param fps_min       = 15fps

  rule nearly_over: warn when duration >= 0.9 * max_duration
    message "Has run for {duration} of {max_duration}"
  rule time_up: cancel when duration >= max_duration
    message "Ran for {duration}, limit {max_duration}"

  ## One busy moment is forgiven, ten seconds of it are not.
  rule cpu_hot: cancel when cpu.usage > cpu_usage_max for 10s
    message "CPU at {cpu.usage}, limit {cpu_usage_max}"
  rule memory_full: cancel when memory.usage > 95% for 10s
    message "Memory at {memory.usage}, limit 95%"

  ## Waits while the game stutters, and goes on when it has recovered.
  rule low_fps: pause when fps < fps_min for 3s until fps > fps_min + 5fps for 5s
    message "{fps}, needs {fps_min}"
  rule lag: pause when latency > 500ms for 3s until latency < 300ms for 5s
    message "Latency {latency}, limit 500ms"
}

test "a short spike is forgiven, a long one is not" {
  profile default
  given cpu.usage = 20%
  at 5s:  cpu.usage = 95%
  at 10s: cpu.usage = 20%
  at 20s: cpu.usage = 95%
  expect no cancel before 30s
  expect cancel by cpu_hot at 30s
}

test "a stuttering game pauses the macro" {
  profile default
  given fps = 60
  at 10s: fps = 8
  at 20s: fps = 60
  run 40s
  expect pause by low_fps at 13s
  expect clear by low_fps at 25s
  expect no cancel
}

test "full memory cancels it, a slow connection pauses it" {
  profile default
  given latency = 40ms, memory.usage = 40%
  at 10s: latency = 800ms
  at 20s: latency = 40ms
  at 40s: memory.usage = 98%
  expect pause by lag at 13s
  expect clear by lag at 25s
  expect cancel by memory_full at 50s
}

test "it ends after five minutes" {
  profile default
  run 310s
  expect warn by nearly_over at 270s
  expect cancel by time_up at 300s
}
`;
