import { defineConfig } from "vitest/config";

const shared = { exclude: ["node_modules/**"] };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["node_modules/**", "tests/**/*.cloud.test.ts", "tests/e2e/**"],
        },
      },
      {
        test: {
          ...shared,
          name: "cloud",
          include: ["tests/**/*.cloud.test.ts", "tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/support/cloud-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
