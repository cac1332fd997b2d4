import { beforeEach, expect, test } from "vitest";
import { type Emacs, openEmacs } from "./emacs.ts";
import { documented, openStage, policies, type Stage } from "./stage.ts";

const heal = "policies/heal.macropolicy";

let stage: Stage;
let emacs: Emacs;

beforeEach(async () => {
  stage = openStage(policies);
  emacs = await openEmacs(stage, documented("elisp"), heal);
  await expect.poll(() => emacs.lisp("(if (eglot-current-server) t :json-false)")).toBe(true);
});

const text = () => emacs.lisp<string>("(buffer-substring-no-properties (point-min) (point-max))");
const problems = () =>
  emacs.lisp<string[]>("(progn (flymake-start) (vconcat (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))");
const goTo = (what: string) => emacs.lisp(`(progn (goto-char (point-min)) (search-forward "${what}"))`);

test("attaches in a mode of its own", async () => {
  expect(await emacs.lisp("(symbol-name major-mode)")).toBe("macropolicy-mode");
});

test("shows what is wrong, and no longer when it is mended", async () => {
  const unit = expect.arrayContaining([expect.stringContaining("`80` has no unit")]);
  await expect.poll(problems).toEqual(unit);
  await goTo("> 80");
  await emacs.lisp(`(progn (insert "%") t)`);
  await expect.poll(problems).not.toEqual(unit);
});

test("completes what was begun", async () => {
  // Beside a duration: it offers what can be compared with one.
  await goTo("cancel when ");
  await emacs.lisp(`(progn (kill-word 1) (insert "dur") t)`);
  const offered = `(let ((found (run-hook-wrapped 'completion-at-point-functions #'completion--capf-wrapper 'all)))
    (vconcat (all-completions "dur" (nth 3 found) nil)))`;
  await expect.poll(() => emacs.lisp<string[]>(offered)).toContain("duration");
});

test("goes to where a name is declared in another file", async () => {
  await goTo("extends rel");
  await emacs.lisp(`(progn (call-interactively #'xref-find-definitions) t)`);
  await expect.poll(() => emacs.lisp("(buffer-name)")).toBe("levels.macropolicy");
});

test("renames in every file of the set", async () => {
  await goTo("set ho");
  // It asks before it edits a file that is not open.
  const agreed = "cl-letf (((symbol-function 'y-or-n-p) (lambda (&rest _) t)))";
  await emacs.lisp(`(${agreed} (eglot-rename "patience") (save-some-buffers t) t)`);
  await expect.poll(() => stage.read("policies/levels.macropolicy")).toContain("param patience = 5s");
  expect(stage.read(heal)).toContain("set patience = 3s");
});

test("formats the buffer", async () => {
  await emacs.lisp("(progn (eglot-format-buffer) t)");
  expect(await text()).toContain("  rule busy: warn   when cpu.usage > 80");
});
