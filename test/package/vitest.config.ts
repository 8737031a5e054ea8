import { defineConfig } from 'vitest/config'

/** The package in a project that installs it; what was built is what is tried. */
const config: ReturnType<typeof defineConfig> = defineConfig({
  test: { pool: 'forks', include: ['test/package/*.test.ts'], testTimeout: 300_000 },
})

export default config
