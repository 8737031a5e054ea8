/**
 * The Python wheel that libtensorflow is taken from: a wheel is a zip, so the Python version it is for does not matter.
 */
export interface Wheel {
  /** Name on the Python package index. */
  readonly project: string
  readonly version: string
  /** The tags that pip chooses this very file by. */
  readonly pythonVersion: string
  readonly platforms: readonly string[]
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string
  /** How large the file is, and what is kept of it, in millions of bytes. */
  readonly megabytes: { readonly download: number; readonly kept: number }
}

/**
 * The smallest recent wheel whose C API the addon of tfjs-node 4.22.0 runs with. Its 2.15.1 is newer than the 2.9.1
 * that tfjs-node itself downloads.
 */
const linuxX64: Wheel = {
  project: 'tensorflow-cpu',
  version: '2.15.1',
  pythonVersion: '311',
  platforms: ['manylinux2014_x86_64', 'manylinux_2_17_x86_64'],
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  megabytes: { download: 207, kept: 450 },
}

/** The wheel for a platform and processor as Node names them; undefined where there is none that was tried. */
export function wheelFor(platform: string, arch: string): Wheel | undefined {
  return platform === 'linux' && arch === 'x64' ? linuxX64 : undefined
}

const headers = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/c/tsl_status.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
]

/** The two shared libraries inside the wheel, by their file names. */
export const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const

/** What is taken out of the wheel: the two libraries and the headers of the C API. */
export const members: readonly string[] = [
  ...libraries.map((library) => `tensorflow/${library}`),
  ...headers.map((header) => `tensorflow/include/${header}`),
]
