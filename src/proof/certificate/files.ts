import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { OvershootError, reasonOf } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { parseJson } from '../../files/parseJson.ts'
import { readBytes } from '../../files/readBytes.ts'
import { replaceFile } from '../../files/replaceFile.ts'
import type { Certificate } from './certificate.ts'

/** Files with more bytes are no certificates; twice as much would not fit into a string either. */
const LARGEST = 2 ** 28

/**
 * Writes a certificate to a folder, which is made if need be, whole or not at all; resolves to its path. The file is
 * named by the claim and the certificate's digest.
 * @throws FILE_UNWRITABLE
 */
export async function writeCertificate(folder: string, certificate: Certificate): Promise<string> {
  const words = certificate.claim
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '')
  const path = join(folder, `${words === '' ? 'claim' : words}-${certificate.digest.slice(0, 12)}.proof.json`)
  try {
    await mkdir(folder, { recursive: true })
    await replaceFile(path, `${JSON.stringify(certificate)}\n`)
  } catch (error) {
    throw new OvershootError('FILE_UNWRITABLE', `${path}: ${reasonOf(error)}`, { cause: error })
  }
  return path
}

/**
 * Reads a certificate's JSON, as it is: `checkProof` decides what it is worth.
 * @throws FILE_UNREADABLE for a file that is missing, too large or no JSON
 */
export async function readCertificate(path: string): Promise<unknown> {
  try {
    return parseJson(await readBytes(path, LARGEST))
  } catch (error) {
    throw new OvershootError('FILE_UNREADABLE', `${brief(path)}: ${brief(reasonOf(error))}`, { cause: error })
  }
}
