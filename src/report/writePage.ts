import { pageAssets } from './page/assets.ts'
import { renderPage } from './page/renderPage.ts'
import type { ReportData } from './page/reportData.ts'
import { writeReport } from './writeReport.ts'

/** Draws the page and writes it whole or not at all. @throws FILE_UNWRITABLE */
export async function writePage(path: string, data: ReportData): Promise<void> {
  await writeReport(path, renderPage(data, pageAssets()))
}
