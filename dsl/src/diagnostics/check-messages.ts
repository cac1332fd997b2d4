/** What is said about policies that parse but do not mean anything right. */

import type { MessageTable } from "./catalogue.ts";

type Side = { readonly text: string; readonly noun: string };
type Suggested = { readonly name: string; readonly suggestion: string | null };

const didYouMean = (suggestion: string | null) => (suggestion === null ? "" : `; did you mean \`${suggestion}\`?`);
const is = (side: Side) => `\`${side.text}\` is ${side.noun}`;
/** A long way is told by its beginning and its end. */
const arrows = (names: readonly string[]) => {
  const told = names.length <= 12 ? names : [...names.slice(0, 8), null, ...names.slice(-2)];
  return told.map((name) => (name === null ? "…" : `\`${name}\``)).join(" → ");
};

export const checkMessages = {
  "syntax-error": {
    "override-file": (p: { format: "YAML" | "JSON"; problem: string }) =>
      `this file cannot be read as ${p.format}: ${p.problem}`,
    "long-pattern": (p: { limit: number }) =>
      `this pattern has more than ${p.limit} characters; write several shorter ones, with commas between them`,
    "override-shape": (p: { what: string; wanted: string }) => `${p.what} must be ${p.wanted}`,
  },
  "duplicate-declaration": {
    twice: (p: { name: string; earlier: string; later: string }) =>
      p.earlier === p.later
        ? `\`${p.name}\` is declared twice; rename one of them`
        : `\`${p.name}\` is ${p.earlier} already and cannot be ${p.later} too; rename one of them`,
    "built-in": (p: { name: string; later: string }) =>
      p.later === "a metric"
        ? `\`${p.name}\` is a built-in metric already; choose another name`
        : `\`${p.name}\` is a built-in metric and cannot be ${p.later} too; choose another name`,
  },
  "duplicate-setting": {
    named: (p: { what: string; name: string }) => `${p.what} \`${p.name}\` stands twice in this body; keep one of them`,
    setting: (p: { name: string }) => `\`${p.name}\` stands twice in this body; keep one of them`,
    step: (p: { name: string }) => `a test has one \`${p.name}\`; keep one of them`,
    profiles: () => "an assertion has one `profile`; name all the profiles there, with commas between them",
    "claimed-profile": (p: { name: string }) =>
      `profile \`${p.name}\` stands twice in this assertion; keep one of them`,
    "inherited-param": (p: { name: string; owner: string }) =>
      `param \`${p.name}\` is inherited from \`${p.owner}\`; write \`set ${p.name} = …\` to change its value`,
    override: (p: { key: string }) => `\`${p.key}\` has a value already; keep one of them`,
  },
  "unknown-base": {
    unknown: (p: Suggested & { isTemplate: boolean }) =>
      `there is no template ${p.isTemplate ? "" : "or profile "}\`${p.name}\`${didYouMean(p.suggestion)}`,
  },
  "unknown-profile": {
    unknown: (p: Suggested) => `there is no profile \`${p.name}\`${didYouMean(p.suggestion)}`,
    template: (p: { name: string; kind: string }) =>
      `\`${p.name}\` is ${p.kind} and governs nothing by itself; name a profile that extends it`,
  },
  "cyclic-extends": {
    cycle: (p: { names: readonly string[] }) =>
      p.names.length === 2
        ? `\`${p.names[0]}\` extends itself; remove it from its own bases`
        : `these extend each other in a circle: ${arrows(p.names)}; remove one of the bases`,
  },
  "conflicting-bases": {
    different: (p: { kind: "rule" | "param"; name: string; left: string; right: string }) =>
      `\`${p.left}\` and \`${p.right}\` bring different ${p.kind}s \`${p.name}\`; say which holds: ${
        p.kind === "rule" ? `\`override rule ${p.name}\` or \`remove rule ${p.name}\`` : `\`set ${p.name} = …\``
      }`,
  },
  "rule-exists": {
    inherited: (p: { name: string; owner: string }) =>
      `rule \`${p.name}\` is inherited from \`${p.owner}\`; write \`override rule\` to replace it, or choose another name`,
  },
  "nothing-to-override": {
    unknown: (p: Suggested & { verb: string; hasBases: boolean }) =>
      p.hasBases
        ? `no base has a rule \`${p.name}\` to ${p.verb}${didYouMean(p.suggestion)}`
        : `there is no rule \`${p.name}\` to ${p.verb}: this body extends nothing`,
  },
  "unknown-param": {
    unknown: (p: Suggested & { known: string }) =>
      `no base declares a param \`${p.name}\`${
        p.suggestion !== null
          ? didYouMean(p.suggestion)
          : p.known === ""
            ? `; write \`param ${p.name} = …\` to declare it here`
            : `; params are ${p.known}`
      }`,
    own: (p: { name: string }) => `param \`${p.name}\` is declared in this very body; change its value there`,
    override: (p: Suggested & { profile: string; known: string }) =>
      `profile \`${p.profile}\` has no param \`${p.name}\`${
        p.suggestion === null && p.known !== "" ? `; params are ${p.known}` : didYouMean(p.suggestion)
      }`,
  },
  "unknown-metric": {
    unknown: (p: Suggested) => `there is no metric \`${p.name}\`${didYouMean(p.suggestion)}`,
    "not-a-metric": (p: { name: string; kind: string }) => `\`${p.name}\` is ${p.kind}; only metrics can be assigned`,
  },
  "unknown-name": {
    unknown: (p: Suggested) =>
      `\`${p.name}\` is no metric, param, let or schedule that is known here${didYouMean(p.suggestion)}`,
    metric: (p: Suggested) => `there is no metric \`${p.name}\`${didYouMean(p.suggestion)}`,
    function: (p: { name: string; signature: string }) => `\`${p.name}\` is a function; call it as \`${p.signature}\``,
    "param-elsewhere": (p: { name: string; owner: string; inBody: boolean }) =>
      p.inBody
        ? `\`${p.name}\` is a param of ${p.owner}, which cannot be seen from here; extend it or declare one here`
        : `\`${p.name}\` is a param of ${p.owner}, which cannot be seen from here; make it a \`let\` of the whole set`,
    "not-a-value": (p: { name: string; kind: string }) => `\`${p.name}\` is ${p.kind} and has no value`,
    dimension: (p: Suggested & { known: string }) =>
      `\`${p.name}\` is not a dimension${p.suggestion === null ? `; dimensions are ${p.known}` : didYouMean(p.suggestion)}`,
    level: (p: Suggested) =>
      `\`${p.name}\` is not a level${p.suggestion === null ? "; levels are safe, risky and dangerous" : didYouMean(p.suggestion)}`,
    action: (p: Suggested) =>
      `\`${p.name}\` is not an action${
        p.suggestion === null ? "; actions are warn, throttle, pause, cancel and cancel all" : didYouMean(p.suggestion)
      }`,
  },
  "unknown-function": {
    unknown: (p: Suggested & { known: string }) =>
      `there is no function \`${p.name}\`${p.suggestion === null ? `; functions are ${p.known}` : didYouMean(p.suggestion)}`,
  },
  "unknown-rule": {
    unknown: (p: Suggested & { profile: string; known: readonly string[] }) =>
      `profile \`${p.profile}\` has no rule \`${p.name}\`${p.suggestion === null ? rulesAre(p.known) : didYouMean(p.suggestion)}`,
  },
  "unknown-timezone": {
    unknown: (p: Suggested) =>
      `there is no time zone \`${p.name}\`${
        p.suggestion === null ? '; zones are named as in "Europe/Warsaw"' : didYouMean(p.suggestion)
      }`,
  },
  "unknown-channel": {
    unknown: (p: Suggested & { known: string }) =>
      `the configuration has no channel \`${p.name}\`${
        p.suggestion !== null
          ? didYouMean(p.suggestion)
          : p.known === ""
            ? "; add it to `channels`"
            : `; channels are ${p.known}`
      }`,
  },
  "unit-mismatch": {
    sides: (p: { left: Side; right: Side }) => `${is(p.left)}; ${is(p.right)}`,
    operator: (p: Side & { operator: string }) =>
      p.noun === "a text" || p.noun === "a condition"
        ? `${is(p)}, and \`${p.operator}\` is not for those; compare it with \`==\` or \`!=\``
        : `${is(p)}, and \`${p.operator}\` is not for those`,
    product: (p: { operator: string; left: Side; right: Side }) =>
      p.operator === "*"
        ? `${is(p.left)} and ${is(p.right)}; one factor must be a plain number${
            p.right.noun === "a percentage" || p.left.noun === "a percentage" ? ", such as 0.5 for 50%" : ""
          }`
        : `${is(p.left)} and ${is(p.right)}; divide by a plain number or by the same dimension`,
    needed: (p: Side & { role: string; needed: string }) => `${p.role} is ${p.needed}; ${is(p)}`,
    "set-of-two": (p: { role: string; owners: string }) =>
      `${p.role} has different dimensions in ${p.owners}, so no value fits both; rename one of the params`,
  },
  "missing-unit": {
    plain: (p: { text: string; beside: string; noun: string; suggestion: string | null; example: string }) =>
      `${p.beside.startsWith("`") || p.beside.startsWith("the ") ? p.beside : `\`${p.beside}\``} is ${p.noun}; \`${p.text}\` has no unit${
        p.suggestion === null ? `; give its number one, as in \`${p.example}\`` : `: write \`${p.suggestion}\``
      }`,
  },
  "not-a-condition": {
    found: (p: Side & { numeric: boolean }) =>
      `${is(p)}, not a condition; compare it with ${p.numeric ? "a limit" : "a text"}`,
    override: (p: { text: string; key: string }) => `\`${p.key}\` is true or false; \`${p.text}\` is neither`,
  },
  "not-a-quantity": {
    operand: (p: Side & { operator: string }) => `${is(p)}, not a quantity; \`${p.operator}\` takes numbers`,
    constant: (p: Side & { role: string }) => `${p.role} needs a quantity; ${is(p)}`,
    ramp: (p: { metric: string; noun: string }) => `a ramp needs numbers; \`${p.metric}\` is ${p.noun}`,
    override: (p: { text: string; key: string }) => `\`${p.key}\` needs a quantity; \`${p.text}\` is none`,
    "override-number": (p: { text: string; key: string }) => `\`${p.key}\` needs a number; \`${p.text}\` is none`,
  },
  "not-constant": {
    varies: (p: { text: string; what: string; role: string }) =>
      `${p.role} must be constant; \`${p.text}\` is ${p.what}, and only quantities, lets and params are constant`,
    product: (p: { left: string; right: string }) =>
      `one factor must be constant; \`${p.left}\` and \`${p.right}\` both vary`,
    quotient: (p: { left: string; right: string }) =>
      `a quotient is only compared, added, or multiplied by a constant; \`${p.left}\` divided by \`${p.right}\` divides one again`,
    "quotient-argument": (p: { text: string; role: string }) =>
      `a quotient is only compared, added, or multiplied by a constant; \`${p.text}\` cannot be ${p.role}`,
    cycle: (p: { names: readonly string[] }) => `\`${p.names[0]}\` depends on itself: ${arrows(p.names)}`,
    division: (p: { role: string; text: string }) => `${p.role} has no value: \`${p.text}\` divides by zero`,
    overflow: (p: { role: string; text: string }) => `${p.role} has no value: \`${p.text}\` is too large`,
  },
  "malformed-quantity": {
    negative: (p: { role: string; text: string }) => `${p.role} cannot be negative; \`${p.text}\` makes it so`,
    "not-positive": (p: { role: string; text: string }) => `${p.role} must be positive; \`${p.text}\` is not`,
  },
  "malformed-time": {
    instant: (p: { text: string }) =>
      `\`${p.text}\` is not an instant; write it as in "2026-01-05T12:00:00Z" (ISO 8601)`,
  },
  "wrong-arguments": {
    count: (p: { signature: string; found: number }) =>
      `\`${p.signature}\` is called with ${p.found === 0 ? "no arguments" : p.found === 1 ? "1 argument" : `${p.found} arguments`}`,
    kind: (p: { signature: string; role: string; wanted: string; text: string }) =>
      `in \`${p.signature}\`, ${p.role} is ${p.wanted}; \`${p.text}\` is not`,
    "not-positive": (p: { signature: string; role: string; text: string }) =>
      `in \`${p.signature}\`, ${p.role} must be longer than zero; \`${p.text}\` is not`,
  },
  "misplaced-setting": {
    "match-in-template": (p: { template: string }) =>
      `a template governs nothing by itself; move \`match\` from \`${p.template}\` into a profile that extends it`,
    "profile-as-base": (p: { template: string; base: string }) =>
      `\`${p.base}\` is a profile, and a template extends only templates; make \`${p.template}\` a profile or \`${p.base}\` a template`,
    "long-extends": (p: { name: string; limit: number }) =>
      `\`${p.name}\` stands on more than ${p.limit} bodies that extend each other in a row; merge some of them`,
    "until-on-cancel": (p: { rule: string }) =>
      `a cancel is final, so \`until\` has no meaning in rule \`${p.rule}\`; remove it, or pause instead`,
    "duration-assigned": () =>
      "`duration` is the time since the macro started, which the test itself decides; use `run`",
    "override-key": (p: { key: string; where: string; suggestion: string | null; known: string }) =>
      `${p.where} has no \`${p.key}\`${p.suggestion === null ? `; it may have ${p.known}` : didYouMean(p.suggestion)}`,
    "override-until": (p: { rule: string }) =>
      `rule \`${p.rule}\` has an \`until\`, and a cancel has none; choose another action or change the policy`,
    "overrides-forbidden": () =>
      "the engine's configuration forbids override files (`overrides: forbid`); remove this file",
    laxer: (p: { key: string; reason: string; remedy: string }) =>
      `\`overrides: tighten-only\` refuses this \`${p.key}\`: ${p.reason}; ${p.remedy}, or change the policy`,
  },
  "test-without-expectation": {
    none: (p: { title: string }) => `test \`${p.title}\` expects nothing; add an \`expect\``,
  },
  "test-without-profile": {
    none: (p: { title: string }) => `test \`${p.title}\` names no profile to run; add \`profile …\``,
  },
  "assert-without-profile": {
    none: (p: { name: string }) => `assertion \`${p.name}\` names no profile that it is about; add \`profile …\``,
  },
  "assert-without-claim": {
    none: (p: { name: string }) => `assertion \`${p.name}\` claims nothing; add \`cancels when …\``,
  },
  "step-out-of-order": {
    steps: (p: { time: string; earlier: string }) =>
      `${p.time} comes before ${p.earlier}, which stands above it; put the steps in order of time`,
    ramp: (p: { time: string; earlier: string }) =>
      `this ramp ends at ${p.time}, before its start at ${p.earlier}; exchange them`,
  },
  "unreadable-file": {
    unreadable: (p: { reason: string }) => `the file cannot be read: ${p.reason}`,
  },
} as const satisfies MessageTable;

/** More than these are no help. */
const mostListed = 12;

function rulesAre(names: readonly string[]): string {
  if (names.length === 0) return ", nor any other";
  return names.length > mostListed ? "" : `; its rules are ${names.join(", ")}`;
}
