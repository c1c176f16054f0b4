import { LlmCallStatus } from 'llm-exchange/call';
import type { LlmCall } from '../../storage/rows/llm-call.entity.js';
import { fit } from './fit.js';
import { cost, count, duration, localTime, time } from './quantities.js';
import { safeBeginning, safeText } from './safe-text.js';
import type { Style } from './style.js';

const MARKS: Readonly<Record<LlmCallStatus, { mark: string; colour: Parameters<Style>[0] }>> = {
  [LlmCallStatus.PENDING]: { mark: '…', colour: 'cyan' },
  [LlmCallStatus.SUCCESS]: { mark: '✓', colour: 'green' },
  [LlmCallStatus.ERROR]: { mark: '✗', colour: 'red' },
  [LlmCallStatus.TIMEOUT]: { mark: '⧖', colour: 'yellow' },
  [LlmCallStatus.CANCELLED]: { mark: '⊘', colour: 'gray' },
};

const NAME_LENGTH = 48;

export function markOf({ status }: LlmCall, style: Style): string {
  const { mark, colour } = MARKS[status];
  return style(colour, mark);
}

/** The call's type, model and what went wrong. Names come last in a line, so that none of any width shifts a column. */
export function nameOf({ callType, provider, model }: LlmCall, style: Style): string {
  const parts = [provider, model].filter((part): part is string => part !== null);
  const label = parts.map((part) => safeBeginning(part, NAME_LENGTH)).join('/');
  return [style('bold', safeText(callType)), style('gray', label)].filter((part) => part !== '').join(' ');
}

export function failureOf({ status, errorType, errorCode, errorMessage }: LlmCall, style: Style): string {
  if (status === LlmCallStatus.SUCCESS || status === LlmCallStatus.PENDING) return '';
  const text = [errorType ?? status, errorCode, errorMessage].filter((part): part is string => part !== null).join(' ');
  return style(MARKS[status].colour, safeBeginning(text, 120));
}

/** Duration, tokens and cost, each in a column of its own. */
export function figuresOf({ latencyMs, promptTokens, completionTokens, estimatedCost }: LlmCall): string {
  const tokens =
    promptTokens === null && completionTokens === null
      ? ''
      : `${count(promptTokens ?? 0)}→${count(completionTokens ?? 0)}`;
  return [
    duration(latencyMs).padStart(8),
    tokens.padStart(14),
    (estimatedCost === null ? '' : cost(estimatedCost)).padStart(11),
  ].join(' ');
}

/**
 * A call as one line.
 * @param columns of the terminal; undefined: as long as it is.
 * @param isDated its date is shown too: it may be of another day.
 */
export function callLine(call: LlmCall, style: Style, columns?: number, isDated = false): string {
  const who = [call.userId, call.companyId].filter((part): part is string => part !== null);
  const texts = [call.prompt, call.response].filter((text): text is string => text !== null && text !== '');
  const parts = [
    style('gray', isDated ? localTime(call.startedAt) : time(call.startedAt)),
    markOf(call, style),
    figuresOf(call),
    nameOf(call, style),
    style('gray', who.map((part) => safeBeginning(part, NAME_LENGTH)).join(' @ ')),
    failureOf(call, style),
    texts.map((text) => `“${safeBeginning(text, 60)}”`).join(' → '),
  ];
  return fit(parts.filter((part) => part !== '').join(' '), columns);
}
