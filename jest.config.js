/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // Most tests take milliseconds; those with real git and a real CI share the machine with each other.
  testTimeout: 30_000,
  maxWorkers: 2,
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/action/dist'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};
