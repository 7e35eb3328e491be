/** The table of commands, in the order in which the help lists them. */
import type { Command } from "./command.ts";
import { artifactsCommand } from "./commands/artifacts.ts";
import { campaignsCommand } from "./commands/campaigns.ts";
import { certificateCommand } from "./commands/certificate.ts";
import { checkCommand } from "./commands/check.ts";
import { decryptCommand } from "./commands/decrypt.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { errorsCommand } from "./commands/errors.ts";
import { exportConfigurationCommand } from "./commands/export-configuration.ts";
import { historyCommand } from "./commands/history.ts";
import { importCommand } from "./commands/import.ts";
import { initCommand } from "./commands/init.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { mailCommand } from "./commands/mail.ts";
import { recordsCommand } from "./commands/records.ts";
import { startCommand } from "./commands/start.ts";
import { statusCommand } from "./commands/status.ts";
import { templateCommand } from "./commands/template.ts";

export const COMMANDS: readonly Command[] = [
  startCommand,
  initCommand,
  checkCommand,
  importCommand,
  statusCommand,
  historyCommand,
  campaignsCommand,
  jobsCommand,
  artifactsCommand,
  certificateCommand,
  mailCommand,
  decryptCommand,
  recordsCommand,
  exportConfigurationCommand,
  templateCommand,
  demoCommand,
  errorsCommand,
  doctorCommand,
];
