/** Is this the name of an ONNX file, packed or not? */
export function isOnnx(path: string): boolean {
  return /\.onnx(\.gz)?$/.test(path)
}
