import { LlmCallType, LlmContext, LogLlmCall, type LogLlmCallOptions } from 'nestjs-llm-logging';
import type { Observable } from 'rxjs';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<A extends true>(proof?: A): void;

interface Answer {
  readonly text: string;
  readonly tokens: number;
}
declare const answer: Answer;

// Arguments and result come from the method.
class Inferred {
  @LogLlmCall({
    callType: LlmCallType.CHAT,
    prompt: ([message, times]) => {
      is<Equal<typeof message, string>>();
      is<Equal<typeof times, number | undefined>>();
      return message.trim();
    },
    metadata: ([, times]) => ({ times }),
    response: (result) => {
      is<Equal<typeof result, Answer>>();
      return result.text;
    },
    usage: (result) => ({ promptTokens: result.tokens }),
  })
  async reply(_message: string, _times?: number): Promise<Answer> {
    return answer;
  }

  @LogLlmCall({ prompt: ([text]) => text.trim(), response: (text) => text.trim() })
  plain(text: string): string {
    return text;
  }

  @LogLlmCall({ response: (chunks) => chunks.map((chunk) => chunk.text).join('') })
  async *stream(): AsyncGenerator<Answer> {
    yield answer;
  }

  @LogLlmCall({ response: (chunks) => chunks.map((chunk) => chunk.text).join('') })
  async streamLater(): Promise<AsyncIterable<Answer>> {
    return this.stream();
  }

  @LogLlmCall({ response: (value) => (Array.isArray(value) ? value.length : value.text) })
  observable(): Observable<Answer> {
    return undefined as never;
  }

  @LogLlmCall()
  generic<T>(value: T): T {
    return value;
  }

  @LlmContext(([job]) => ({ taskId: job.id.trim() }))
  job(_job: { id: string }) {}
}

// What is annotated by hand goes on to compile.
class ByHand {
  @LogLlmCall<[string]>({ prompt: ([text]) => text, response: (text) => text })
  explicit(text: string) {
    return text;
  }

  @LogLlmCall<[string], number>({ prompt: ([text]) => text, response: (length) => length.toFixed() })
  async explicitResult(text: string) {
    return text.length;
  }

  @LogLlmCall({ prompt: ([text]: [string]) => text, response: ({ length }: { length: number }) => length })
  async partly(text: string, _more?: number) {
    return text;
  }

  @LogLlmCall({ prompt: (args: unknown[]) => args[0], response: (result: unknown) => result })
  loosely(text: string) {
    return text;
  }

  @LogLlmCall({ prompt: ([text]: [string]) => text })
  async fewer(text: string, _more: number, _most: object) {
    return text;
  }

  @LogLlmCall({ response: (result: Answer) => result.text })
  async narrowed(): Promise<unknown> {
    return answer;
  }

  @LogLlmCall({ response: (chunks: Answer[]) => chunks.length })
  async *chunks(): AsyncGenerator<Answer> {
    yield answer;
  }

  @LogLlmCall({ callType: process.env['CALL_TYPE'] })
  dynamic() {}

  @LogLlmCall({} as LogLlmCallOptions)
  variable(_text: string) {}
}

// Presets.
class Presets {
  @LogLlmCall('chat')
  chat(_message: string) {}

  @LogLlmCall('chat', { prompt: ([message]) => message.trim(), response: (result) => result.text })
  async detailed(_message: string): Promise<Answer> {
    return answer;
  }

  @LogLlmCall('own.type-2')
  own() {}

  // @ts-expect-error not the characters of a call type
  @LogLlmCall('Chat Now!')
  wrong() {}
}

// What is wrong does not compile.
class Wrong {
  // @ts-expect-error not the characters of a call type
  @LogLlmCall({ callType: 'Chat Now!' })
  callType() {}

  // @ts-expect-error a space
  @LogLlmCall({ callType: 'chat now' })
  space() {}

  // @ts-expect-error numbers of a method of texts
  @LogLlmCall({ prompt: ([count]: [number]) => count.toFixed() })
  argument(text: string) {
    return text;
  }

  // @ts-expect-error numbers of a method that answers with texts
  @LogLlmCall({ response: (count: number) => count.toFixed() })
  async result(text: string) {
    return text;
  }

  // @ts-expect-error there is no such member
  @LogLlmCall({ response: (result) => result.txt })
  async member(): Promise<Answer> {
    return answer;
  }

  // @ts-expect-error there is no second argument
  @LogLlmCall({ prompt: ([, second]) => second })
  length(text: string) {
    return text;
  }

  // @ts-expect-error no such option
  @LogLlmCall({ calltype: 'chat' })
  option() {}

  // @ts-expect-error the type stands twice
  @LogLlmCall('chat', { callType: 'chat' })
  twice() {}

  // @ts-expect-error a job has no such member
  @LlmContext(([job]) => ({ taskId: job.name }))
  job(_job: { id: string }) {}
}
