export default async function globalTeardown() {
  await globalThis.__templates?.drop();
  await globalThis.__postgres?.stop();
  globalThis.__templates = globalThis.__postgres = undefined;
}
