import { listOf } from './schema/list.js';
import type { MembersOf } from './schema/option.js';
import { section } from './schema/section.js';
import { webAddress } from './schema/texts.js';
import { required, that } from './schema/values.js';

/** Where events of budgets and alerts are sent, besides to methods with `@OnLlmAlert()`. */
export interface LlmNotifyOptions {
  /**
   * Each event is sent there as JSON, signed with the secret: `x-llm-signature: t=<seconds>,v1=<hex of HMAC-SHA256 of "<seconds>.<body>">`.
   * @default `[]`
   */
  webhooks?: readonly { url: string; secret: string }[];
  /**
   * Addresses of Slack's incoming webhooks.
   * @default `[]`
   */
  slack?: readonly { url: string }[];
  /** Where the dashboard is, for links in what is sent. */
  dashboardUrl?: string;
}

const SECRET = 'must be a text of 16 characters at least: what is sent is signed with it';
const ADDRESSES = 'must be a list of objects with a `url`';

const url = required(webAddress, 'must be an http or https address');
const secret = required(
  that<string>((value) => typeof value === 'string' && value.length >= 16, SECRET),
  SECRET,
);

export const notifyOptions = section({
  webhooks: listOf(section({ url, secret }), ADDRESSES),
  slack: listOf(section({ url }), ADDRESSES),
  dashboardUrl: webAddress,
} satisfies MembersOf<LlmNotifyOptions>);
