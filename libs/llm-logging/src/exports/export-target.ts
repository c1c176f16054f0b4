import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { LlmLoggingError } from '../errors.js';
import type { ExportDestination } from '../options/exports.options.js';

type Bucket = Extract<ExportDestination, { bucket: string }>;

/** Where files of an export go. A file is there whole, or not at all; one of the same key is replaced. */
export interface ExportTarget {
  /** What it is known by in `llm_exports`. */
  readonly name: string;
  put(key: string, path: string): Promise<void>;
  close(): void;
}

/** @throws LlmLoggingError where the package for S3 is missing. */
export async function openExportTarget(to: ExportDestination): Promise<ExportTarget> {
  if ('directory' in to) return new DirectoryTarget(resolve(to.directory));
  return openBucket(to);
}

class DirectoryTarget implements ExportTarget {
  readonly name: string;

  constructor(private readonly directory: string) {
    this.name = `directory:${directory}`;
  }

  async put(key: string, path: string): Promise<void> {
    const file = join(this.directory, key);
    await mkdir(dirname(file), { recursive: true });
    // Beside it first: only within a file system a file is renamed at once.
    const half = `${file}.part`;
    try {
      await copyFile(path, half);
      await rename(half, file);
    } finally {
      await rm(half, { force: true });
    }
  }

  close(): void {
    // Nothing is open.
  }
}

class S3Target implements ExportTarget {
  readonly name: string;

  constructor(
    private readonly sdk: typeof import('@aws-sdk/client-s3'),
    private readonly client: S3Client,
    private readonly to: Bucket,
  ) {
    this.name = `s3:${to.endpoint ?? ''}/${to.bucket}/${prefixOf(to)}`;
  }

  async put(key: string, path: string): Promise<void> {
    const { size } = await stat(path);
    const Key = `${prefixOf(this.to)}${key}`;
    const Body = createReadStream(path);
    await this.client.send(new this.sdk.PutObjectCommand({ Bucket: this.to.bucket, Key, Body, ContentLength: size }));
  }

  close(): void {
    this.client.destroy();
  }
}

async function openBucket(to: Bucket): Promise<S3Target> {
  const sdk = await loadS3();
  const { region = 'us-east-1', endpoint, pathStyle: forcePathStyle, credentials } = to;
  const client = new sdk.S3Client({
    region,
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    // Stores other than S3 itself mostly do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint !== undefined && { endpoint }),
    // The client notes in them where they come from, and options are frozen.
    ...(credentials !== undefined && { credentials: { ...credentials } }),
  });
  return new S3Target(sdk, client, to);
}

function prefixOf({ prefix = '' }: Bucket): string {
  const plain = prefix.replace(/^\/+|\/+$/g, '');
  return plain === '' ? '' : `${plain}/`;
}

/** Optional: only who exports to an S3-compatible store needs it. */
async function loadS3(): Promise<typeof import('@aws-sdk/client-s3')> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (error) {
    throw new LlmLoggingError(
      `exports.to.bucket needs the package @aws-sdk/client-s3: npm install @aws-sdk/client-s3. ${String(error)}`,
    );
  }
}
