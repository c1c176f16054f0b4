/** Which API of which provider a request goes to. */
export { asksModel } from './asks-model.js';
export { endpointOf, isProviderHost, type LlmEndpoint } from './endpoint.js';
export { isEmbeddingApi } from './operations.js';
