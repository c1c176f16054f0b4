const FOR_EVER = 2 ** 31 - 1;

/**
 * Keeps the process until work is over that somebody awaits: connections and timers of the log let it end, and a script whose `await`
 * nothing keeps alive ends with code 13.
 */
export async function whileAwaited<T>(work: Promise<T>): Promise<T> {
  const alive = setInterval(() => undefined, FOR_EVER);
  try {
    return await work;
  } finally {
    clearInterval(alive);
  }
}
