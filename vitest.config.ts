import { defineConfig } from 'vitest/config'

const config: ReturnType<typeof defineConfig> = defineConfig({
  resolve: { conditions: ['overshoot-source'] },
  ssr: { resolve: { conditions: ['overshoot-source'] } },
  test: {
    include: ['src/**/*.test.ts', 'properties/**/*.prop.ts', 'fixtures/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts', 'src/**/*.laws.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 90, functions: 90, branches: 85, statements: 90 },
    },
  },
})

export default config
