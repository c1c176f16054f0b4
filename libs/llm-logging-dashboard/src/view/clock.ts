const MINUTE_MS = 60_000;

/** The end of times that go on: one for all that a page shows, so that its figures are about the same calls. */
let now = nextMinute();

/** Unix time in ms, of the end of this minute: what is asked stays the same question for that long. */
export function sharedNow(): number {
  return now;
}

/** Goes on to this minute. @returns whether another one has begun. */
export function tick(): boolean {
  const next = nextMinute();
  const hasBegun = next !== now;
  now = next;
  return hasBegun;
}

function nextMinute(): number {
  return Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
}
