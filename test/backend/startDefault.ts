import { useBackend } from '../../src/backend/useBackend.ts'

// Test files that share a process must not inherit the backend that the one before them chose.
await useBackend()
