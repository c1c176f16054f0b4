// Its queue takes 2,048 spans unless set otherwise, and what comes beyond is dropped.
process.env.OTEL_BSP_MAX_QUEUE_SIZE = '1000000';

export const open = async (place) => (await import('./langfuse.mjs')).open(place);
