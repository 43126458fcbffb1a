/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // Most tests take milliseconds; those with real git and a real CI share the machine with each other.
  testTimeout: 30_000,
  maxWorkers: 2,
  // Every git that a test starts is a fork of the worker: what it has piled up by then costs each of them.
  workerIdleMemoryLimit: '700MB',
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
