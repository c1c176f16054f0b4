import { count, duration, money, share, tokens } from '../../format/numbers.js';

/** What calls that are set beside others add up to. */
export interface ComparedTotals {
  totalCalls: number;
  totalCost: number;
  costPerCall: number | null;
  errorRate: number | null;
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  promptTokens: number;
  completionTokens: number;
}

interface Measure {
  label: string;
  of: (totals: ComparedTotals) => number | null;
  format: (value: number | null) => string;
  better?: 'lower' | 'higher';
  /** Of all calls, not of one. */
  isTotal?: true;
}

export const MEASURES: readonly Measure[] = [
  { label: 'Calls', of: ({ totalCalls }) => totalCalls, format: count, isTotal: true },
  { label: 'Cost', of: ({ totalCost }) => totalCost, format: money, isTotal: true },
  { label: 'Cost per call', of: ({ costPerCall }) => costPerCall, format: money, better: 'lower' },
  { label: 'Latency p50', of: ({ p50LatencyMs }) => p50LatencyMs, format: duration, better: 'lower' },
  { label: 'Latency p95', of: ({ p95LatencyMs }) => p95LatencyMs, format: duration, better: 'lower' },
  { label: 'Error rate', of: ({ errorRate }) => errorRate, format: share, better: 'lower' },
  { label: 'Input tokens per call', of: (totals) => perCall(totals, 'promptTokens'), format: tokens },
  { label: 'Output tokens per call', of: (totals) => perCall(totals, 'completionTokens'), format: tokens },
];

function perCall(totals: ComparedTotals, member: 'promptTokens' | 'completionTokens'): number | null {
  return totals.totalCalls === 0 ? null : Math.round(totals[member] / totals.totalCalls);
}
