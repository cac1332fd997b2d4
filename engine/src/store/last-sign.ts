/** Until when an engine is known to have been there that ended without a word. */

/**
 * The newest sign of life of a session's engine: what it decided, began and ended, and what it last measured of its runs.
 * A session is read as `s`.
 */
export const lastSignSql = `max(s.started,
  coalesce((SELECT max(wall) FROM decisions WHERE session = s.id), 0),
  coalesce((SELECT max(coalesce(ended, started)) FROM runs WHERE session = s.id), 0),
  coalesce((SELECT max((SELECT max(time) FROM samples WHERE series = x.id))
            FROM runs r JOIN series x ON x.run = r.id WHERE r.session = s.id), 0))`;
