type NodeModules = {
  'node:crypto': typeof import('node:crypto');
  'node:net': typeof import('node:net');
  'node:util': typeof import('node:util');
};

/** A module of Node's own, asked for at run time: browsers have none, and what bundles for them has none to look for. */
export function nodeModule<N extends keyof NodeModules>(name: N): NodeModules[N] | undefined {
  const host = (globalThis as { process?: Partial<NodeJS.Process> }).process;
  return host?.getBuiltinModule?.(name);
}
