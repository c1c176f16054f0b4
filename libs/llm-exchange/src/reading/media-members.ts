/** Members of a part that hold a file, or where it lies. */
export const MEDIA_MEMBERS = [
  'image_url',
  'input_audio',
  'audio',
  'file',
  'source',
  'image',
  'document',
  'video',
  'inlineData',
  'inline_data',
  'fileData',
  'file_data',
  'file_id',
] as const;

/** Members in which its bytes or its address are. */
export const MEDIA_ADDRESSES = ['data', 'url', 'bytes', 'fileUri', 'file_uri', 'file_data', 'file_id', 'uri'] as const;
