/** The GitHub action: its file is valid, and its steps are run for real, in a checkout whose names hold blanks. */

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { serveComments } from "./github-comments.ts";
import { actionProblems } from "./github-parser.ts";
import { action, actionText, type Job, root, runJob, scriptsOf } from "./runner.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const good = `## Heals.
profile heal {
  level safe
  rule time_up: cancel when duration > 1m
  rule low_fps: warn when fps < 15 for 3s
    message "{fps}, needs 15fps"
}

test "a minute is enough" {
  profile heal
  run 2m
  expect cancel by time_up at 61s
}

test "a slow game is told of" {
  profile heal
  given fps = 10
  expect warn by low_fps at 3s
}
`;

type Files = Readonly<Record<string, string>>;

function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function git(cwd: string, ...args: string[]): string {
  const who = [
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@t",
    "-c",
    "init.defaultBranch=main",
    "-c",
    "protocol.file.allow=always",
  ];
  return execFileSync("git", [...who, ...args], { cwd, encoding: "utf8", stdio: "pipe" }).trim();
}

interface Checkout extends Pick<Job, "workspace" | "temp"> {
  readonly base: string;
}

/** A checkout of a pull request as `actions/checkout` leaves it: the last commit alone, the base on the remote. */
function checkout(before: Files, after: Files): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "macro-engine-action-"));
  folders.push(folder);
  const [remote, workspace] = [join(folder, "the remote"), join(folder, "the checkout")];
  mkdirSync(remote);
  git(remote, "init", "--quiet");
  git(remote, "config", "uploadpack.allowAnySHA1InWant", "true");
  const commit = (files: Files): string => {
    write(remote, files);
    git(remote, "add", "-A");
    git(remote, "commit", "--quiet", "--allow-empty", "-m", "a commit");
    return git(remote, "rev-parse", "HEAD");
  };
  const base = commit(before);
  commit(after);
  git(folder, "clone", "--quiet", "--depth=1", `file://${remote}`, workspace);
  return { workspace, temp: join(folder, "the temp"), base };
}

const inFolder = "my policies/heal.macropolicy";
// What a policy should have besides is the business of lint's own tests.
const inputs = { policies: "\n  my policies \n", "fail-on": "error" };

function pullRequest(base: string): NonNullable<Job["event"]> {
  return { name: "pull_request", payload: { pull_request: { number: 7, base: { sha: base } } } };
}

describe("action.yml", () => {
  test("is valid, by GitHub's own parser", () => {
    expect(actionProblems(actionText)).toEqual([]);
  });

  test("would not be with an input or a step that the parser does not know", () => {
    expect(actionProblems(actionText.replace("using: composite", "using: compost"))).not.toEqual([]);
    expect(actionProblems(actionText.replace("${{ inputs.", "${{ imports."))).not.toEqual([]);
  });

  test("hands inputs to scripts as environment alone, so that none can become a command", () => {
    const scripts = action.runs.steps.map(({ run = "" }) => run);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
    expect(scriptsOf(action.runs.steps).length).toBe(scripts.filter((script) => script !== "").length);
  });

  test("uses every input, and each has a description", () => {
    for (const [name, { description }] of Object.entries(action.inputs)) {
      expect(description.length, name).toBeGreaterThan(10);
      expect(JSON.stringify(action.runs), name).toContain(`inputs.${name}`);
    }
  });

  const shellcheck = spawnSync("shellcheck", ["--version"]).status === 0;
  // It is a package of the system's, which not every machine has.
  test.runIf(shellcheck)("has scripts in which shellcheck finds nothing", () => {
    const found = spawnSync("bash", ["-c", "shellcheck -x scripts/action/*.sh"], { cwd: root, encoding: "utf8" });
    expect(found.stdout).toBe("");
  });
});

describe("on a push", () => {
  test("policies in order pass, their tests leave results", async () => {
    const job = checkout({ [inFolder]: good }, {});
    const { outcomes, logs, outputs, summary } = await runJob({ ...job, inputs: { ...inputs, sarif: "lint.sarif" } });
    expect(outcomes, JSON.stringify(logs)).toEqual({
      "Install macro-engine": "success",
      Lint: "success",
      "Check the format": "success",
      Test: "success",
      Compare: "skipped",
      Comment: "skipped",
    });
    expect(logs["Install macro-engine"]).toMatch(/^macro-engine \d+\.\d+\.\d+\n$/);
    expect(readFileSync(outputs.junit!, "utf8")).toContain('tests="2"');
    expect(JSON.parse(readFileSync(join(job.workspace, "lint.sarif"), "utf8")).version).toBe("2.1.0");
    expect(summary).toContain("macro-engine lint");
  });

  test("an error is an annotation at its line, the other checks are made all the same", async () => {
    const wrong = good.replace("duration > 1m", "duration > 80%");
    const { outcomes, logs } = await runJob({ ...checkout({ [inFolder]: wrong }, {}), inputs });
    expect(logs.Lint).toMatch(/^::error file=my policies\/heal\.macropolicy,line=4,.*title=unit-mismatch::/m);
    expect(outcomes).toMatchObject({ Lint: "failure", "Check the format": "success", Test: "failure" });
  });

  test("a failing test is told in the log, an unformatted file with what it should be", async () => {
    const late = good.replace("at 61s", "at 30s").replace("  level safe", "level    safe");
    const { outcomes, logs } = await runJob({ ...checkout({ [inFolder]: late }, {}), inputs });
    expect(outcomes).toMatchObject({ Lint: "success", "Check the format": "failure", Test: "failure" });
    expect(logs.Test).toContain("::error title=macro-engine test::");
    expect(logs.Test).toContain("a minute is enough");
    expect(logs["Check the format"]).toContain("+  level safe");
    expect(logs["Check the format"]).toContain("::error title=macro-engine fmt::");
  });

  test("checks can be left out", async () => {
    const off = { lint: "false", fmt: "false", test: "false" };
    const { outcomes } = await runJob({ ...checkout({ [inFolder]: "profile" }, {}), inputs: { ...inputs, ...off } });
    expect(Object.values(outcomes).filter((outcome) => outcome !== "skipped")).toEqual(["success"]);
  });

  test("another version comes from the registry", async () => {
    const job = checkout({ [inFolder]: good }, {});
    // In the place of npm: what it would install, and a word of what it was asked for.
    const command = "#!/usr/bin/env bash\necho 9.9.9\n";
    const npm = `#!/usr/bin/env bash
echo "npm $*"
while [[ $1 != --prefix ]]; do shift; done
mkdir -p "$2/node_modules/.bin"
printf '${command.replaceAll("\n", "\\n")}' >"$2/node_modules/.bin/macro-engine"
chmod +x "$2/node_modules/.bin/macro-engine"
`;
    write(job.temp, { "bin/npm": npm });
    chmodSync(join(job.temp, "bin/npm"), 0o755);
    const { logs } = await runJob({ ...job, inputs: { version: "9.9.9" }, path: [join(job.temp, "bin")] });
    expect(logs["Install macro-engine"]).toMatch(
      /^npm install --prefix .* macro-engine@9\.9\.9\nmacro-engine 9\.9\.9\n$/,
    );
    expect(logs.Test).toBe("");
  });

  test("without `policies`, those of the configuration are checked", async () => {
    const files = { "macro-engine.yaml": 'policies: ["my policies"]\n', [inFolder]: good };
    const { outcomes } = await runJob({ ...checkout(files, {}), inputs: { "fail-on": "error" } });
    expect(outcomes).toMatchObject({ Lint: "success", Test: "success" });
  });
});

describe("on a pull request", () => {
  const alone = { ...inputs, lint: "false", fmt: "false", test: "false" };
  const laxer = {
    [inFolder]: good.replace("duration > 1m", "duration > 2m").replace("run 2m", "run 3m").replace("at 61s", "at 121s"),
  };

  test("the change in behaviour is a comment, which later runs change and others leave alone", async () => {
    const job = checkout({ [inFolder]: good }, laxer);
    const server = await serveComments(Array.from({ length: 120 }, (_, at) => `comment ${at}`));
    try {
      const run = () => runJob({ ...job, inputs: alone, event: pullRequest(job.base), api: server.url });
      const { outcomes, logs, summary } = await run();
      expect(outcomes, JSON.stringify(logs)).toMatchObject({ Compare: "success", Comment: "success" });
      expect(server.comments).toHaveLength(121);
      expect(server.comments[120]!.body).toMatch(/^<!-- macro-engine diff -->\n[\s\S]*heal[\s\S]*laxer/);
      expect(summary).toContain("laxer");
      const written = server.comments[120]!.body;
      server.comments[120]!.body = `${written.split("\n")[0]}\nof an earlier run\n`;
      await run();
      expect(server.comments).toHaveLength(121);
      expect(server.comments[120]!.body).toBe(written);
      server.requests.length = 0;
      await run();
      // What says the same already is not written again.
      expect(server.requests.map((request) => request.split(" ")[0])).toEqual(["GET", "GET"]);
    } finally {
      await server.close();
    }
  });

  test("it fails where that is asked for, and only then", async () => {
    const job = checkout({ [inFolder]: good }, laxer);
    const asked = { ...alone, comment: "false", "diff-fail-on": "laxer" };
    const { outcomes } = await runJob({ ...job, inputs: asked, event: pullRequest(job.base) });
    expect(outcomes).toMatchObject({ Compare: "failure", Comment: "skipped" });
  });

  test("a folder that is new, or gone, is said to be", async () => {
    const job = checkout({ [inFolder]: good }, { "more/buff.macropolicy": good.replaceAll("heal", "buff") });
    rmSync(join(job.workspace, "my policies"), { recursive: true });
    const two = { ...alone, policies: "more/\n./my policies", comment: "false" };
    const { outputs } = await runJob({ ...job, inputs: two, event: pullRequest(job.base) });
    expect(readFileSync(outputs.diff!, "utf8")).toBe(
      "`more` is new.\n\n`my policies` is gone: what it governed is governed no longer.\n\n",
    );
  });

  test("without `policies`, those of the configuration are compared", async () => {
    const config = { "macro-engine.yaml": 'policies: ["my policies"]\n' };
    const job = checkout({ ...config, [inFolder]: good }, laxer);
    const { outputs, outcomes } = await runJob({
      ...job,
      inputs: { ...alone, policies: "", comment: "false" },
      event: pullRequest(job.base),
    });
    expect(outcomes.Compare).toBe("success");
    expect(readFileSync(outputs.diff!, "utf8")).toContain("<code>heal</code> | 🔴 laxer");
  });

  test("a base with errors does not fail what mends them", async () => {
    const job = checkout({ [inFolder]: "profile heal {" }, { [inFolder]: good });
    const { outcomes, outputs } = await runJob({
      ...job,
      inputs: { ...alone, comment: "false" },
      event: pullRequest(job.base),
    });
    expect(outcomes.Compare).toBe("success");
    expect(readFileSync(outputs.diff!, "utf8")).toContain("cannot be compared");
  });

  test("a token that may not write is a warning, no failure", async () => {
    const job = checkout({ [inFolder]: good }, laxer);
    const server = await serveComments();
    server.refuse(403);
    try {
      const { outcomes, logs } = await runJob({ ...job, inputs: alone, event: pullRequest(job.base), api: server.url });
      expect(outcomes.Comment).toBe("success");
      expect(logs.Comment).toMatch(/^::warning title=macro-engine diff::.*403/);
    } finally {
      await server.close();
    }
  });
});
