/** Types of numbers by TensorFlow's number for them (types.proto), from 1 on. */
const names = (
  'FLOAT DOUBLE INT32 UINT8 INT16 INT8 STRING COMPLEX64 INT64 BOOL QINT8 QUINT8 QINT32 BFLOAT16 QINT16 QUINT16 ' +
  'UINT16 COMPLEX128 HALF RESOURCE VARIANT UINT32 UINT64'
).split(' ')

/** As TensorFlow spells a type: `DT_FLOAT`. */
export function typeName(type: number): string {
  return `DT_${names[type - 1] ?? type}`
}

/** Bytes of one number, of the types that are read. */
export const typeSizes: Readonly<Record<string, number>> = { DT_FLOAT: 4, DT_INT32: 4, DT_INT64: 8, DT_BOOL: 1 }
