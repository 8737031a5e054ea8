import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { deep, dense, type Draft, floats, layer, link, own, path, sequence, text, weightOf, zeros } from './draft.ts'

/**
 * Models whose weights, or whose whole file, are wrong in a way that somebody thought of: a description and how it is
 * made.
 */
export const craftedWeights: Readonly<Record<string, () => Draft>> = {
  'weights in the folder above': () => path('../weights.bin'),
  'weights in another folder': () => path('../outside/secret.bin'),
  'weights by a way that comes back in': () => path('../case/weights.bin'),
  'weights by an absolute path': () => path('/etc/passwd'),
  'weights at a device': () => link('/dev/zero'),
  'weights at a URL': () => path('http://127.0.0.1:9/weights.bin'),
  'weights at a file URL': () => path('file:///etc/passwd'),
  'weights under a name with NUL': () => path('weights.bin\u0000.txt'),
  'weights under a name with control characters': () => path('\u001b[2J\u0007nothing.bin'),
  'weights under an endless name': () => path('x'.repeat(1_000_000)),
  'weights under no name': () => path(''),
  'weights that are the folder': () => path('.'),
  'weights under a number': () => path(7),
  'weights listed twice': () => path('weights.bin', 'weights.bin'),
  'weights linked from outside': () => link('../outside/secret.bin'),
  'weights linked inside': () => link('weights.bin'),
  'weights linked to themselves': () => link('linked.bin'),
  'weights in a linked folder': () => ({
    ...path('out/secret.bin'),
    after: (folder) => symlinkSync('../outside', join(folder, 'out')),
  }),
  'weights in a pipe': () => ({
    ...path('pipe.bin'),
    after: (folder) => void execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe.bin')]),
  }),
  'weights of 3 GB': () => ({
    ...path('weights.bin'),
    after: (folder) => truncateSync(join(folder, 'weights.bin'), 3e9),
  }),
  'weights of 3 GB, as they should be': () => ({
    ...dense(1, [weightOf('d/kernel', [750_000_000])], zeros(0)),
    after: (folder) => truncateSync(join(folder, 'weights.bin'), 3e9),
  }),
  'a topology of 1 GB': () => ({
    ...path('weights.bin'),
    after: (folder) => truncateSync(join(folder, 'model.json'), 1e9),
  }),
  'a topology that is a folder': () => ({
    ...path('weights.bin'),
    text: '',
    after: (folder) => mkdirSync(join(folder, 'model.json.d')),
  }),
  'a kernel of 10^12 numbers': () =>
    dense(5e11, [weightOf('d/kernel', [2, 5e11]), weightOf('d/bias', [5e11])], zeros(3)),
  'a kernel of 10^12 numbers that is not listed': () => dense(5e11, own, zeros(3)),
  'a kernel whose size overflows': () => dense(1, [weightOf('d/kernel', [2 ** 32, 2 ** 32, 2 ** 32])], zeros(3)),
  'a kernel whose size overflows to nothing': () =>
    dense(1, [weightOf('d/kernel', [2 ** 53 - 1, 2 ** 53 - 1, 0])], zeros(0)),
  'a kernel without numbers': () => dense(0, [weightOf('d/kernel', [2, 0]), weightOf('d/bias', [0])], zeros(0)),
  'a kernel of negative length': () => dense(1, [weightOf('d/kernel', [-2, -1]), own[1]], zeros(3)),
  'a kernel of half a number': () => dense(1, [weightOf('d/kernel', [2, 0.5]), own[1]], zeros(2)),
  'a kernel of a thousand axes': () =>
    dense(
      1,
      [
        weightOf(
          'd/kernel',
          Array.from({ length: 1000 }, () => 1),
        ),
        own[1],
      ],
      zeros(2),
    ),
  'units that are text': () => dense('1', own, zeros(3)),
  'units that are missing': () => dense(undefined, own, zeros(3)),
  'orthogonal weights that take hours': () => ({
    ...sequence(
      layer('Dense', 'd', [], {
        units: 1500,
        batch_input_shape: [null, 1500],
        use_bias: false,
        kernel_initializer: { class_name: 'Orthogonal', config: {} },
      }),
    ),
    json: {
      ...sequence(
        layer('Dense', 'd', [], {
          units: 1500,
          batch_input_shape: [null, 1500],
          use_bias: false,
          kernel_initializer: { class_name: 'Orthogonal', config: {} },
        }),
      ).json,
      weightsManifest: [{ paths: ['weights.bin'], weights: [weightOf('d/kernel', [1500, 1500])] }],
    },
    weights: zeros(1500 * 1500),
  }),
  'a missing tensor': () => dense(1, [own[0]], zeros(2)),
  'a tensor too many': () => dense(1, [...own, weightOf('d/more', [1])], zeros(4)),
  'a tensor listed twice': () => dense(1, [own[0], own[0]], zeros(4)),
  'a tensor named __proto__': () => dense(1, [own[0], weightOf('__proto__', [1])], zeros(3)),
  'a tensor named constructor': () => dense(1, [own[0], weightOf('constructor', [1])], zeros(3)),
  'tensors in another order': () => dense(1, [own[1], own[0]], zeros(3)),
  'NaN among the weights': () => dense(1, own, floats(1, Number.NaN, 0)),
  'infinity among the weights': () => dense(1, own, floats(1, 2, -Infinity)),
  'strings among the weights': () => dense(1, [weightOf('d/kernel', [1e12], { dtype: 'string' })], zeros(3)),
  'complex weights': () => dense(1, [weightOf('d/kernel', [2, 1], { dtype: 'complex64' }), own[1]], zeros(5)),
  'weights of an unknown type': () => dense(1, [weightOf('d/kernel', [2, 1], { dtype: 'float8' }), own[1]], zeros(3)),
  'boolean weights': () => dense(1, [weightOf('d/kernel', [2, 1], { dtype: 'bool' }), own[1]], Buffer.alloc(6)),
  'quantized weights without a scale': () =>
    dense(1, [weightOf('d/kernel', [2, 1], { quantization: { dtype: 'uint8' } }), own[1]], Buffer.alloc(6)),
  'quantized weights with an endless scale': () =>
    dense(
      1,
      [weightOf('d/kernel', [2, 1], { quantization: { dtype: 'uint8', scale: 1e308, min: -1e308 } }), own[1]],
      Buffer.from([255, 255, 0, 0, 0, 0]),
    ),
  'quantized weights': () =>
    dense(
      1,
      [weightOf('d/kernel', [2, 1], { quantization: { dtype: 'uint16', scale: 0.5, min: -1 } }), own[1]],
      Buffer.alloc(8),
    ),
  'quantized as nobody does': () =>
    dense(
      1,
      [weightOf('d/kernel', [2, 1], { quantization: { dtype: 'int4', scale: 1, min: 0 } }), own[1]],
      Buffer.alloc(6),
    ),
  'boolean weights, quantized': () =>
    dense(
      1,
      [weightOf('d/kernel', [2, 1], { dtype: 'bool', quantization: { dtype: 'uint8', scale: 1, min: 0 } }), own[1]],
      Buffer.alloc(6),
    ),
  'half floats that are infinite': () =>
    dense(
      1,
      [weightOf('d/kernel', [2, 1], { quantization: { dtype: 'float16' } }), own[1]],
      Buffer.from([0, 0x7c, 0, 0x7e, 0, 0, 0, 0]),
    ),
  'prototypes everywhere': () =>
    text(
      '{"__proto__":{"polluted":1},"modelTopology":{"__proto__":{"class_name":"Sequential"},"constructor":{"prototype":{"polluted":1}}},"weightsManifest":[]}',
    ),
  'JSON nested 100,000 deep': () => text(deep(100_000)),
  'a topology nested 100,000 deep': () => text(`{"modelTopology":{"a":${deep(100_000)}},"weightsManifest":[]}`),
  'a topology nested 10,000,000 deep': () => text(`{"modelTopology":{"a":${deep(10_000_000)}},"weightsManifest":[]}`),
  'a topology with 200,000 keys': () =>
    text(`{"modelTopology":{${Array.from({ length: 200_000 }, (_, k) => `"k${k}":0`).join()}},"weightsManifest":[]}`),
  'no text': () => text(''),
  'only null': () => text('null'),
  'a number': () => text('1e999'),
  'a string of 20 MB': () => text(JSON.stringify('x'.repeat(20_000_000))),
  'a class of 20 MB': () =>
    text(JSON.stringify({ modelTopology: { class_name: 'x'.repeat(20_000_000), config: {} }, weightsManifest: [] })),
  'JSON that runs': () => text('process.exit(3)'),
  'a weights file that is not there': () => path('gone.bin'),
  'as it should be': () => dense(1, own, zeros(3)),
}
