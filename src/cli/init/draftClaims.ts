import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { readCsv } from '../../files/readCsv.ts'
import { listColumns } from '../check/inputColumns.ts'
import { isKeras } from '../../model/keras/isKeras.ts'
import { savedModelFolder } from '../../model/savedModelFolder.ts'
import { isOnnx } from '../../network/onnx/isOnnx.ts'
import { modelOptions, type ModelOptions, openModel } from '../model/openModel.ts'
import { inputError, modelInputs } from '../spelling/modelInputs.ts'
import { columnsNamed } from '../check/inputColumns.ts'
import { claimsModule } from './claimsModule.ts'
import { extensionFor } from './extensionFor.ts'
import { guessInput } from './guessInput.ts'
import { guessOutput } from './guessOutput.ts'

/**
 * Where a model's claims go if nothing else is said: a name that says which model, and that they are an ES module. In
 * names of modules `#` and `?` begin something else: vitest finds no such test.
 */
export async function claimsFileOf(model: string): Promise<string> {
  return `${nameOf(model).replaceAll(/[#?]/g, '-')}.claims${await extensionFor('.')}`
}

/**
 * Writes claims about a model down, as a module that lies at `file`. A backend must run already.
 * @throws what `openModel`, `readCsv` and `guessInput` throw; DOMAIN_MISMATCH for a table that has nothing of the
 * model's inputs
 */
export async function draftClaims(
  path: string,
  { file, rows, ...options }: { file: string; rows: string | undefined } & ModelOptions,
): Promise<string> {
  const model = await openModel(path, options)
  const inputs = modelInputs(model)
  const csv = rows === undefined ? undefined : await readCsv(rows)
  if (csv && inputs.every(({ name }) => columnsNamed(csv.header, name) === undefined))
    throw inputError(
      inputs,
      `--rows: ${csv.path} has columns of no input, but ${listColumns(csv.header)}`,
      'DOMAIN_MISMATCH',
    )
  const guessed = inputs.map((input) => guessInput(input, csv))
  const output = await guessOutput(model, guessed)
  const isWhole = path.endsWith('.json') || isOnnx(path) || isKeras(path) || savedModelFolder(path) !== undefined
  const topology = isWhole ? path : join(path, 'model.json')
  const way = relative(dirname(resolve(file)), resolve(topology))
    .split(sep)
    .join('/')
  return claimsModule({
    label: nameOf(path),
    load: isOnnx(path) ? 'loadOnnx' : 'loadModel',
    options: { ...modelOptions(options) },
    model: way.startsWith('.') ? way : `./${way}`,
    inputs: guessed,
    output,
  })
}

/** What a model is called: its file, or its folder where the file is the usual one. */
function nameOf(path: string): string {
  const file = basename(path)
  if (file !== 'model.json' && file !== 'saved_model.pb')
    return file.replace(/\.json$|\.onnx(\.gz)?$|\.(keras|h5|hdf5)$/, '') || basename(resolve(path))
  const folder = basename(dirname(path))
  return folder === '' || folder === '.' || folder === '..' ? 'model' : folder
}
