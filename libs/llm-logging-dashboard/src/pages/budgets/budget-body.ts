import type { BudgetBody, BudgetRule } from '../../api/answers.js';
import { MATCH_LABELS } from './budget-words.js';

/** The members of the form, by name, as they are written. */
export type Written = Readonly<Record<string, string>>;

type MatchMember = keyof typeof MATCH_LABELS;
const MATCH = Object.keys(MATCH_LABELS) as MatchMember[];

/** What the form shows of a budget. */
export function writtenOf(rule: BudgetRule | undefined): Written {
  const written: Record<string, string> = {
    name: rule?.name ?? '',
    limitUsd: rule === undefined ? '' : String(rule.limitUsd),
    window: rule?.window ?? 'month',
    timeZone: rule?.timeZone ?? '',
    per: rule?.per ?? '',
    limits: Object.entries(rule?.limits ?? {})
      .map(([value, limit]) => `${value} = ${limit}`)
      .join('\n'),
    alerts: (rule?.alerts ?? [0.5, 0.8, 1]).map((share) => String(Math.round(share * 10_000) / 100)).join(', '),
    onLimit: rule?.onLimit ?? 'alert',
    onUnavailable: rule?.onUnavailable ?? 'allow',
  };
  for (const name of MATCH) written[name] = [rule?.match?.[name] ?? []].flat().join(', ');
  return written;
}

/** What is sent of a form; what it doesn't show of a budget stays. */
export function bodyOf(written: Written, rule?: BudgetRule): BudgetBody {
  const said = (name: string): string | undefined => written[name]?.trim() || undefined;
  const match = Object.fromEntries(
    MATCH.flatMap((name) => {
      const value = said(name);
      return value === undefined ? [] : [[name, name === 'tags' ? listOf(value) : value]];
    }),
  );
  const { unpricedCallUsd, estimateUsd } = rule ?? {};
  return {
    limitUsd: Number(written['limitUsd']),
    window: written['window'] as BudgetRule['window'],
    timeZone: said('timeZone'),
    ...(Object.keys(match).length > 0 && { match }),
    per: said('per') as BudgetRule['per'],
    limits: said('per') === undefined ? undefined : limitsOf(said('limits')),
    alerts: listOf(said('alerts') ?? '').map((share) => Number(share.replace('%', '')) / 100),
    onLimit: written['onLimit'] as BudgetRule['onLimit'],
    ...(written['onLimit'] === 'block' && { onUnavailable: written['onUnavailable'] as BudgetRule['onUnavailable'] }),
    unpricedCallUsd,
    estimateUsd,
  };
}

/** Lines such as `acme = 20`. */
function limitsOf(text: string | undefined): Record<string, number> | undefined {
  if (text === undefined) return undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf('=');
      return at === -1 ? [line.trim(), Number.NaN] : [line.slice(0, at).trim(), Number(line.slice(at + 1))];
    }),
  );
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
