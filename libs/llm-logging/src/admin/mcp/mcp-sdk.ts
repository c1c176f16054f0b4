import type { Server } from '@modelcontextprotocol/sdk/server';
import type { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { LlmLoggingError } from '../../errors.js';

/** What is used of the official SDK, which is optional. */
export interface McpSdk {
  readonly Server: typeof Server;
  readonly CallToolRequestSchema: typeof CallToolRequestSchema;
  readonly ListToolsRequestSchema: typeof ListToolsRequestSchema;
}

/** Token of the {@link McpSdk}; undefined where `admin.mcp` is off. */
export const MCP_SDK = Symbol('McpSdk');

/** @throws LlmLoggingError where it is not installed */
export async function loadMcpSdk(): Promise<McpSdk> {
  try {
    const { Server } = await import('@modelcontextprotocol/sdk/server');
    const { CallToolRequestSchema, ListToolsRequestSchema } = await import('@modelcontextprotocol/sdk/types.js');
    return { Server, CallToolRequestSchema, ListToolsRequestSchema };
  } catch (error) {
    throw new LlmLoggingError(
      `admin.mcp needs the package @modelcontextprotocol/sdk: npm install @modelcontextprotocol/sdk zod. ${String(error)}`,
    );
  }
}
