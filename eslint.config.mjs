import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      'test/types/',
      'test/docs/snippets/',
      'test/docs/ambient.d.ts',
      'test/package/application/',
      '**/node_modules/',
      'test/fixtures/',
      '**/.data/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['libs/*/tsconfig.json', 'apps/*/tsconfig.json', 'tsconfig.tests.json'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['libs/{llm-exchange,llm-logging}/src/**/*.ts'],
    ignores: ['**/index.ts', '**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/index.js'], message: 'Import the file that declares the name.' }] },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['libs/llm-logging-dashboard/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    // Of use to the React Compiler only, which is not in use.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  {
    // Here methods are taken from their objects on purpose, and applied to them again.
    files: ['libs/llm-logging/src/capture/follow/*.ts', 'libs/llm-logging/src/storage/connection/guarded-client.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    // Tests look into rows and JSON answers, of which nothing is declared.
    files: ['test/**/*.ts', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { process: 'readonly', console: 'readonly', require: 'readonly', exports: 'writable' },
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        globalThis: 'readonly',
        Response: 'readonly',
        URL: 'readonly',
      },
    },
  },
);
