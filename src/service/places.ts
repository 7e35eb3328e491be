/** Folders that follow from the settings. */
import { dirname, join } from "node:path";
import type { ServiceConfig } from "../config/service-config.ts";

/** `<server folder>/Automatic`: holds the drop folders. */
export function automaticPath(config: ServiceConfig): string {
  return join(config.serverFolder, "Automatic");
}

/** `<folder>/Examples and Templates`. */
export function modelsPath(config: ServiceConfig): string {
  return join(config.folder, "Examples and Templates");
}

/** Private work files of runs, beside the store. */
export function workPath(config: ServiceConfig): string {
  return join(dirname(config.store.path), "work");
}

/** Certificates that exports are encrypted to, beside the store. */
export function certificatesPath(config: ServiceConfig): string {
  return join(dirname(config.store.path), "certificates");
}

/** Private work files of fetches; they outlive the daemon while a fetch is open. */
export function fetchWorkPath(config: ServiceConfig): string {
  return join(dirname(config.store.path), "fetches");
}

/** Private work files of exports; they outlive the daemon while an export is open. */
export function exportWorkPath(config: ServiceConfig): string {
  return join(dirname(config.store.path), "exports");
}

/** `<server folder>/Export`: files of campaigns that have ended, exported configuration. */
export function exportPath({ serverFolder }: Pick<ServiceConfig, "serverFolder">): string {
  return join(serverFolder, "Export");
}

/** Private work files of exports of campaigns; they outlive the daemon while one is open. */
export function campaignWorkPath(config: ServiceConfig): string {
  return join(dirname(config.store.path), "campaigns");
}
