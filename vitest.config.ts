import { defineConfig } from 'vitest/config';

/** Tests that look at the built page; it is built once before them. */
const ofThePage = ['test/e2e/browser/**/*.test.ts'];
/** Builds everything anew, the page too, so it runs when nobody looks at that any more. */
const ofThePackage = ['test/cli/package.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Tests of screens and shells wait more than they work, so more of them than processors run at once.
    maxWorkers: 3,
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: [...ofThePage, ...ofThePackage] },
      },
      {
        extends: true,
        test: {
          name: 'page',
          include: ofThePage,
          globalSetup: 'test/e2e/browser/build-page.ts',
          testTimeout: 180_000,
        },
      },
      { extends: true, test: { name: 'package', include: ofThePackage, sequence: { groupOrder: 1 } } },
    ],
  },
});
