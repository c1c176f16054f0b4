import { anthropicMessages } from './anthropic-messages/descriptor.js';
import type { LlmApi } from './api.js';
import { bedrockConverse } from './bedrock-converse/descriptor.js';
import { bedrockInvoke } from './bedrock-invoke/descriptor.js';
import { cloudflareRun } from './cloudflare-run/descriptor.js';
import { cohere } from './cohere/descriptor.js';
import { googleEmbeddings } from './google-embeddings/descriptor.js';
import { googleGenerateContent } from './google-generate-content/descriptor.js';
import { googleInteractions } from './google-interactions/descriptor.js';
import { googleLive } from './google-live/descriptor.js';
import { llamaCpp } from './llama-cpp/descriptor.js';
import { mistralConversations } from './mistral-conversations/descriptor.js';
import { mistralOcr } from './mistral-ocr/descriptor.js';
import { ollama } from './ollama/descriptor.js';
import { openAiChat } from './openai-chat/descriptor.js';
import { openAiEmbeddings } from './openai-embeddings/descriptor.js';
import { openAiMedia } from './openai-media/descriptor.js';
import { openAiRealtime } from './openai-realtime/descriptor.js';
import { openAiResponses } from './openai-responses/descriptor.js';
import { replicate } from './replicate/descriptor.js';
import { tgi } from './tgi/descriptor.js';
import { vercelGateway } from './vercel-gateway/descriptor.js';

/**
 * All APIs. Addresses belong to one of them, whatever the order. Answers and chunks do not: the first that knows one reads it, so the
 * common come first, the particular before those that take more (events of Realtime are named as those of Responses, Gemini's embeddings
 * count as its contents do), and last those that many an object looks like.
 */
export const APIS: readonly LlmApi[] = [
  openAiChat,
  openAiRealtime,
  openAiResponses,
  anthropicMessages,
  googleLive,
  googleEmbeddings,
  googleGenerateContent,
  openAiEmbeddings,
  ollama,
  bedrockConverse,
  cohere,
  bedrockInvoke,
  googleInteractions,
  mistralConversations,
  mistralOcr,
  vercelGateway,
  llamaCpp,
  tgi,
  cloudflareRun,
  replicate,
  openAiMedia,
];
