import { expect, it } from '@jest/globals';
import { describeInBrowser } from './support/dashboard-suite.js';

describeInBrowser('a call made again from its page', (suite) => {
  const idOf = async (where: string): Promise<string> => {
    const [call] = await suite.database.query<{ id: string }>(
      `SELECT id FROM llm_calls WHERE ${where} ORDER BY id DESC`,
    );
    return call!.id;
  };
  const repetitions = (id: string) =>
    suite.database.query(`SELECT id, prompt FROM llm_calls WHERE metadata ->> 'replayOf' = $1`, [id]);

  it('is asked for once it is confirmed, and shows its answer and the new call', async () => {
    const id = await idOf(`call_type = 'chat' AND status = 'success'`);
    const { page, problems } = await suite.open(`#/calls/${id}`);
    await page.getByRole('button', { name: 'Replay' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Replay' }).click();
    await expect(dialog.textContent()).resolves.toMatch(/cost about as much as this call did/);
    await expect(repetitions(id)).resolves.toEqual([]);

    await dialog.getByRole('button', { name: 'Replay now' }).click();
    const link = dialog.getByRole('link', { name: 'Replayed as a new call' });
    await link.waitFor();
    const [repetition, ...others] = await repetitions(id);
    expect(others).toEqual([]);
    const [original] = await suite.database.query(`SELECT prompt FROM llm_calls WHERE id = $1`, [id]);
    expect(repetition!['prompt']).toBe(original!['prompt']);
    await expect(dialog.getByRole('region', { name: 'Result' }).textContent()).resolves.toMatch(/answer/);

    await link.click();
    await page.waitForURL((url) => url.hash === `#/calls/${repetition!['id']}`);
    const listed = await suite.open('#/calls?days=1&tags=replay');
    await listed.page.locator(`[data-index="0"] a[href="#/calls/${repetition!['id']}"]`).waitFor();
    expect([...problems, ...listed.problems]).toEqual([]);
  });

  it('that fails is shown as a failure, with why, and can be tried again', async () => {
    const id = await idOf(`call_type = 'embedding' AND status = 'success'`);
    const { page } = await suite.open(`#/calls/${id}`);
    await page.getByRole('button', { name: 'Replay' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Replay now' }).click();
    const alert = dialog.getByRole('alert');
    await alert.waitFor();
    await expect(alert.textContent()).resolves.toMatch(/Only what was asked in words can be asked again/);
    await expect(alert.getByRole('button', { name: 'Try again' }).count()).resolves.toBe(1);
    await expect(dialog.getByText(/Replayed/).count()).resolves.toBe(0);
  });
});
