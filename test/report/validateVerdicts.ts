import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** The schema as it is published. */
export const publishedSchema: URL = new URL('../../src/report/verdicts.schema.json', import.meta.url)

/** Is this data of a file of verdicts, by the published schema? */
export const validateVerdicts: ValidateFunction = new Ajv2020().compile(
  JSON.parse(readFileSync(publishedSchema, 'utf8')) as object,
)
