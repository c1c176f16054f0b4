import { Get, Inject, NotFoundException, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import type { AdminRequest } from '../../options/admin.options.js';
import { DashboardFiles } from './dashboard-files.js';
import { encodedFor } from './encoded-for.js';

/** Only what comes with the page runs in it, and nothing in it reaches elsewhere: it shows texts of strangers. */
const PAGE_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  Vary: 'Accept-Encoding',
};

/** Names of assets change with their content. */
const FOR_EVER = 'private, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** The dashboard's files. Their URLs are relative, so that they work under any prefix. */
export abstract class LlmDashboardController {
  readonly #adapter: AbstractHttpAdapter;

  constructor(
    @Inject(DashboardFiles) private readonly files: DashboardFiles,
    @Inject(HttpAdapterHost) { httpAdapter }: HttpAdapterHost,
  ) {
    this.#adapter = httpAdapter;
    // A script's or a worker's application has none, and no routes.
    if ((httpAdapter as AbstractHttpAdapter | null)?.getType() === 'fastify') routeTrailingSlash(this);
  }

  @Get()
  page(
    @Req() request: AdminRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<StreamableFile> | undefined {
    const [path, query] = splitOnce(this.#adapter.getRequestUrl(request) as string, '?');
    if (path.endsWith('/')) return this.#send(request, response, 'index.html', ASK_AGAIN);
    // Relative, as a proxy in front may have cut off a part of the path.
    this.#adapter.setHeader(response, 'Location', `./${path.slice(path.lastIndexOf('/') + 1)}/${query}`);
    this.#adapter.status(response, 302);
    return undefined;
  }

  @Get('icon.svg')
  icon(@Req() request: AdminRequest, @Res({ passthrough: true }) response: unknown): Promise<StreamableFile> {
    return this.#send(request, response, 'icon.svg', ASK_AGAIN);
  }

  @Get('assets/:file')
  asset(
    @Req() request: AdminRequest,
    @Res({ passthrough: true }) response: unknown,
    @Param('file') file: string,
  ): Promise<StreamableFile> {
    return this.#send(request, response, `assets/${file}`, FOR_EVER);
  }

  async #send(request: AdminRequest, response: unknown, name: string, caching: string): Promise<StreamableFile> {
    const file = await this.files.find(name);
    if (file === null) throw new NotFoundException(await this.#whyMissing(name));
    const { 'accept-encoding': accepted } = request['headers'] as Record<string, string | undefined>;
    const { content, encoding } = await encodedFor(accepted, file.mediaType, file.content);
    const headers = {
      ...PAGE_HEADERS,
      'Cache-Control': caching,
      ...(encoding && { 'Content-Encoding': encoding }),
    };
    for (const [header, value] of Object.entries(headers)) this.#adapter.setHeader(response, header, value);
    return new StreamableFile(content, { type: file.mediaType, length: content.length });
  }

  async #whyMissing(name: string): Promise<string> {
    if ((await this.files.find('index.html')) !== null) return `The dashboard has no file ${name}.`;
    return 'The files of the dashboard are not here. Where the application is bundled, deploy `node_modules/nestjs-llm-logging` (`package.json` and `dist/dashboard`) beside the bundle.';
  }
}

/**
 * Fastify distinguishes `prefix/` from `prefix`, and Nest cuts the slash off paths of routes. A wildcard may stand for nothing there, while
 * Express, which takes the two for the same, must not have one: it would hide routes of the application that come later.
 */
function routeTrailingSlash(controller: LlmDashboardController): void {
  const prototype = Object.getPrototypeOf(controller) as LlmDashboardController;
  const value = async function (this: LlmDashboardController, request: AdminRequest, response: unknown, rest: string) {
    if (rest !== '') throw new NotFoundException('There is no such page of the LLM log.');
    return this.page(request, response);
  };
  Object.defineProperty(prototype, 'slash', { value, configurable: true });
  Req()(prototype, 'slash', 0);
  Res({ passthrough: true })(prototype, 'slash', 1);
  Param('*')(prototype, 'slash', 2);
  Get('*')(prototype, 'slash', { value });
  // As TypeScript would write it: a ValidationPipe of the application's asks for it.
  Reflect.defineMetadata('design:paramtypes', [Object, Object, String], prototype, 'slash');
  // As `@ApiExcludeEndpoint()` does. All other routes are described to `@nestjs/swagger` before there is a controller.
  Reflect.defineMetadata('swagger/apiExcludeEndpoint', { disable: true }, value);
}

function splitOnce(text: string, mark: string): [before: string, fromMark: string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}
