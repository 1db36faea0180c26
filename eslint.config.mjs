import tseslint from 'typescript-eslint'

/** Rules of the language itself that catch mistakes which types do not. */
const language = {
  eqeqeq: 'error',
  'no-constant-binary-expression': 'error',
  'no-debugger': 'error',
  'no-duplicate-case': 'error',
  'no-empty-pattern': 'error',
  'no-eval': 'error',
  'no-fallthrough': 'error',
  'no-new-func': 'error',
  'no-param-reassign': 'error',
  'no-self-compare': 'error',
  'no-sparse-arrays': 'error',
  'no-template-curly-in-string': 'off', // `${env:NAME}` is our own notation
  'no-unmodified-loop-condition': 'error',
  'no-unreachable': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-backreference': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'use-isnan': 'error',
  'valid-typeof': 'error',
}

const typed = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { properties: false } }], // drivers await what their types call void
  '@typescript-eslint/no-unnecessary-type-assertion': 'off', // `define` functions widen through unknown, which it takes for idle
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
  '@typescript-eslint/no-unsafe-enum-comparison': 'off', // enums of others are compared by their numbers, ours are unions
  '@typescript-eslint/only-throw-error': 'off', // a failure that was caught is thrown again as it came
  '@typescript-eslint/prefer-promise-reject-errors': 'off',
  '@typescript-eslint/require-await': 'off', // a contract's method may have nothing to wait for
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/unbound-method': 'off', // contracts are records of functions, taken apart freely
}

const clock = 'Time comes from the one clock that tests replace.'
/** Rooms that must give the same answer for the same input, whenever and wherever they run. */
const pure = {
  'no-restricted-globals': [
    'error',
    ...['process', 'performance', 'crypto', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'console'].map((name) => ({
      name,
      message: 'This room is pure: no clock, no randomness, no outside world.',
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: clock },
    { object: 'Math', property: 'random', message: 'This room is pure: no randomness.' },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clock },
    { selector: 'CallExpression[callee.name="Date"]', message: clock },
  ],
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '**/.guiji*/', 'examples/*/systems/'] },
  {
    // An exception is made here, for all to see, never by a comment.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
  },
  { files: ['**/*.mjs', '**/*.js'], languageOptions: { ecmaVersion: 2024, sourceType: 'module' }, rules: language },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...language, ...typed, 'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }] },
  },
  {
    // What a person reads goes through the command line or the log.
    files: ['**/*.ts'],
    ignores: ['cli/**', 'bench/**', 'tests/**', 'scripts/**', 'examples/**'],
    rules: { 'no-console': 'error' },
  },
  { files: ['core/**/*.ts', 'transforms/**/*.ts', 'workflows/**/*.ts'], ignores: ['workflows/_temporal.ts'], rules: pure },
  // A line of these for each code of a standard's list.
  { files: ['transforms/lists/*-data.ts'], rules: { 'max-lines': 'off' } },
  {
    // Test doubles implement whole contracts, and read what JSON brings.
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
