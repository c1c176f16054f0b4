import { openLog } from '../support/log.mjs';

export const open = ({ url }) => openLog({ database: { url } });
