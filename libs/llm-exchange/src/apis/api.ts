import type { Json } from '../reading/json-reading.js';
import type { LlmResultReading } from '../reading/result-reading.js';
import type { BeginTurn, SocketTurns } from '../reading/socket-turns.js';
import type { LlmApiStream } from '../reading/stream-accumulator.js';
import type { AskAgain } from './again.js';

/** One API of models: all that is known of it. Each has a folder here, with this as its `descriptor.ts`, and a line in `apis.ts`. */
export interface LlmApi {
  /** The name of its folder. */
  readonly name: string;
  /** What it is asked for, each at addresses of its own. */
  readonly operations: readonly LlmOperation[];
  /** Addresses of it that ask no model: they count tokens or judge texts. */
  readonly besides?: readonly RegExp[];
  /** Who is asked by it where the host is no known provider's. */
  readonly provider?: string;
  readonly words?: RequestWords;
  /** Reads an answer; null for what is none of this API's. */
  readonly readAnswer?: (body: Json) => LlmResultReading | null;
  /** Members that its answers are known by. Some servers leave them out: at an address of this API they may be missing. */
  readonly marks?: Json;
  /** Many objects look like its answers: they are read in bodies of providers alone, not in what methods return. */
  readonly isVague?: boolean;
  readonly stream?: LlmApiStream;
  readonly background?: BackgroundAnswers;
  /** Finds the calls on a socket at one of its addresses. */
  turnsOf?(url: URL, begin: BeginTurn): SocketTurns;
  /** How a stored call is asked once more. Left out where the log does not know enough of it. */
  readonly again?: AskAgain;
}

/** Something that an API is asked for. */
export interface LlmOperation {
  /** `chat-completions`, `embeddings`: the `api` of an exchange. */
  readonly name: string;
  /** Ends of its addresses; a group is the model's name. No other operation has an address that matches. */
  readonly paths: readonly RegExp[];
  readonly isEmbedding?: boolean;
  /** Its answer is a stream in the frames of AWS. */
  readonly isFramed?: boolean;
  /** Its answer may be a bare text. */
  readonly isText?: boolean;
  /** Whether this request asks a model, where not all at its addresses do. */
  asks?(body: unknown): boolean;
}

/** Members of requests by what they hold, first those that count more. */
export interface RequestWords {
  /** Turns of a conversation. */
  readonly turns?: readonly string[];
  /** Earlier turns, where the last one has a member of its own. */
  readonly history?: readonly string[];
  /** What is asked, where there are no turns. */
  readonly inputs?: readonly string[];
  readonly systems?: readonly string[];
  /** The most tokens that may be answered. */
  readonly limits?: readonly string[];
  /** Objects that hold the temperature and the limit. */
  readonly settings?: readonly string[];
}

/** Answers that are made in the background, and fetched when they are ready. */
export interface BackgroundAnswers {
  /** Addresses of one such answer; the group is its id. */
  readonly paths: readonly RegExp[];
  /** Whether a request asks for one. */
  isAsked(request: unknown): boolean;
  /** Whether an answer is one. */
  isMade(answer: Json): boolean;
}
