export { PATIENCE_MS, scaled } from '../../support/scale.js';
