/** What is looked at of a message, in characters. */
const LENGTH = 300;

/** What differs from one error to the next of its kind: addresses, quoted texts, and whatever has a digit. */
const DIFFERING = [
  String.raw`https?://\S+`,
  String.raw`[\w.+-]+@[\w-]+\.[\w.]+`,
  `"[^"]*"`,
  String.raw`(?<!\w)'[^']*'`,
  '`[^`]*`',
  String.raw`\m[\w-]*\d(?:[\w.,:-]*\w)?`,
].join('|');

/** SQL for a call's error message with `…` for what differs, so that those of one kind are equal; its type where there is no message. */
export const ERROR_TEXT = `regexp_replace(left(coalesce(error_message, error_type, ''), ${LENGTH}), '${DIFFERING.replaceAll("'", "''")}', '…', 'g')`;

/** SQL for what text and code of an error come to in 16 digits: rollups outlive the calls, and hold no text of them. */
export const ERROR_KIND = `left(encode(sha256(convert_to(${ERROR_TEXT} || coalesce(' ' || error_code, ''), 'UTF8')), 'hex'), 16)`;
