import { openLog } from '../support/log.mjs';

/** Without the journal. */
export const open = ({ url }) => openLog({ database: { url }, delivery: { durability: 'memory' } });
