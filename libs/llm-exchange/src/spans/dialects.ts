import type { Dialect } from './dialect.js';
import { ANTHROPIC_SDK } from './dialects/anthropic-sdk.js';
import { COMMON } from './dialects/common.js';
import { SEMANTIC_KERNEL_SPANS, STRANDS_SPANS } from './dialects/frameworks.js';
import { GEN_AI } from './dialects/gen-ai.js';
import { GENKIT } from './dialects/genkit.js';
import { GOOGLE_ADK } from './dialects/google-adk.js';
import { LANGFUSE } from './dialects/langfuse.js';
import { LITELLM } from './dialects/litellm.js';
import { LOGFIRE } from './dialects/logfire.js';
import { OPEN_INFERENCE } from './dialects/open-inference.js';
import { OPEN_LLMETRY } from './dialects/open-llmetry.js';
import { PYDANTIC_AI } from './dialects/pydantic-ai.js';
import { VERCEL_AI } from './dialects/vercel-ai.js';

/** Most particular first: one span may speak several, as Logfire adds `gen_ai.*` to what OpenInference says. */
export const DIALECTS: readonly Dialect[] = [
  LANGFUSE,
  OPEN_INFERENCE,
  VERCEL_AI,
  PYDANTIC_AI,
  GOOGLE_ADK,
  GENKIT,
  LITELLM,
  LOGFIRE,
  OPEN_LLMETRY,
  GEN_AI,
  ANTHROPIC_SDK,
  SEMANTIC_KERNEL_SPANS,
  STRANDS_SPANS,
  COMMON,
];
