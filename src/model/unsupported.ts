import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'

type Config = Readonly<Record<string, unknown>>

/** The one error for what tf.js does not do. */
export function unsupported(className: string, config: Config, setting: string, values?: string): OvershootError {
  const value = JSON.stringify(config[setting], (_key, one: unknown) => (typeof one === 'string' ? inKeras(one) : one))
  const honours = values === undefined ? 'knows no such setting' : `honours only ${inKeras(values)}`
  return new OvershootError(
    'SETTING_UNSUPPORTED',
    `the layer ${brief(String(config['name']))} (${className}) has ${brief(inKeras(setting))} = ${brief(value ?? 'null')}, of which tf.js ` +
      `${honours}: it would compute something else than Keras does. Change the layer, or export the model to ONNX`,
  )
}

/** As Keras spells it. */
function inKeras(text: string): string {
  return text.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
