import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const config: ReturnType<typeof defineConfig> = defineConfig({
  resolve: {
    // The package by its own name is its sources, as in tsconfig.json; everywhere else it is what was built.
    alias: ['', '/cli', '/vitest'].map((entry) => ({
      find: new RegExp(`^overshoot${entry}$`),
      replacement: fileURLToPath(new URL(`src${entry}/index.ts`, import.meta.url)),
    })),
  },
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    // No test rests on time: these are for what hangs, on a machine however busy.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What our own tests find is no part of the project.
    env: { OVERSHOOT_STORE: 'false' },
    globalSetup: ['test/seed.ts'],
    setupFiles: ['test/drawFromSeed.ts'],
    projects: [
      {
        extends: true,
        // Loading tfjs for each of many files takes longer than their tests: files share a process, and each starts
        // with the default backend.
        test: {
          name: 'units',
          include: ['src/**/*.test.ts', 'fixtures/**/*.test.ts', 'test/**/*.test.ts'],
          // The package in a project that installs it takes minutes: `npm run test:package`.
          exclude: ['src/**/*.{browser,slow,alone}.test.ts', '{fixtures,test}/**/*.slow.test.ts', 'test/package/**'],
          isolate: false,
          setupFiles: ['test/drawFromSeed.ts', 'test/backend/startDefault.ts'],
        },
      },
      {
        extends: true,
        // What leaves its traces in a process, such as another copy of TensorFlow.js in the one engine that copies
        // share.
        test: { name: 'alone', include: ['src/**/*.alone.test.ts'] },
      },
      {
        extends: true,
        // Files share the claims' trained models, which belong to the backend of the process that loaded them.
        test: { name: 'properties', include: ['properties/**/*.prop.ts', 'examples/*.test.ts'] },
      },
      {
        extends: true,
        // What takes long, or tries much more: `npm run test:all`.
        test: {
          name: 'slow',
          include: ['{src,fixtures,test}/**/*.slow.test.ts'],
          isolate: false,
          setupFiles: ['test/drawFromSeed.ts', 'test/backend/startDefault.ts'],
        },
      },
      {
        extends: true,
        // Pages in Chromium: skipped, and said so, where it is not installed.
        test: { name: 'browser', include: ['src/**/*.browser.test.ts'] },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // What runs in browsers only is tested there, where Node's coverage does not reach.
      exclude: ['src/**/*.test.ts', 'src/report/page/client/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 90, functions: 90, branches: 85, statements: 90 },
    },
  },
})

export default config
