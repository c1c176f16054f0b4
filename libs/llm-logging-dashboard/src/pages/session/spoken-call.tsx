import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Call } from '../../api/answers.js';
import { Status } from '../../components/status.js';
import { duration, money } from '../../format/numbers.js';
import { conversationOfCall, type LlmMessage } from 'llm-exchange/conversation';
import { MessageParts } from '../../texts/message-part.js';
import { visibleText } from '../../texts/segments.js';
import { Failure } from '../call/failure.js';
import styles from './session.module.css';

/** What was asked in a call and answered to it; earlier turns stand above it already. */
export function SpokenCall({ call }: { call: Call }) {
  const said = useMemo(() => conversationOfCall(call).filter(({ isAsked, isAnswer }) => isAsked || isAnswer), [call]);
  return (
    <div className={styles['spoken']}>
      {said.map((message, index) => (
        <Bubble key={index} message={message} />
      ))}
      <Failure call={call} />
      <footer className={styles['foot']}>
        <Link href={`/calls/${call.id}`}>
          <bdi>{call.callType}</bdi>
        </Link>
        <bdi>{visibleText(call.model ?? call.requestModel ?? '')}</bdi>
        {call.status !== 'success' && <Status status={call.status} />}
        <span>{duration(call.latencyMs)}</span>
        <span>{money(call.estimatedCost)}</span>
      </footer>
    </div>
  );
}

function Bubble({ message: { parts, isAnswer } }: { message: LlmMessage }) {
  const speaker = isAnswer ? 'Assistant' : 'User';
  return (
    <article className={`${styles['bubble']} ${styles[isAnswer ? 'answer' : 'asked']}`} aria-label={speaker}>
      <span className={styles['speaker']}>{speaker}</span>
      <MessageParts parts={parts} mode="formatted" />
    </article>
  );
}
