import type { LlmContext } from 'llm-exchange/call';
import type { PromptNames } from '../context/prompt-of-headers.js';
import { CallMembers } from './call-members.js';

/** What a context has beside its prompt and its bags, which are taken over below. One that is missing here does not compile. */
type PlainMember = Exclude<keyof LlmContext, keyof PromptNames | 'tags' | 'metadata'>;

const CONTEXT_MEMBERS = Object.keys({
  traceId: true,
  parentCallId: true,
  userId: true,
  sessionId: true,
  taskId: true,
  companyId: true,
  reviewId: true,
  origin: true,
} satisfies Record<PlainMember, true>) as PlainMember[];

/** Takes over from the context what was not given for the call itself; its tags and metadata lie under the call's own. */
export function fillContext(members: CallMembers, context: LlmContext): void {
  for (const member of CONTEXT_MEMBERS) members.fillMember(context, member);
  fillPrompt(members, context);
  if (context.tags !== undefined || context.metadata !== undefined) fillBags(members, context);
}

/** Takes over which prompt it was, where that is missing: name and version belong together. */
export function fillPrompt(members: CallMembers, { promptName, promptVersion }: PromptNames): void {
  if (promptName === undefined && promptVersion === undefined) return;
  const own = members.values.promptName;
  if (own === undefined || own === promptName) members.fill({ promptName, promptVersion });
}

function fillBags({ limits, values, rejected }: CallMembers, { tags, metadata }: LlmContext): void {
  const given = new CallMembers(limits).fill({ tags, metadata });
  const outer = given.result();
  if (outer.tags !== undefined) values.tags = [...new Set([...outer.tags, ...(values.tags ?? [])])];
  if (outer.metadata !== undefined) values.metadata = { ...outer.metadata, ...values.metadata };
  rejected.push(...given.rejected);
}
