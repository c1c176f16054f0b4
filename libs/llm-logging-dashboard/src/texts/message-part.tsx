import { useId, type ReactNode } from 'react';
import { CopyButton } from '../components/copy-button.js';
import { JsonView } from './json-view.js';
import { RawText } from './long-text.js';
import { Markdown } from './markdown.js';
import type { LlmMessagePart } from 'llm-exchange/conversation';
import { StoredText } from './stored-text.js';
import styles from './conversation.module.css';

/** How texts are shown: as what they mean, or letter by letter. */
export type TextMode = 'formatted' | 'raw';

/** The parts of a message, one below the other. */
export function MessageParts({ parts, mode }: { parts: readonly LlmMessagePart[]; mode: TextMode }) {
  return parts.map((part, index) => <MessagePart key={index} part={part} mode={mode} />);
}

function MessagePart({ part, mode }: { part: LlmMessagePart; mode: TextMode }): ReactNode {
  switch (part.kind) {
    case 'text':
      return mode === 'raw' ? <RawText text={part.text} /> : <Markdown text={part.text} />;
    case 'json':
      return mode === 'raw' ? <RawText text={part.text} /> : <JsonView value={part.value} />;
    case 'reasoning':
      return (
        <details className={styles['reasoning']}>
          <summary>Reasoning</summary>
          {mode === 'raw' ? <RawText text={part.text} /> : <Markdown text={part.text} />}
        </details>
      );
    case 'media':
      return (
        <p className={styles['media']} title="The log keeps a file's kind, size and hash, or its address, not the file">
          <span aria-hidden="true">▣ </span>
          <StoredText text={part.text} />
        </p>
      );
    case 'tool-call':
      return (
        <Tool title="calls" name={part.name} id={part.id} copied={part.arguments}>
          <Given value={part.arguments} />
        </Tool>
      );
    case 'tool-result':
      return (
        <Tool title={part.isError ? 'failed' : 'returned'} name={null} id={part.id} isError={part.isError}>
          <MessageParts parts={part.parts} mode={mode} />
        </Tool>
      );
    case 'unknown':
      return (
        <Tool title={part.name} name={null} id={null} copied={part.value}>
          <JsonView value={part.value} openDepth={1} />
        </Tool>
      );
  }
}

/** Arguments of a tool: an object as a rule, else the text that the model gave. */
function Given({ value }: { value: unknown }) {
  return typeof value === 'string' ? <RawText text={value} /> : <JsonView value={value} />;
}

interface ToolProps {
  title: string;
  name: string | null;
  id: string | null;
  isError?: boolean;
  copied?: unknown;
  children: ReactNode;
}

function Tool({ title, name, id, isError = false, copied, children }: ToolProps) {
  const labelId = useId();
  return (
    <div className={`${styles['toolBox']} ${isError ? styles['failed'] : ''}`} role="group" aria-labelledby={labelId}>
      <header id={labelId}>
        <span className={styles['verb']}>{title}</span>
        {name !== null && (
          <code className={styles['toolName']}>
            <StoredText text={name} />
          </code>
        )}
        {id !== null && (
          <code className={styles['toolId']}>
            <StoredText text={id} />
          </code>
        )}
        {copied !== undefined && <CopyButton text={() => JSON.stringify(copied, null, 2)} />}
      </header>
      {children}
    </div>
  );
}
