import { OvershootError, reasonOf } from '../../errors.ts'
import { compileAddon, linkLibtensorflow } from './addon.ts'
import { cacheFolder } from './cacheFolder.ts'
import { checkTfjsNode } from './check.ts'
import { inTurn } from './inTurn.ts'
import { libtensorflow } from './libtensorflow.ts'
import { nativeVersion, planNative } from './planNative.ts'
import { rememberSetUp } from './setUpBefore.ts'
import { addTfjsNode, nodeApiHeaders, projectFolder, tfjsNodeFolder, tfjsNodeRelease } from './tfjsNode.ts'

/**
 * Makes the native backend: adds `@tensorflow/tfjs-node` to the project where it is missing, fetches libtensorflow,
 * compiles the addon and tries it; resolves to the version of libtensorflow. Does nothing where it works already, and
 * what another process has begun for the same project is waited for.
 * @param log gets a line for all that will be done, before any of it, and one for every step that takes longer than a
 * moment
 * @throws NATIVE_UNSUPPORTED, NATIVE_TOOL_MISSING, NATIVE_DOWNLOAD_FAILED or NATIVE_INSTALL_FAILED, saying in one line
 * what is in the way
 */
export async function installNative(log: (line: string) => void): Promise<string> {
  const project = projectFolder()
  const version = (await nativeVersion()) ?? (await installInTurn(project, log))
  await rememberSetUp(project, cacheFolder())
  return version
}

async function installInTurn(project: string, log: (line: string) => void): Promise<string> {
  await planNative()
  return inTurn(project, async () => (await nativeVersion()) ?? (await install(log))).catch((error: unknown) => {
    if (error instanceof OvershootError) throw error
    // A folder that must not be written to, a disk that is full.
    throw new OvershootError('NATIVE_INSTALL_FAILED', reasonOf(error), {
      cause: error,
    })
  })
}

async function install(log: (line: string) => void): Promise<string> {
  const { wheel, steps } = await planNative()
  for (const step of steps) log(`will ${step}`)
  const library = await libtensorflow(wheel, cacheFolder(), log)
  if (tfjsNodeFolder() === undefined) {
    log(`adding ${tfjsNodeRelease}, not to package.json: npm takes it away again when it next installs anything`)
    await addTfjsNode()
  }
  const tfjsNode = tfjsNodeFolder()
  if (tfjsNode === undefined) throw missing('@tensorflow/tfjs-node')
  const headers = nodeApiHeaders()
  if (headers === undefined) throw missing('node-api-headers')
  log('compiling the addon')
  await linkLibtensorflow(tfjsNode, library)
  await compileAddon(tfjsNode, headers)
  return checkTfjsNode(tfjsNode)
}

function missing(name: string): OvershootError {
  return new OvershootError('NATIVE_INSTALL_FAILED', `${name} is not installed`)
}
