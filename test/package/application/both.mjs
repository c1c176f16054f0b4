// One instance, not two, whether it is imported or required.
import { createRequire } from 'node:module';
import * as imported from 'nestjs-llm-logging';
import * as testing from 'nestjs-llm-logging/testing';

const require = createRequire(import.meta.url);
const required = require('nestjs-llm-logging');
const names = Object.keys(imported).filter((name) => name !== 'default' && name !== 'module.exports');
const isOne = names.every((name) => required[name] === imported[name]);
const isOneInTests = require('nestjs-llm-logging/testing').LlmCallsProbe === testing.LlmCallsProbe;
console.log(JSON.stringify({ names: names.length > 20, isOne, isOneInTests }));
