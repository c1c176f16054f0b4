import { useState } from 'react';
import { CopyButton } from '../components/copy-button.js';
import type { LlmMessage, LlmMessagePart, LlmMessageRole } from 'llm-exchange/conversation';
import { MessageParts, type TextMode } from './message-part.js';
import { StoredText } from './stored-text.js';
import styles from './conversation.module.css';

/** Turns shown before the last question; more are asked for. */
const EARLIER = 4;

/** Messages one below the other, the speaker above each. */
export function ConversationView({ messages, mode }: { messages: readonly LlmMessage[]; mode: TextMode }) {
  const [isWhole, setWhole] = useState(false);
  const hidden = isWhole ? [] : earlierTurns(messages);
  const shown = messages.filter((message) => !hidden.includes(message));
  const firstTurn = shown.findIndex(({ role }) => role !== 'system');
  return (
    <ol className={styles['conversation']}>
      {shown.map((message, index) => (
        <li key={index} className={styles['turn']}>
          {index === firstTurn && hidden.length > 0 && (
            <button className={styles['earlier']} onClick={() => setWhole(true)}>
              Show {hidden.length} earlier turns
            </button>
          )}
          <MessageView message={message} mode={mode} />
        </li>
      ))}
    </ol>
  );
}

/** Turns of a long history that need not be read to understand the call. */
function earlierTurns(messages: readonly LlmMessage[]): readonly LlmMessage[] {
  const turns = messages.filter(({ role }) => role !== 'system');
  const asked = turns.findIndex(({ isAsked }) => isAsked);
  return asked > EARLIER + 1 ? turns.slice(0, asked - EARLIER) : [];
}

const SPEAKERS: Readonly<Record<LlmMessageRole, string>> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
  other: '',
};

/** A system prompt longer than this is folded. */
const LONG_SYSTEM = 1_200;

function MessageView({ message, mode }: { message: LlmMessage; mode: TextMode }) {
  const { role, parts, isAnswer, isAsked } = message;
  const text = spokenText(parts);
  return (
    <article className={`${styles['message']} ${styles[role]}`} aria-label={isAnswer ? 'Answer' : SPEAKERS[role]}>
      <header className={styles['speaker']}>
        <Speaker message={message} />
        {isAnswer && <span className={styles['badge']}>answer</span>}
        {isAsked && <span className={styles['badge']}>asked</span>}
        {text !== '' && <CopyButton text={text} />}
      </header>
      {role === 'system' && text.length > LONG_SYSTEM ? (
        <details className={styles['folded']}>
          <summary>
            <StoredText text={text.slice(0, 160).replaceAll(/\s+/g, ' ')} />…
          </summary>
          <MessageParts parts={parts} mode={mode} />
        </details>
      ) : (
        <MessageParts parts={parts} mode={mode} />
      )}
    </article>
  );
}

function Speaker({ message: { role, name } }: { message: LlmMessage }) {
  return (
    <span className={styles['name']}>
      {SPEAKERS[role]}
      {name !== null && (
        <>
          {SPEAKERS[role] !== '' && ' · '}
          <StoredText text={name} />
        </>
      )}
    </span>
  );
}

function spokenText(parts: readonly LlmMessagePart[]): string {
  return parts
    .map((part) => ('text' in part ? part.text : ''))
    .filter(Boolean)
    .join('\n\n');
}
