/** A macro that runs away, for `watch --demo`: fine for two seconds, then an endless loop on one core. */

setTimeout(() => {
  for (;;) Math.sqrt(Math.random());
}, 2000);
