import fc from 'fast-check'
import { testSeed } from './seed.ts'

// Properties with a seed of their own keep it.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: testSeed() })
