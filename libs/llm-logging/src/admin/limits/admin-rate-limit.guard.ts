import { HttpException, HttpStatus, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type AdminOptions, type AdminRequest, rateLimitOptions } from '../../options/admin.options.js';
import { Place } from '../../options/schema/place.js';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import { clientOf } from './client-of.js';

const POLICY = '"llm-admin"';

/** So many requests of one client in so much time, over all admin routes but those of the dashboard's files. It comes after the guards, which find out who the client is. */
@Injectable()
export class AdminRateLimitGuard implements CanActivate {
  readonly #limiter: RateLimiterMemory | undefined;

  constructor(
    @Inject(LLM_ADMIN_OPTIONS) { rateLimit }: AdminOptions,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {
    if (rateLimit === false) return;
    const { requests, perSeconds } = rateLimitOptions.read(rateLimit, new Place());
    this.#limiter = new RateLimiterMemory({ points: requests, duration: perSeconds });
  }

  async canActivate(host: ExecutionContext): Promise<boolean> {
    if (this.#limiter === undefined) return true;
    const [request, response] = host.getArgs<[request: AdminRequest, response: unknown]>();
    const usage = await consumed(this.#limiter, clientOf(request));
    const seconds = Math.ceil(usage.msBeforeNext / 1_000);
    const say = (name: string, value: string): void => {
      this.host.httpAdapter.setHeader(response, name, value);
    };
    say('RateLimit-Policy', `${POLICY};q=${this.#limiter.points};w=${this.#limiter.duration}`);
    say('RateLimit', `${POLICY};r=${usage.remainingPoints};t=${seconds}`);
    if (usage.consumedPoints <= this.#limiter.points) return true;
    say('Retry-After', String(seconds));
    throw new HttpException(
      `More than ${this.#limiter.points} requests in ${this.#limiter.duration} s. Ask again in ${seconds} s.`,
      HttpStatus.TOO_MANY_REQUESTS,
    );
  }
}

/** The limiter rejects with its state where the limit is passed. */
async function consumed(limiter: RateLimiterMemory, client: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(client);
  } catch (error) {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  }
}
