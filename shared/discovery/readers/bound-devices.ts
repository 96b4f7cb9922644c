import type { HostRoot, Result } from '../host-root.ts';

/** Names, as sysfs writes addresses, of the PCI devices that a driver is bound to; ENOENT where it is not loaded. */
export async function boundDevices(root: HostRoot, driver: string): Promise<Result<readonly string[]>> {
  const entries = await root.list(`/sys/bus/pci/drivers/${driver}`);
  // Beside them stand files to bind and unbind, and a link to the module.
  return entries.ok
    ? { ok: true, value: entries.value.filter((entry) => /^[0-9a-f]{4,8}:/i.test(entry)) }
    : entries;
}
