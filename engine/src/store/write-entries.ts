/** Puts entries into their tables. Writing some again changes nothing, so a write of unknown end may be repeated. */

import type { DatabaseSync } from "node:sqlite";
import type { DecisionRecord, Entry, OutcomeRecord, PausedProcess, SessionStart, StoredRunStart } from "./entries.ts";
import { lastSignSql } from "./last-sign.ts";
import { isPresent, processMark } from "./liveness.ts";
import { muteWriter } from "./mutes.ts";

/** Of a run without a process: no macro has it. */
export const noPid = 0;

/** Prepares the statements; the result writes one entry, within the transaction that the caller has begun. */
export function entryWriter(database: DatabaseSync): (entry: Entry) => void {
  const sessionStart = sessionStarter(database);
  const sessionEnd = database.prepare("UPDATE sessions SET ended = ?, how = ? WHERE id = ?");
  const namedStart = database.prepare(
    "INSERT OR IGNORE INTO named_sessions (id, session, name, started) VALUES (?, ?, ?, ?)",
  );
  const namedEnd = database.prepare("UPDATE named_sessions SET ended = ? WHERE id = ?");
  const namedEndWith = database.prepare(endNamedSessions);
  const mute = muteWriter(database);
  const runLevel = database.prepare("UPDATE runs SET level = ? WHERE id = ? AND session = ?");
  const runStart = runStarter(database);
  const runAge = database.prepare("UPDATE runs SET aged = ?, age = ? WHERE id = ? AND session = ?");
  const runEnd = database.prepare("UPDATE runs SET ended = ?, ending = ? WHERE id = ? AND session = ?");
  const decision = decisionWriter(database);
  const outcome = outcomeWriter(database);
  const cooldown = database.prepare("INSERT OR REPLACE INTO cooldowns (macro, until) VALUES (?, ?)");
  const owner = processMark(process.pid) ?? "";
  const pause = database.prepare(
    "INSERT OR REPLACE INTO paused (pid, start_time, run, macro, owner) VALUES (?, ?, ?, ?, ?)",
  );
  const resume = database.prepare("DELETE FROM paused WHERE pid = ? AND start_time = ?");

  const pauseProcess = ({ pid, startTime, run, macro }: PausedProcess) =>
    void pause.run(pid, startTime, run, macro, owner);

  return (entry) => {
    switch (entry.kind) {
      case "session-start":
        return sessionStart(entry.session);
      case "session-end":
        namedEndWith.run(Math.round(entry.wall), entry.session);
        return void sessionEnd.run(Math.round(entry.wall), entry.how, entry.session);
      case "run-start":
        return runStart(entry.session, entry.run);
      case "run-age":
        return void runAge.run(Math.round(entry.wall), entry.ageMs, entry.run, entry.session);
      case "run-end":
        return void runEnd.run(Math.round(entry.wall), JSON.stringify(entry.end), entry.run, entry.session);
      case "run-level":
        return void runLevel.run(entry.level, entry.run, entry.session);
      case "decision":
        return decision(entry.decision);
      case "outcome":
        return outcome(entry.outcome);
      case "cooldown":
        return void cooldown.run(entry.macro, Math.round(entry.untilWall));
      case "paused":
        return pauseProcess(entry.process);
      case "resumed":
        return void resume.run(entry.process.pid, entry.process.startTime);
      case "mute":
        return mute.begin(entry.mute);
      case "mute-end":
        return mute.end(entry.mute, entry.wall);
      case "named-session-start": {
        const { id, session, name, startedWall } = entry.named;
        return void namedStart.run(id, session, name, Math.round(startedWall));
      }
      case "named-session-end":
        return void namedEnd.run(Math.round(entry.wall), entry.named);
      default:
        return entry satisfies never;
    }
  };
}

/** A session that a user named ends with its engine's. */
const endNamedSessions = "UPDATE named_sessions SET ended = ? WHERE session = ? AND ended IS NULL";

function sessionStarter(database: DatabaseSync): (session: SessionStart) => void {
  const insert = database.prepare(
    "INSERT OR IGNORE INTO sessions (id, name, started, pid, owner, version, policies, dry_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const endCrashed = crashedSessions(database);
  return (session) => {
    endCrashed(session);
    insert.run(
      session.id,
      session.name,
      Math.round(session.startedWall),
      session.pid,
      processMark(session.pid) ?? "",
      session.version,
      JSON.stringify(session.policies),
      Number(session.dryRun),
    );
  };
}

/** Sessions whose engine is gone without having said so end with the last thing known of them, and their runs are lost. */
function crashedSessions(database: DatabaseSync): (session: SessionStart) => void {
  const open = database.prepare("SELECT id, pid, owner, started FROM sessions WHERE ended IS NULL AND id <> ?");
  const last = database.prepare(`SELECT ${lastSignSql} AS wall FROM sessions s WHERE id = ?`);
  const endSession = database.prepare("UPDATE sessions SET ended = ?, how = 'crashed' WHERE id = ?");
  const endNamed = database.prepare(endNamedSessions);
  const endRuns = database.prepare("UPDATE runs SET ended = ?, ending = ? WHERE session = ? AND ended IS NULL");
  return ({ id, pid }) => {
    for (const session of open.all(id)) {
      if (session.pid !== pid && isPresent(String(session.owner))) continue;
      const wall = Number(last.get(session.id!)?.wall ?? session.started);
      endSession.run(wall, session.id!);
      endNamed.run(wall, session.id!);
      endRuns.run(wall, JSON.stringify({ kind: "lost" }), session.id!);
    }
  };
}

/** A run that another engine takes over goes on: it is that one's from then on, and has not ended. */
function runStarter(database: DatabaseSync): (session: string, run: StoredRunStart) => void {
  const insert = database.prepare(
    `INSERT INTO runs (id, session, macro, profile, level, origin, pid, start_time, command, started, title)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET session = excluded.session, profile = excluded.profile, level = excluded.level,
       title = excluded.title, ended = NULL, ending = NULL WHERE session <> excluded.session`,
  );
  return (session, run) =>
    void insert.run(
      run.id,
      session,
      run.macro,
      run.profile,
      run.level,
      run.origin,
      run.root?.pid ?? noPid,
      run.root?.startTime ?? 0,
      JSON.stringify(run.command),
      Math.round(run.startedWall),
      run.title ?? null,
    );
}

function decisionWriter(database: DatabaseSync): (decision: DecisionRecord) => void {
  const insert = database.prepare(
    `INSERT OR REPLACE INTO decisions (id, session, dry_run, kind, wall, since, run, macro, profile, level, rule, action,
       for_all, message, threshold, metric_values, file, line, col, mute)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (d) =>
    void insert.run(
      d.id,
      d.session,
      Number(d.dryRun),
      d.kind,
      Math.round(d.wall),
      Math.round(d.sinceWall),
      d.run,
      d.macro,
      d.profile,
      d.level,
      d.rule,
      d.action,
      Number(d.all),
      d.message,
      d.threshold,
      JSON.stringify(d.values),
      d.place.file,
      d.place.line,
      d.place.column,
      d.mute ?? null,
    );
}

function outcomeWriter(database: DatabaseSync): (outcome: OutcomeRecord) => void {
  const insert = database.prepare(
    `INSERT OR REPLACE INTO outcomes (id, decision, run, wall, action, ok, how, took_ms, processes, remaining)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (o) =>
    void insert.run(
      o.id,
      o.decision,
      o.run,
      Math.round(o.wall),
      o.action,
      Number(o.ok),
      o.how,
      o.tookMs,
      o.processes,
      JSON.stringify(o.left),
    );
}
