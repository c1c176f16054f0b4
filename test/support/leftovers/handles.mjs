/** Sockets, servers and child processes that keep this process alive, but for its standard streams and its channel to a parent. */
export function openHandles() {
  return process._getActiveHandles().filter((handle) => !isOwn(handle));
}

function isOwn(handle) {
  return [process.stdin, process.stdout, process.stderr, process.channel].includes(handle) || handle.fd <= 2;
}
