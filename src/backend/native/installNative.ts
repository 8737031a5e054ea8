import { OvershootError } from '../../errors.ts'
import { compileAddon, linkLibtensorflow } from './addon.ts'
import { cacheFolder } from './cacheFolder.ts'
import { checkTfjsNode } from './check.ts'
import { libtensorflow } from './libtensorflow.ts'
import { run } from './run.ts'
import { nodeApiHeaders, restoreTfjsNode, tfjsNodeFolder } from './tfjsNode.ts'
import { wheelFor } from './wheel.ts'

/** The release whose addon sources the pinned wheel was tried with; package.json asks for the same. */
const tfjsNodeVersion = '4.22.0'

/**
 * Makes the native backend: puts `@tensorflow/tfjs-node` back where npm removed it, fetches libtensorflow, compiles the
 * addon and tries it. Does nothing where it works already.
 * @param log gets a line for every step that takes longer than a moment
 * @throws NATIVE_INSTALL_FAILED saying in one line what is in the way
 */
export async function installNative(log: (line: string) => void): Promise<void> {
  const installed = tfjsNodeFolder()
  if (installed !== undefined && (await works(installed))) return
  const wheel = wheelFor(process.platform, process.arch)
  if (wheel === undefined) throw failed(`there is no libtensorflow for ${process.platform} ${process.arch}`)
  // Whatever is missing is said before anything is downloaded.
  await run('g++', ['--version'])
  const library = await libtensorflow(wheel, cacheFolder(), log)
  if (installed === undefined) {
    log('putting @tensorflow/tfjs-node back')
    await restoreTfjsNode(tfjsNodeVersion)
  }
  const tfjsNode = tfjsNodeFolder()
  if (tfjsNode === undefined) throw failed('@tensorflow/tfjs-node is not installed')
  const headers = nodeApiHeaders()
  if (headers === undefined) throw failed('node-api-headers is not installed')
  log('compiling the addon')
  await linkLibtensorflow(tfjsNode, library)
  await compileAddon(tfjsNode, headers)
  await checkTfjsNode(tfjsNode)
}

async function works(tfjsNode: string): Promise<boolean> {
  return checkTfjsNode(tfjsNode).then(
    () => true,
    () => false,
  )
}

function failed(reason: string): OvershootError {
  return new OvershootError('NATIVE_INSTALL_FAILED', reason)
}
