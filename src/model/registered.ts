/** Names of layer classes that a caller's module has registered with tf.js. */
const names = new Set<string>()

export function addRegistered(className: string): void {
  names.add(className)
}

/**
 * The name that a caller has registered for a class of a file, which may put the package of a registration before it,
 * `package>Class`; undefined where there is none.
 */
export function registeredName(className: string): string | undefined {
  return [className, className.replace(/^.*>/, '')].find((name) => names.has(name))
}
