import type { LlmAlertEvent } from './llm-alert-event.js';

/** An event as one line for people. */
export function eventText({ kind, name, subject, value, threshold, link }: LlmAlertEvent): string {
  const whose = subject === null ? '' : ` (${subject})`;
  const link_ = link === null ? '' : ` ${link}`;
  return `${TEXTS[kind](name + whose, numberText(value), numberText(threshold))}${link_}`;
}

const TEXTS: Readonly<Record<LlmAlertEvent['kind'], (what: string, value: string, threshold: string) => string>> = {
  budget: (what, value, threshold) => `LLM budget ${what}: ${value} USD are spent, past ${threshold} USD.`,
  blocked: (what, value, threshold) => `LLM budget ${what} refuses calls: ${value} of ${threshold} USD are spent.`,
  alert: (what, value, threshold) => `LLM alert ${what}: ${value} is above ${threshold}.`,
  resolved: (what, value, threshold) => `LLM alert ${what} is over: ${value} is not above ${threshold} any more.`,
};

function numberText(value: number | null): string {
  return value === null ? 'unknown' : String(Number(value.toPrecision(6)));
}
