/** What delivery logs of its journal, with what can be done. */
const REMEDY = 'Name a directory that this process may write with delivery.journalDirectory.';
export const CANNOT_OPEN = `There is no journal, so calls that wait are in memory only and are lost with the process. ${REMEDY}`;
export const CANNOT_WRITE =
  'The journal cannot be written, so calls that wait are in memory only until it can. Is there room on its disk?';
export const WORKS_AGAIN = 'The journal can be written again.';
export const REMOVED =
  'Files of the journal were removed under the running process: calls that are in memory are written again.';
export const TAKEN_OVER =
  'Another process has taken over the journal of this one, which had not stirred for a minute (a machine that slept?) and seemed dead: calls that are in memory are written again. None is lost, none is stored twice.';
export const FOREIGN =
  'The journal has files of dead processes for another database, or that do not say for which. They are left alone: an application on that database stores them.';
export const FULL =
  'The journal is full (delivery.maxJournalBytes): the oldest texts go, then the oldest calls. Is the database away?';
