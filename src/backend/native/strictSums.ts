/**
 * By which oneDNN and TensorFlow are asked for sums in fewer bits, or by other formulas; each has a name of its own for
 * what it takes for off.
 */
const strict: Readonly<Record<string, string | undefined>> = {
  ONEDNN_DEFAULT_FPMATH_MODE: 'STRICT',
  DNNL_DEFAULT_FPMATH_MODE: 'STRICT',
  TF_SET_ONEDNN_FPMATH_MODE: undefined,
  TF_USE_DEEP_CONV2D: '0',
  NVIDIA_TF32_OVERRIDE: '0',
}

/**
 * Has libtensorflow multiply and add in float32, whatever the environment says: it must not be loaded yet. In a thread
 * of workers the environment is a copy that libraries do not see, and who loaded it before may have said otherwise:
 * what really runs is tested, see `checkSums`.
 */
export function askForStrictSums(environment: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(strict))
    if (value === undefined) delete environment[name]
    else environment[name] = value
}
