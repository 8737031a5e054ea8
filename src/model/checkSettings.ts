import { checkMasks } from './checkMasks.ts'
import { everyLayer, settingsOf, written } from './settings.ts'
import { unsupported } from './unsupported.ts'

type Config = Readonly<Record<string, unknown>>

/** How weights start and are trained. */
const incidental = /(Initializer|Regularizer|Constraint|init)$/i

/** What wrote a file decides what its settings mean. */
type Origin = 'tf.js' | 'Keras 2' | 'Keras 3'

/**
 * Refuses a model whose file has settings that tf.js would ignore or take otherwise than Keras means them: what runs is
 * then another model than the one that was trained. `topology` is in tf.js' spelling; layers of a caller's own have
 * settings of their own.
 * @throws SETTING_UNSUPPORTED naming layer, setting and value
 */
export function checkSettings(topology: object, version: unknown): void {
  const text = typeof version === 'string' ? version : ''
  const origin = text.startsWith('tfjs-layers') ? 'tf.js' : Number.parseInt(text) >= 3 ? 'Keras 3' : 'Keras 2'
  visit(topology, origin)
  if (origin !== 'tf.js') checkMasks(topology)
}

function visit(value: unknown, origin: Origin): void {
  if (typeof value !== 'object' || value === null) return
  const { className, config } = value as Config
  if (typeof className === 'string' && typeof config === 'object' && config !== null)
    checkLayer(className, config as Config, origin)
  for (const inner of Object.values(value)) visit(inner, origin)
}

function checkLayer(className: string, config: Config, origin: Origin): void {
  const own = Object.hasOwn(settingsOf, className) ? settingsOf[className]! : undefined
  if (own === undefined) return
  for (const [name, value] of Object.entries(config)) {
    if (value === null || value === undefined || incidental.test(name)) continue
    if (origin === 'tf.js' && written.has(name)) continue
    const honoured = Object.hasOwn(own, name)
      ? own[name]
      : Object.hasOwn(everyLayer, name)
        ? everyLayer[name]
        : undefined
    if (honoured === undefined ? value !== false : !honoured.accepts(value, config))
      throw unsupported(className, config, name, honoured?.values)
    // Another function since Keras 3.
    if (origin === 'Keras 3' && value === 'hardSigmoid') throw unsupported(className, config, name, 'that of Keras 2')
  }
}
