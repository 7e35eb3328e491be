// @ts-check
import tseslint from "typescript-eslint";

/** Each folder of src and the folders that it may import, beside itself: imports point down. */
const ground = ["core"];
const rules = [...ground, "dialling"];
const adapters = [...rules, "formats", "files", "store"];
const domain = [...adapters, "datasets", "configuration", "models", "campaigns", "jobs"];
const line = [...domain, "certificates", "packaging", "transfer"];
const MAY_IMPORT = {
  core: [],
  formats: ground,
  files: ground,
  dialling: ground,
  store: rules,
  config: ground,
  datasets: adapters,
  configuration: [...adapters, "datasets"],
  models: [...adapters, "datasets"],
  campaigns: [...adapters, "datasets"],
  certificates: [...ground, "files"],
  packaging: [...ground, "files", "certificates"],
  transfer: [...ground, "files"],
  jobs: [...adapters, "datasets"],
  drop: domain,
  export: line,
  fetch: line,
  notify: domain,
  console: [...line, "export", "fetch", "notify"],
  service: [...line, "config", "drop", "export", "fetch", "notify", "console"],
  cli: [...line, "config", "drop", "export", "fetch", "notify", "console", "service"],
};

/** A third-party package is imported by one file only, its adapter. */
const ADAPTERS = {
  "@photostructure/sqlite": ["src/store/sqlite/database.ts"],
  "@streamparser/json": ["src/formats/json.ts"],
  ajv: ["src/core/json-schema.ts"],
  "ajv-formats": ["src/core/json-schema.ts"],
  chokidar: ["src/drop/folder-events.ts"],
  commander: ["src/cli/program.ts"],
  croner: ["src/jobs/cron.ts"],
  "csv-parse": ["src/formats/csv.ts"],
  exceljs: ["src/formats/excel-writer.ts"],
  fastify: ["src/console/server.ts"],
  "libphonenumber-js": ["src/datasets/phone.ts"],
  lowdb: ["src/jobs/catalogue-file.ts"],
  mysql2: ["src/fetch/mysql.ts"],
  nodemailer: ["src/notify/mail-transport.ts"],
  "node-forge": ["src/certificates/forge.ts"],
  luxon: ["src/core/zone.ts"],
  pg: ["src/fetch/postgres.ts"],
  "pg-query-stream": ["src/fetch/postgres.ts"],
  picocolors: ["src/cli/terminal.ts"],
  pino: ["src/core/log.ts"],
  "pino-pretty": ["src/core/log.ts"],
  saxes: ["src/formats/sax.ts"],
  "ssh2-sftp-client": ["src/transfer/sftp-client.ts"],
  yaml: ["src/core/yaml.ts"],
  yauzl: ["src/formats/zip-parts.ts", "src/packaging/zip-reader.ts"],
  yazl: ["src/packaging/zip-writer.ts"],
};

const folders = Object.keys(MAY_IMPORT);

const forbiddenPackages = (exceptFor) =>
  Object.entries(ADAPTERS)
    .filter(([, files]) => exceptFor === undefined || !files.includes(exceptFor))
    .flatMap(([name]) => [name, `${name}/*`])
    .map((name) => ({
      regex: `^${name.replace("*", ".*")}$`,
      message: "Import this package in its adapter file only (eslint.config.js).",
      allowTypeImports: true,
    }));

const forbiddenFolders = (folder) =>
  folders
    .filter((other) => other !== folder && !MAY_IMPORT[folder].includes(other))
    .map((other) => ({
      regex: `^(\\.\\./)+${other}/`,
      message: `src/${folder} must not import from src/${other}: imports point down.`,
      // The lines may name the types of the settings; their values stop at the service.
      allowTypeImports:
        other === "config" && ["drop", "export", "fetch", "notify", "console"].includes(folder),
    }));

const restricted = (folder, exceptFor) => ({
  "@typescript-eslint/no-restricted-imports": [
    "error",
    { patterns: [...forbiddenPackages(exceptFor), ...forbiddenFolders(folder)] },
  ],
});

const layers = folders.map((folder) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: restricted(folder, undefined),
}));

const adapterFiles = [...new Set(Object.values(ADAPTERS).flat())].map((file) => ({
  files: [file],
  rules: restricted(file.split("/")[1], file),
}));

export default tseslint.config(
  { ignores: ["dist*", "node_modules", "coverage", "exchange", "var", "bench/data"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js", ".ci/*.mjs", ".ci/*.ts"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "max-lines": ["error", { max: 300 }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 5],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  ...layers,
  ...adapterFiles,
  {
    files: ["src/**/*.ts"],
    ignores: ["src/core/clock.ts", "src/service/**", "src/config/load.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: "Take the time from the clock in deps (core/clock.ts).",
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "The environment is read in config/load.ts and service/ only.",
        },
        {
          selector: "CallExpression[callee.name=/^set(Timeout|Interval)$/]",
          message: "Timers come from the clock in deps (core/clock.ts).",
        },
        {
          selector:
            ":matches(TemplateElement[value.raw=/LIMIT \\?(?! \\+)/], Literal[value=/LIMIT \\?(?! \\+)/])",
          message:
            "A bare parameter has the statement prepared anew each time (LIMIT of store/sqlite/database.ts).",
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  // Generated from its schema.
  { files: ["src/config/service-settings.ts"], rules: { "max-lines": "off" } },
  { files: ["**/*.js", "**/*.mjs"], ...tseslint.configs.disableTypeChecked },
);
