/** Which API of which provider a request goes to. */
export { endpointOf, isProviderHost, type LlmEndpoint } from './endpoint.js';
