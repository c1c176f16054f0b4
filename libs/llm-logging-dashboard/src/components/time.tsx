import { localTime, relativeTime, utcTime } from '../format/times.js';

/** A moment in the reporting zone, or how long ago it is; UTC on hover. */
export function Time({ at, relative = false }: { at: string; relative?: boolean }) {
  return (
    <time dateTime={at} title={utcTime(at)}>
      {relative ? relativeTime(at) : localTime(at)}
    </time>
  );
}
