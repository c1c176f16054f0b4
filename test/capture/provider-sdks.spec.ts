// One file for all of them: loading the SDKs takes longer than most of what is asked of them.
import './provider-sdks/answered.js';
import './provider-sdks/asked-again.js';
import './provider-sdks/given-up.js';
import './provider-sdks/helpers.js';
