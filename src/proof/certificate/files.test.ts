import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { certificateOf, isAccepted } from '../../../test/proof/certificate/certificates.ts'
import type { Certificate } from './certificate.ts'
import { readCertificate, writeCertificate } from './index.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

const certificate = certificateOf({ claim: 'Outputs: ≥ 0, <= 2!' }) as unknown as Certificate

test('a certificate comes back as it was written, from a file that its claim and digest name', async () => {
  const inner = join(folder, 'some', 'folder')
  const path = await writeCertificate(inner, certificate)
  expect(await readdir(inner)).toEqual([`outputs-0-2-${certificate.digest.slice(0, 12)}.proof.json`])
  const read = await readCertificate(path)
  expect(read).toEqual(certificate)
  expect(isAccepted(read)).toBe(true)
  expect(await writeCertificate(inner, certificate)).toBe(path)
})

test('what cannot be written or read says so', async () => {
  await writeFile(join(folder, 'file'), '{')
  await expect(writeCertificate(join(folder, 'file'), certificate)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  for (const name of ['file', 'none', '.'])
    await expect(readCertificate(join(folder, name))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
})
